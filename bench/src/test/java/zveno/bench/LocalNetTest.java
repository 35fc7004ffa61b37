package zveno.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.slf4j.LoggerFactory;
import zveno.kernel.json.JsonValue;
import zveno.node.cli.LocalNode;

/** Fifty nodes with links of chance converge, and tell each other each thing about once. */
@EnabledIfSystemProperty(named = "zveno.long", matches = "true") // only .ci/long has the time
@Tag("slow")
@Timeout(600)
class LocalNetTest {

  private static final int NODES = 50;
  private static final int BLOCKS = 100;
  private static final int TRANSACTIONS = 200;
  private static final long SEED = Long.getLong("zveno.seed", 20171L);

  private static final Logger LOG = (Logger) LoggerFactory.getLogger("zveno");

  private final SplittableRandom chance = new SplittableRandom(SEED);

  /** What fifty nodes have to say is too much. */
  @BeforeAll
  static void quiet() {
    LOG.setLevel(Level.WARN);
  }

  @AfterAll
  static void asBefore() {
    LOG.setLevel(Level.INFO);
  }

  private void post(LocalNode node, int number) throws Exception {
    JsonValue unused =
        node.post(
            "/transactions/new",
            "{\"sender\": \"ann\", \"recipient\": \"bob\", \"amount\": " + number + "}");
  }

  @Test
  void everyBlockReachesAllNodesWithoutAStorm() throws Exception {
    System.out.println("LocalNetTest: -Dzveno.seed=" + SEED);
    try (LocalNet net = LocalNet.start(NODES, chance);
        Arrivals arrivals = new Arrivals(net.nodes())) {
      long links = net.awaitLinks();
      long first = arrivals.await(net.any(chance).mine()); // one chain from here on

      LocalNet.Said before = net.said();
      for (int i = 0; i < BLOCKS; i++) {
        long unused = arrivals.await(net.any(chance).mine());
      }
      LocalNet.Said blocks = net.said().since(before);
      System.out.printf("%d nodes, %d links, %d blocks: %s%n", NODES, links, BLOCKS, blocks);
      // A block joins each chain but its miner's once, fetched or shown: more cannot be counted.
      long needed = (long) BLOCKS * (NODES - 1);
      assertThat(blocks.fetched()).isBetween(1L, needed);
      // Whoever is followed is not shown anything, but a link may be new or just be ending.
      assertThat(blocks.pushed()).isLessThanOrEqualTo(needed);
      // Each link tells of each block once; it also tells when peers come and go.
      assertThat(blocks.events()).isLessThanOrEqualTo(2 * BLOCKS * blocks.links() + 10 * links);

      before = net.said();
      for (int i = 0; i < TRANSACTIONS; i++) {
        post(net.any(chance), i);
      }
      awaitPools(net);
      LocalNet.Said entries = net.said().since(before);
      System.out.printf("%d transactions: %s%n", TRANSACTIONS, entries);
      long entriesNeeded = (long) TRANSACTIONS * (NODES - 1);
      // One that is fetched may arrive from somebody else at the same time: the busier the machine,
      // the more often. In a storm it would come over each of the links, which are eight a node.
      assertThat(entries.entriesFetched() + entries.entriesOffered())
          .isBetween(entriesNeeded, 4 * entriesNeeded);

      long last = arrivals.await(net.any(chance).mine());
      System.out.printf("first %.1f ms, last %.1f ms%n", first / 1e6, last / 1e6);
      JsonValue chain = net.nodes().getFirst().get("/chain");
      for (LocalNode node : net.nodes()) {
        assertThat(node.get("/chain")).isEqualTo(chain);
        assertThat(waiting(node)).isZero();
      }
    }
  }

  private static long waiting(LocalNode node) throws Exception {
    return node.get("/api/v1/pool").member("count").orElseThrow().integer().longValueExact();
  }

  private static void awaitPools(LocalNet net) throws Exception {
    for (LocalNode node : net.nodes()) {
      long deadline = System.nanoTime() + 120_000_000_000L;
      while (waiting(node) < TRANSACTIONS) {
        assertThat(System.nanoTime()).as("all pools are full").isLessThan(deadline);
        Thread.onSpinWait();
      }
    }
  }
}
