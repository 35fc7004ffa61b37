package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.kernel.json.JsonValue;

/**
 * A node under load is killed, again and again, at moments of chance; whatever it has acknowledged
 * must be there when it comes back. {@code -Dzveno.kill.rounds=1000} kills it a thousand times.
 */
@Tag("slow")
@Timeout(value = 4, unit = TimeUnit.HOURS)
class KillTest {

  private static final int ROUNDS = Integer.getInteger("zveno.kill.rounds", 1);
  private static final int POSTERS = 6;

  /** A node is killed after so many answers at most; later where there is time for it. */
  private static final int MAX_ANSWERS = ROUNDS > 2 ? 1500 : 500;

  private final Acknowledged acknowledged = new Acknowledged();
  private final AtomicLong number = new AtomicLong();
  private final Random random = Seeds.random("KillTest");

  private final KillUnderLoad load = new KillUnderLoad();

  @TempDir Path home;

  @Test
  void whatWasAcknowledgedSurvivesKillMinusNine() throws Exception {
    Path folder = home.resolve("chain");
    String zeros = Integer.toString(2 + random.nextInt(2));
    long began = System.nanoTime();
    try (OwnNode rival = OwnNode.ephemeral("--difficulty", zeros)) {
      String name = Api.minerOf(rival.api().mine());
      for (int round = 1; round <= ROUNDS; round++) {
        try (NodeProcess node = NodeProcess.on(folder, "--difficulty", zeros)) {
          check(node, name);
          if (round % 3 == 2) {
            rival.api().register(node);
            node.api().register(rival);
            killUnderLoad(node, 20 + random.nextInt(400), () -> reorganise(node, rival));
          } else {
            killUnderLoad(node, 1 + random.nextInt(MAX_ANSWERS), () -> mined(node.api().mine()));
          }
        }
        if (round == ROUNDS || round % 5 == 1) {
          Program.Outcome verified = Program.zveno("verify", "--data-dir", folder.toString()).run();
          assertThat(verified.exitCode()).as(verified.errors()).isZero();
        }
      }
      try (NodeProcess node = NodeProcess.on(folder)) {
        check(node, name);
      }
    }
    System.out.printf(
        "KillTest: %d rounds, difficulty %s, %d transactions and %d blocks acknowledged, %d s%n",
        ROUNDS,
        zeros,
        acknowledged.transactions(),
        acknowledged.blocks(),
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
  }

  @Test
  @LongRunning
  void aChainIsTakenOverWholeOrNotAtAll() throws Exception {
    HandMadeChain other = HandMadeChain.beginning(2);
    while (other.length() < 3_000) {
      other.add("{\"amount\": 1, \"recipient\": \"b\", \"sender\": \"a\"}");
    }
    int taken = 0;
    int rounds = Math.max(2, ROUNDS / 5);
    try (Stub stub = Stub.start()) {
      stub.says(other.document());
      for (int round = 0; round < rounds; round++) {
        Path folder = home.resolve("chain " + round);
        List<String> before;
        try (NodeProcess node = NodeProcess.on(folder, "--difficulty", "2")) {
          node.api().submit(Api.transaction("a", "b", 1));
          node.api().submit(Api.transaction("a", "c", 2));
          node.api().mine(3);
          node.api().submit(Api.transaction("a", "d", 3));
          node.api().register(stub);
          before = node.api().hashes();
          Future<?> asked = stub.asked();
          try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.submit(() -> node.api().resolve());
            asked.get(30, TimeUnit.SECONDS);
            Thread.sleep(random.nextInt(600)); // somewhere on the way
            node.kill9();
          }
        }
        try (NodeProcess node = NodeProcess.on(folder)) {
          boolean whole = node.api().hashes().equals(other.hashes());
          assertThat(node.api().hashes()).isEqualTo(whole ? other.hashes() : before);
          // Of ours, "a pays b" is in the other chain as well; it is not to be paid twice.
          assertThat(node.api().pool()).hasSize(whole ? 2 : 1);
          taken += whole ? 1 : 0;
          // What an attempt has left behind hinders nobody.
          node.api().resolve();
          assertThat(node.api().hashes()).isEqualTo(other.hashes());
          assertThat(node.api().pool()).hasSize(2);
        }
      }
    }
    System.out.printf("KillTest: killed %d times in a resolve, %d of them late%n", rounds, taken);
  }

  private void check(NodeProcess node, String rival) throws Exception {
    acknowledged.checkAgainst(node.api().chain(), node.api().pool(), rival);
  }

  /** Posts, mines and does this as well, and kills the node after so many answers. */
  private void killUnderLoad(NodeProcess node, int after, Callable<Void> also) throws Exception {
    List<Callable<?>> works = new ArrayList<>();
    for (int i = 0; i < POSTERS; i++) {
      String poster = "poster " + i;
      works.add(() -> post(node.api(), poster));
    }
    works.add(() -> mined(node.api().mine()));
    works.add(() -> mined(node.api().mineAnew()));
    works.add(also);
    load.kill(node, after, random, works);
  }

  private Void post(Api api, String poster) throws Exception {
    String transaction = Api.transaction(poster, "bob", number.incrementAndGet());
    acknowledged.asking(transaction);
    Api.Answer answer = api.post("/transactions/new", transaction);
    answer.expect(201);
    acknowledged.promised(transaction);
    load.answered();
    return null;
  }

  private Void mined(JsonValue block) {
    acknowledged.mined(block);
    load.answered();
    return null;
  }

  /** The rival takes our chain, mines two blocks on it, and we take them if we are not quicker. */
  private static Void reorganise(NodeProcess node, OwnNode rival) throws Exception {
    rival.api().resolve();
    rival.api().mine(2);
    node.api().resolve();
    return null;
  }
}
