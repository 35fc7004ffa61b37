package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.kernel.json.JsonValue;
import zveno.kernel.model.EntryId;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.strict.StrictNets.Person;
import zveno.kernel.rules.strict.StrictTransaction;
import zveno.kernel.rules.strict.keys.Address;

/**
 * A node with strict rules is killed under load, again and again: whatever it has acknowledged is
 * in a block, waits, or was dropped with a reason, and nothing is there twice. {@code
 * -Dzveno.kill.rounds=1000} kills it a thousand times.
 */
@LongRunning
@Timeout(value = 4, unit = TimeUnit.HOURS)
class StrictKillTest {

  private static final int ROUNDS = Integer.getInteger("zveno.kill.rounds", 3);
  private static final int POSTERS = 4;
  private static final int MAX_ANSWERS = 400;
  private static final long ALLOCATED = 1_000_000_000;
  private static final Person BOB = Person.numbered(100);
  private static final Person RIVAL = Person.numbered(101);

  private final Random random = Seeds.random("StrictKillTest");
  private final KillUnderLoad load = new KillUnderLoad();
  private final List<Person> people =
      IntStream.rangeClosed(1, POSTERS).mapToObj(Person::numbered).toList();
  private final Genesis genesis = StrictNets.genesis(50, 0, 2, allocations());

  /** By its canonical text, all that was posted; and what the node has said yes to. */
  private final Set<String> asked = ConcurrentHashMap.newKeySet();

  private final Map<String, StrictTransaction> promised = new ConcurrentHashMap<>();
  private final AtomicLong amount = new AtomicLong();
  private int dropped;

  @TempDir Path home;
  private Path file;

  private Map<Address, Coins> allocations() {
    Map<Address, Coins> all = new LinkedHashMap<>();
    people.forEach(person -> all.put(person.address(), new Coins(ALLOCATED)));
    return all;
  }

  @BeforeEach
  void write() throws Exception {
    file = home.resolve("genesis.json");
    Files.write(file, genesis.canonical());
  }

  private String[] options(Person miner) {
    return new String[] {
      "--rules=strict",
      "--genesis=" + file,
      "--mining-threads=1",
      "--reward-address=" + miner.address().text()
    };
  }

  @Test
  void whatWasAcknowledgedIsInABlockWaitsOrWasDroppedWithAReason() throws Exception {
    Path folder = home.resolve("chain");
    try (OwnNode rival = OwnNode.ephemeral(options(RIVAL))) {
      for (int round = 1; round <= ROUNDS; round++) {
        try (NodeProcess node = NodeProcess.on(folder, options(BOB))) {
          check(node.api());
          List<Callable<?>> works = new ArrayList<>();
          for (Person person : people) {
            works.add(poster(node.api(), person));
          }
          works.add(() -> mine(node.api()));
          if (round % 3 == 2) {
            rival.api().register(node);
            node.api().register(rival);
            works.add(() -> reorganise(node, rival));
          }
          load.kill(node, 1 + random.nextInt(MAX_ANSWERS), random, works);
        }
        if (round == ROUNDS || round % 5 == 1) {
          Program.Outcome verified = Program.zveno("verify", "--data-dir", folder.toString()).run();
          assertThat(verified.exitCode()).as(verified.errors()).isZero();
        }
      }
      try (NodeProcess node = NodeProcess.on(folder, options(BOB))) {
        check(node.api());
      }
    }
    assertThat(promised).isNotEmpty();
    System.out.printf(
        "StrictKillTest: %d rounds, %d transactions acknowledged, %d of them dropped%n",
        ROUNDS, promised.size(), dropped);
  }

  private void check(Api api) throws Exception {
    Map<String, Integer> found = new HashMap<>();
    for (JsonValue block : api.chain()) {
      if (block.member("transactions").isPresent()) { // the first one has none
        for (JsonValue one : Api.elements(block, "transactions")) {
          found.merge(one.toString(), 1, Integer::sum);
        }
      }
    }
    api.pool().forEach(one -> found.merge(one.toString(), 1, Integer::sum));
    assertThat(asked.stream().filter(one -> found.getOrDefault(one, 0) > 1).toList())
        .as("posted once, and there more often")
        .isEmpty();
    Set<String> reasons = new HashSet<>();
    dropped = 0;
    for (Map.Entry<String, StrictTransaction> one : promised.entrySet()) {
      if (!found.containsKey(one.getKey())) {
        reasons.add(reason(api, one.getValue()));
        dropped++;
      }
    }
    assertThat(reasons).as("why what was acknowledged was dropped").isSubsetOf("nonce-used");
  }

  /** Why it was dropped, as its sender learns it. */
  private static String reason(Api api, StrictTransaction transaction) throws Exception {
    String path =
        "/api/v1/transactions/%s/entries/%s"
            .formatted(transaction.id().hex(), EntryId.of(transaction.id()));
    JsonValue fate = api.get(path).expect(200).json();
    assertThat(Api.text(fate, "status")).as("%s", fate).isEqualTo("dropped");
    return Api.text(fate, "reason");
  }

  private static long nonce(Api api, Person person) throws Exception {
    JsonValue account = api.get("/api/v1/accounts/" + person.address().text()).expect(200).json();
    return Api.integer(Api.member(account, "pending"), "nonce");
  }

  private StrictTransaction payment(Person from, long nonce) {
    return from.pays(
        genesis.id(), BOB.address(), amount.incrementAndGet(), 0, nonce, 1_000_000_000);
  }

  /** Posts one payment after the other; for one thread. */
  private Callable<Void> poster(Api api, Person person) {
    long[] next = {-1};
    return () -> {
      if (next[0] < 0) {
        next[0] = nonce(api, person);
      }
      StrictTransaction payment = payment(person, next[0]);
      String text = Api.parse(payment.toString()).toString();
      asked.add(text);
      Api.Answer answer = api.post("/transactions/new", payment.toString());
      if (answer.status() == 201) {
        promised.put(text, payment);
        next[0]++;
      } else {
        answer.expect(400); // 64 wait, or the rival's block has used the nonce
        next[0] = -1;
      }
      load.answered();
      return null;
    };
  }

  private Void mine(Api api) throws Exception {
    api.mine();
    load.answered();
    return null;
  }

  /**
   * The rival takes our chain, spends what waits here otherwise, and we take its blocks if we are
   * not quicker.
   */
  private Void reorganise(NodeProcess node, OwnNode rival) throws Exception {
    rival.api().resolve();
    Person person = people.get(random.nextInt(POSTERS));
    StrictTransaction other = payment(person, nonce(rival.api(), person));
    rival.api().post("/transactions/new", other.toString());
    rival.api().mine(4);
    node.api().resolve();
    return null;
  }
}
