package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zveno.LongRunning;
import zveno.kernel.json.JsonValue;

/**
 * Our node beside nodes in Python: whatever one of them makes, the other takes, and reads alike.
 * With {@code -Dzveno.long=true} hostile JSON meets both rule sets, and the mixed net does more.
 */
@Tag("slow")
@Timeout(120)
class PythonPeerTest {

  private static final int STEPS = Boolean.getBoolean("zveno.long") ? 240 : 80;

  @BeforeAll
  static void python() {
    PythonPeer.required();
  }

  private static String[] rules(String rules, int zeros) {
    return new String[] {"--rules", rules, "--difficulty", Integer.toString(zeros)};
  }

  @ParameterizedTest
  @CsvSource({"classic, 4", "classic, 3", "upstream, 2"})
  void eachTakesTheChainThatTheOtherHasMined(String name, int zeros) throws Exception {
    try (OwnNode ours = OwnNode.ephemeral(rules(name, zeros));
        PythonPeer theirs = PythonPeer.start(rules(name, zeros))) {
      ours.api().register(theirs);
      theirs.api().register(ours);

      theirs.api().submit("{\"sender\": \"a\", \"recipient\": \"b\", \"amount\": 0.1}");
      theirs.api().mine(2);
      assertThat(ours.api().resolve()).isTrue();
      assertThat(ours.api().hashes()).hasSize(3).isEqualTo(theirs.hashes());

      ours.api().submit("{\"sender\": \"b\", \"recipient\": \"a\", \"amount\": 5}");
      ours.api().mine(2);
      assertThat(theirs.api().resolve()).isTrue();
      assertThat(theirs.hashes()).hasSize(5).isEqualTo(ours.api().hashes());

      assertThat(ours.api().resolve()).isFalse();
      assertThat(theirs.api().resolve()).isFalse();
    }
  }

  @Test
  void minesTheProofsThatThePythonNodeMines() throws Exception {
    try (OwnNode ours = OwnNode.ephemeral();
        PythonPeer theirs = PythonPeer.start()) {
      for (int i = 0; i < 5; i++) {
        assertThat(Api.integer(ours.api().mine(), "proof"))
            .isEqualTo(Api.integer(theirs.api().mine(), "proof"));
      }
    }
  }

  @Test
  void readsTheSpacingOfOldFlask() throws Exception {
    try (OwnNode ours = OwnNode.ephemeral(rules("classic", 2));
        PythonPeer old = PythonPeer.start("--difficulty", "2", "--pretty")) {
      old.api().submit("{\"sender\": [1.0, {}], \"recipient\": \"\\u2028\", \"amount\": 1e-5}");
      old.api().mine(3);
      ours.api().register(old);

      assertThat(ours.api().resolve()).isTrue();
      assertThat(ours.api().hashes()).isEqualTo(old.hashes());
    }
  }

  @Test
  void hostileJsonPostedToEitherEndsByteForByteTheSame() throws Exception {
    hostileJsonEndsTheSame("classic");
  }

  @Test
  @LongRunning
  void hostileJsonEndsTheSameByTheOtherRulesToo() throws Exception {
    hostileJsonEndsTheSame("upstream");
  }

  private static void hostileJsonEndsTheSame(String name) throws Exception {
    try (OwnNode ours = OwnNode.ephemeral(rules(name, 2));
        PythonPeer theirs = PythonPeer.start(rules(name, 2))) {
      ours.api().register(theirs);
      theirs.api().register(ours);

      for (String transaction : HostileJson.transactions()) {
        ours.api().submit(transaction);
      }
      ours.api().mine(2);
      assertThat(theirs.api().resolve()).as("Python takes what was posted to us").isTrue();
      assertThat(theirs.hashes()).isEqualTo(ours.api().hashes());

      for (String transaction : HostileJson.transactions()) {
        theirs.api().submit(transaction);
      }
      theirs.api().mine(2);
      assertThat(ours.api().resolve()).as("we take what was posted to Python").isTrue();
      assertThat(ours.api().hashes()).isEqualTo(theirs.hashes());

      List<JsonValue> chain = ours.api().chain();
      assertThat(posted(chain.get(1))).isEqualTo(posted(chain.get(3)));
    }
  }

  @Test
  void numbersThatAreNoneAreTakenFromPeersOnly() throws Exception {
    try (OwnNode ours = OwnNode.ephemeral(rules("classic", 2));
        PythonPeer theirs = PythonPeer.start("--difficulty", "2")) {
      for (String value : HostileJson.pythonOnly()) {
        String transaction = HostileJson.transaction("\"s\"", "\"r\"", value);
        assertThat(ours.api().post("/transactions/new", transaction).status()).isEqualTo(400);
        theirs.api().submit(transaction);
      }
      theirs.api().mine(2);
      ours.api().register(theirs);
      theirs.api().register(ours);

      assertThat(ours.api().resolve()).isTrue();
      assertThat(ours.api().hashes()).isEqualTo(theirs.hashes());
      assertThat(ours.api().get("/chain").text()).contains("NaN", "-Infinity");
      ours.api().mine();
      assertThat(theirs.api().resolve()).isTrue();
      assertThat(theirs.hashes()).isEqualTo(ours.api().hashes());
    }
  }

  @Test
  void unknownFieldsAreKeptAndHashed() throws Exception {
    // By code point the face comes after U+FFFF; as Java compares, it would come before.
    HandMadeChain strange =
        HandMadeChain.beginning(2, ", \"zeal\": {\"\\ud800\": 1.0}")
            .add("{\"amount\": 1, \"memo\": [-0.0, 1e-05], \"recipient\": 2, \"sender\": null}")
            .add("-7", "Infinity", "{}, {\"a\": \"\\u007f\"}", ", \"version\": 2")
            .add("3", "12345678901234567890", "", ", \"\\uffff\": 1, \"\\ud83d\\ude00\": []")
            .add("");
    assertThat(bothTake(strange.document())).isEqualTo(strange.hashes());
  }

  /** Has both resolve against a peer that says this; returns the hashes both hold then. */
  private static List<String> bothTake(String document) throws Exception {
    try (Stub stub = Stub.start();
        OwnNode ours = OwnNode.ephemeral(rules("classic", 2));
        PythonPeer theirs = PythonPeer.start("--difficulty", "2")) {
      stub.says(document);
      ours.api().register(stub);
      theirs.api().register(stub);
      assertThat(theirs.api().resolve()).as("Python takes it").isTrue();
      assertThat(ours.api().resolve()).as("we take it").isTrue();
      assertThat(ours.api().hashes()).isEqualTo(theirs.hashes());
      return ours.api().hashes();
    }
  }

  @Test
  void aChainThatWasTamperedWithIsRefused() throws Exception {
    try (Stub stub = Stub.start();
        OwnNode ours = OwnNode.ephemeral(rules("classic", 2));
        PythonPeer theirs = PythonPeer.start("--difficulty", "2");
        PythonPeer honest = PythonPeer.start("--difficulty", "2")) {
      honest.api().submit("{\"sender\": \"ann\", \"recipient\": \"bob\", \"amount\": 5}");
      honest.api().mine(3);
      String right = honest.api().get("/chain").text();
      String proof = "\"proof\":" + Api.integer(honest.api().chain().getLast(), "proof");
      assertThat(right).contains("\"amount\":5", proof);
      ours.api().register(stub);
      theirs.api().register(stub);
      List<String> before = ours.api().hashes();

      for (String wrong :
          List.of(
              right.replace("\"amount\":5", "\"amount\":5.0"),
              right.replace("\"bob\"", "\"eve\""),
              right.replace("\"index\":2", "\"index\":2,\"index\":3"),
              right.replace(proof, "\"proof\":1"))) {
        stub.says(wrong);
        assertThat(theirs.api().resolve()).as("Python refuses %s", wrong).isFalse();
        assertThat(ours.api().resolve()).as("we refuse %s", wrong).isFalse();
      }
      assertThat(ours.api().hashes()).isEqualTo(before);

      stub.says(right);
      assertThat(ours.api().resolve()).as("and take the right one").isTrue();
    }
  }

  @Test
  void theLengthThatAPeerClaimsMeansNothing() throws Exception {
    try (Stub stub = Stub.start();
        OwnNode ours = OwnNode.ephemeral(rules("classic", 2))) {
      ours.api().register(stub);
      ours.api().mine(2);
      List<String> before = ours.api().hashes();

      HandMadeChain other = HandMadeChain.beginning(2).add("").add("");
      stub.says(other.document(99));
      assertThat(ours.api().resolve()).as("as long as ours").isFalse();
      stub.says(HandMadeChain.beginning(2).document(3_500_000_000L));
      assertThat(ours.api().resolve()).as("one block").isFalse();
      stub.says("{\"chain\": [], \"length\": 99}");
      assertThat(ours.api().resolve()).as("no block").isFalse();
      assertThat(ours.api().hashes()).isEqualTo(before);

      other.add("");
      stub.says(other.document(1));
      assertThat(ours.api().resolve()).as("longer than it says").isTrue();
      assertThat(ours.api().hashes()).isEqualTo(other.hashes());
    }
  }

  @Test
  @LongRunning
  void theTwoRuleSetsRefuseEachOther() throws Exception {
    try (OwnNode classic = OwnNode.ephemeral(rules("classic", 2));
        OwnNode upstream = OwnNode.ephemeral(rules("upstream", 2));
        PythonPeer pythonClassic = PythonPeer.start(rules("classic", 2));
        PythonPeer pythonUpstream = PythonPeer.start(rules("upstream", 2))) {
      for (Peer peer : List.of(pythonClassic, pythonUpstream)) {
        peer.api().mine(6);
      }
      classic.api().register(pythonUpstream);
      upstream.api().register(pythonClassic);
      assertThat(classic.api().resolve()).isFalse();
      assertThat(upstream.api().resolve()).isFalse();

      classic.api().mine(8);
      upstream.api().mine(8);
      pythonClassic.api().register(upstream);
      pythonUpstream.api().register(classic);
      assertThat(pythonClassic.api().resolve()).isFalse();
      assertThat(pythonUpstream.api().resolve()).isFalse();
    }
  }

  @Test
  @LongRunning
  void aMixedNetOfFourAgreesInTheEnd() throws Exception {
    Random random = Seeds.random("aMixedNetOfFourAgreesInTheEnd");
    try (OwnNode one = OwnNode.ephemeral(rules("classic", 2));
        OwnNode two = OwnNode.ephemeral(rules("classic", 2));
        PythonPeer three = PythonPeer.start("--difficulty", "2");
        PythonPeer four = PythonPeer.start("--difficulty", "2")) {
      List<Peer> net = List.of(one, two, three, four);
      for (Peer peer : net) {
        for (Peer other : net) {
          if (other != peer) {
            peer.api().register(other);
          }
        }
      }
      Set<String> postedToUs = new HashSet<>();
      for (int step = 0; step < STEPS; step++) {
        int who = random.nextInt(4);
        Api api = net.get(who).api();
        switch (random.nextInt(5)) {
          case 0, 1 -> {
            String transaction = Api.transaction("step " + step, "node " + who, step);
            api.submit(transaction);
            if (who < 2) {
              postedToUs.add(transaction);
            }
          }
          case 2, 3 -> api.mine();
          default -> api.resolve();
        }
      }

      agree(net);
      assertThat(one.api().hashes())
          .isEqualTo(two.api().hashes())
          .isEqualTo(three.hashes())
          .isEqualTo(four.hashes());
      Map<String, Integer> found = count(one.api().chain());
      assertThat(found.values()).as("nothing is there twice").allMatch(times -> times == 1);
      assertThat(found.keySet()).as("nothing is lost").containsAll(postedToUs);
    }
  }

  /** Lets our two nodes mine what they hold, and everybody resolve, until nobody has anything. */
  private static void agree(List<Peer> net) throws Exception {
    for (int round = 0; round < 10; round++) {
      int carried = 0;
      for (Peer miner : net.subList(0, 2)) {
        for (Peer peer : net) {
          peer.api().resolve();
        }
        // two at once: longer than any rival
        carried += Api.elements(miner.api().mine(), "transactions").size() - 1;
        carried += Api.elements(miner.api().mine(), "transactions").size() - 1;
        for (Peer peer : net) {
          peer.api().resolve();
        }
      }
      if (carried == 0) {
        return;
      }
    }
    throw new AssertionError("after ten rounds there is still something to mine");
  }

  /** All transactions but the rewards, and how often each is there. */
  private static Map<String, Integer> count(List<JsonValue> chain) {
    Map<String, Integer> found = new HashMap<>();
    for (JsonValue block : chain) {
      posted(block).forEach(one -> found.merge(one, 1, Integer::sum));
    }
    return found;
  }

  private static List<String> posted(JsonValue block) {
    List<String> all = new ArrayList<>();
    Api.elements(block, "transactions").forEach(transaction -> all.add(transaction.toString()));
    return all.isEmpty() ? all : all.subList(0, all.size() - 1);
  }
}
