package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zveno.LongRunning;
import zveno.kernel.json.JsonValue;

/**
 * Five nodes, each a process, with links of chance: they hold one chain and one pool, whatever
 * happens to the links, after forks of a thousand blocks, too.
 */
@Tag("slow")
@LongRunning
@Timeout(600)
class NetTest {

  private static final int NODES = 5;
  private static final int ROUNDS = 100;

  private static final Random RANDOM = Seeds.random("NetTest");

  @TempDir static Path home;

  private static Net net;
  private static int number;

  @BeforeAll
  static void start() throws Exception {
    net = Net.start(home, NODES, RANDOM, "--difficulty", "1");
    Net.awaitTip(mine(net.api(0)), net.all()); // they begin with different first blocks
  }

  @AfterAll
  static void stop() {
    net.close();
  }

  /** Mines one block; its hash. */
  private static String mine(Api node) throws Exception {
    return Api.text(node.mineAnew(), "hash");
  }

  /** Posts a transaction that nobody has posted before. */
  private static String post(Api node) throws Exception {
    String transaction = Api.transaction("ann", "bob", ++number);
    node.submit(transaction);
    return Api.parse(transaction).toString();
  }

  @Test
  void everyBlockReachesAllNodes() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Net.awaitTip(mine(net.any(RANDOM)), net.all());
    }
    List<String> chain = net.api(0).hashes();
    for (Api node : net.all()) {
      assertThat(node.hashes()).isEqualTo(chain);
    }
  }

  @Test
  void everyTransactionIsEverywhereAndInTheChainOnce() throws Exception {
    Map<String, Long> before = Net.posted(net.api(0).chain());
    List<String> posted = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      posted.add(post(net.any(RANDOM)));
    }
    String twice = Api.transaction("carol", "dave", ++number);
    for (int place : List.of(0, NODES - 1)) { // the same words, of two people at two nodes
      net.api(place).submit(twice);
      posted.add(Api.parse(twice).toString());
    }

    Net.awaitPool(posted, net.all());
    Net.awaitTip(mine(net.any(RANDOM)), net.all());
    Net.awaitPool(List.of(), net.all());
    Map<String, Long> after = Net.posted(net.api(RANDOM.nextInt(NODES)).chain());
    assertThat(after).containsAllEntriesOf(before).containsAllEntriesOf(Net.counted(posted));
    assertThat(after).hasSize(before.size() + posted.size() - 1);
  }

  @Test
  void allMineAtOnceAndOneChainIsLeft() throws Exception {
    List<Thread> miners = new ArrayList<>();
    for (Api node : net.all()) {
      miners.add(Thread.ofVirtual().start(() -> mineSome(node)));
    }
    for (Thread miner : miners) {
      miner.join();
    }
    // Two chains with the same work may stand side by side until there is one more block.
    Net.awaitTip(mineOnLongest(), net.all());
  }

  private static void mineSome(Api node) {
    try {
      node.mine(10);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String mineOnLongest() throws Exception {
    Api longest = net.api(0);
    for (Api node : net.all()) {
      longest = Net.height(node) > Net.height(longest) ? node : longest;
    }
    return mine(longest);
  }

  private static List<Integer> forks() {
    return List.of(1, 10, 1000);
  }

  @ParameterizedTest
  @MethodSource("forks")
  void whatWasPartedAgreesWhenItMeetsAndLosesNothing(int blocks) throws Exception {
    int loser = RANDOM.nextInt(NODES);
    Set<Integer> losers = Set.of(loser, (loser + 1) % NODES);
    List<Api> losing = losers.stream().map(net::api).toList();
    Api winner = net.api((loser + 2) % NODES);
    net.split(losers);

    String settled = post(net.api(loser)); // in a block that will leave the chain
    String waiting = "";
    String tip = "";
    for (int i = 0; i < blocks; i++) {
      tip = mine(net.api(loser));
    }
    Net.awaitTip(tip, losing);
    waiting = post(net.api(loser));
    String others = post(winner);
    for (int i = 0; i <= blocks; i++) {
      tip = mine(winner);
    }
    assertThat(Net.tip(net.api(loser))).as("they are parted").isNotEqualTo(tip);

    net.heal();
    Net.awaitTip(tip, net.all());
    Net.awaitPool(List.of(settled, waiting), net.all());
    Net.awaitTip(mine(net.any(RANDOM)), net.all());
    Net.awaitPool(List.of(), net.all());
    List<JsonValue> chain = net.any(RANDOM).chain();
    assertThat(Net.posted(chain))
        .containsEntry(settled, 1L)
        .containsEntry(waiting, 1L)
        .containsEntry(others, 1L);
  }
}
