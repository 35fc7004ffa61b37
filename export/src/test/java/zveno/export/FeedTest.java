package zveno.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import zveno.export.Chains.Outcome;
import zveno.export.rows.ChainCheck;
import zveno.kernel.bytes.Hash;
import zveno.node.cli.LocalNode;
import zveno.node.config.RuleOptions;
import zveno.node.rules.DemoNetwork;
import zveno.node.rules.DemoNetworkProvider;

/** {@code zveno feed} into a real PostgreSQL server. */
@Tag("slow")
@Timeout(300)
@EnabledIfSystemProperty(named = "zveno.long", matches = "true") // only .ci/long has the time
class FeedTest {

  private static final long MAX_SECONDS = 60;
  private static final int ROUNDS = Integer.getInteger("zveno.kill.rounds", 12);

  private static Postgres postgres;

  @BeforeAll
  static void startServer() throws Exception {
    postgres = Postgres.start();
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (postgres != null) {
      postgres.close();
    }
  }

  private static Outcome feedOnce(LocalNode node, String schema) {
    return Chains.zveno("feed", postgres.url(), "--node", node.url(), "--schema", schema, "--once");
  }

  private static List<List<String>> ask(String query) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      return FileExportTest.rows(statement, query);
    }
  }

  /** Rebuilds all hashes of the chain in the tables, and compares the end with the node's. */
  private static long assertChain(String schema, LocalNode node, Map<String, String> rules)
      throws SQLException {
    ChainCheck check = new ChainCheck(RuleOptions.rulesOf(rules));
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT height, hash, parent, text FROM "
                    + schema
                    + ".blocks_canonical ORDER BY height")) {
      while (rows.next()) {
        check.next(
            rows.getLong(1),
            Hash.copiedFrom(rows.getBytes(2), 0),
            Hash.copiedFrom(rows.getBytes(3), 0),
            rows.getString(4));
      }
    }
    assertThat(check.last().hex()).isEqualTo(node.tip());
    assertThat(ask("SELECT encode(hash, 'hex'), height FROM " + schema + ".position"))
        .containsExactly(List.of(node.tip(), Long.toString(check.height())));
    assertThat(
            ask(
                "SELECT count(*) FROM "
                    + schema
                    + ".blocks b WHERE transactions <> (SELECT count(*) FROM "
                    + schema
                    + ".transactions t WHERE t.block = b.hash AND t.height = b.height)"))
        .containsExactly(List.of("0"));
    return check.height();
  }

  private static final Map<String, String> CLASSIC = new RuleOptions().wanted();

  @Test
  void allHashesAreRebuiltFromTheTables() throws Exception {
    try (LocalNode node = LocalNode.start()) {
      Chains.mineEdges(node);
      Chains.mine(node, 6);
      Outcome fed = feedOnce(node, "edges");
      assertThat(fed.exitCode()).as(fed.errors()).isZero();
      assertThat(assertChain("edges", node, CLASSIC)).isEqualTo(8);
      assertThat(
              ask(
                  "SELECT count(*) FROM edges.transactions WHERE sha256(convert_to(text, 'UTF8'))"
                      + " <> id"))
          .containsExactly(List.of("0"));
      assertThat(
              ask(
                  "SELECT count(*) FROM edges.blocks WHERE sha256(convert_to(text, 'UTF8')) ="
                      + " hash"))
          .containsExactly(List.of("8"));
      List<List<String>> odd =
          ask(
              "SELECT sender, recipient, amount, amount_float, text FROM edges.transactions WHERE"
                  + " height = 2 ORDER BY position");
      assertThat(odd.get(0).subList(0, 4)).containsExactly("ann", "bob", "5", "NULL");
      assertThat(Double.parseDouble(odd.get(1).get(3))).isEqualTo(1e16);
      assertThat(Double.parseDouble(odd.get(2).get(3))).isEqualTo(-0.0);
      assertThat(odd.get(3).subList(0, 2)).containsExactly("NULL", "NULL");
      assertThat(odd.get(3).get(4)).contains("\\u0000", "\\ud800");
      assertThat(odd.get(4).subList(0, 2)).containsExactly("NULL", "\ud83d\ude00");
      assertThat(odd.get(5).subList(0, 2)).containsExactly("quo\"te, and\nline", "back\\slash\t");
      assertThat(odd.get(6).subList(0, 2)).containsExactly("", "\\N");
      assertThat(odd.get(7).get(2)).isEqualTo("9".repeat(38));
      assertThat(odd.get(8).get(2)).isEqualTo("-" + "9".repeat(38));
      assertThat(odd.get(9).get(2)).isEqualTo("NULL");
      assertThat(odd.get(10).get(4)).contains("7" + "3".repeat(399));
      assertThat(Double.parseDouble(odd.get(13).get(3))).isEqualTo(Double.MIN_VALUE);
      assertThat(Double.parseDouble(odd.get(14).get(3))).isEqualTo(Double.MAX_VALUE);

      try (Connection connection = postgres.connect();
          Statement statement = connection.createStatement()) {
        statement.execute("SET search_path TO edges");
        Page.assertAnswers(statement, Page.queries().subList(1, 4), 8);
      }
    }
  }

  @Test
  void strictChainsAreFedToo() throws Exception {
    DemoNetwork network = DemoNetworkProvider.of("strict").orElseThrow().begin(2, List.of());
    try (LocalNode node =
        LocalNode.start("strict", network.genesis(), network.addresses().getFirst())) {
      for (int i = 0; i < 4; i++) {
        node.post(
            "/api/v1/transactions", network.transfer(0, network.addresses().getLast(), 10 + i, i));
        node.mine();
      }
      Outcome fed = feedOnce(node, "strict");
      assertThat(fed.exitCode()).as(fed.errors()).isZero();
      Map<String, String> rules = new HashMap<>();
      ask("SELECT name, value FROM strict.rules")
          .forEach(row -> rules.put(row.getFirst(), row.getLast()));
      assertThat(assertChain("strict", node, rules)).isEqualTo(5);
      assertThat(
              ask(
                  "SELECT count(*) FROM strict.transactions_canonical WHERE amount BETWEEN 10 AND"
                      + " 13"))
          .containsExactly(List.of("4"));
    }
  }

  @Test
  void whatLeavesTheChainStaysAndMayComeBack() throws Exception {
    try (LocalNode node = LocalNode.start()) {
      Chains.mineEdges(node);
      Chains.mine(node, 4);
      assertThat(feedOnce(node, "forks").exitCode()).isZero();
      List<List<String>> before = ask("SELECT hash FROM forks.blocks ORDER BY height");
      assertThat(before).hasSize(6);

      node.post("/api/v1/rewind", "{\"toHeight\": 3}");
      assertThat(feedOnce(node, "forks").errors())
          .contains("reorganisation at block 3: 3 blocks left, 0 joined");
      assertChain("forks", node, CLASSIC);
      Chains.mine(node, 5);
      assertThat(feedOnce(node, "forks").exitCode()).isZero();
      assertChain("forks", node, CLASSIC);
      assertThat(
              ask(
                  "SELECT canonical, left_at IS NULL, count(*) FROM forks.blocks GROUP BY 1, 2"
                      + " ORDER BY 1"))
          .containsExactly(List.of("false", "false", "3"), List.of("true", "true", "8"));

      node.post("/api/v1/rewind", "{\"toHeight\": 1}");
      assertThat(feedOnce(node, "forks").exitCode()).isZero();
      assertThat(assertChain("forks", node, CLASSIC)).isEqualTo(1);
    }
  }

  @Test
  void aChainOfOtherRulesIsRefusedAndSoIsASecondFeed() throws Exception {
    DemoNetwork network = DemoNetworkProvider.of("strict").orElseThrow().begin(2, List.of());
    try (LocalNode node = LocalNode.start();
        LocalNode other =
            LocalNode.start("strict", network.genesis(), network.addresses().getFirst())) {
      assertThat(feedOnce(node, "one").exitCode()).isZero();
      Outcome refused = feedOnce(other, "one");
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.errors()).contains("a chain of other rules").hasLineCount(1);

      try (Connection connection = postgres.connect();
          Statement statement = connection.createStatement()) {
        statement.execute("SELECT pg_advisory_lock(hashtextextended('zveno feed ' || 'one', 0))");
        refused = feedOnce(node, "one");
        assertThat(refused.exitCode()).isOne();
        assertThat(refused.errors()).contains("another feed writes").hasLineCount(1);
      }
    }
  }

  @Test
  void badInputIsRefusedInOneLine() {
    for (String target :
        List.of(
            "",
            "x",
            "mysql://u@h/d",
            "postgresql://host",
            "postgresql:///d",
            "postgresql://u:secret@h/d/e",
            "postgresql://u%zz@h/d")) {
      Outcome refused = Chains.zveno("feed", target);
      assertThat(refused.exitCode()).as(target).isEqualTo(2);
      assertThat(refused.errors())
          .hasLineCount(1)
          .contains("TARGET must be")
          .doesNotContain("secret");
    }
    try (LocalNode node = LocalNode.start()) {
      assertThat(feedOnce(node, "drop table").exitCode()).isEqualTo(2);
      Outcome unreachable =
          Chains.zveno("feed", "postgresql://u:secret@127.0.0.1:1/d", "--node", node.url());
      assertThat(unreachable.exitCode()).isOne();
      assertThat(unreachable.errors()).hasLineCount(1).doesNotContain("secret");
    }
  }

  /**
   * While a node mines and reorganises, the feed is killed, and the database too: whenever the
   * tables are looked at, they have one whole chain, and in the end the node's.
   */
  @Test
  void eitherSideMayBeKilledAtAnyMoment() throws Exception {
    long seed = Long.getLong("zveno.seed", 20_171);
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Semaphore blocks = new Semaphore(0);
    AtomicBoolean ended = new AtomicBoolean();
    Process feed = null;
    try (LocalNode node = LocalNode.start()) {
      Chains.mineEdges(node);
      CompletableFuture<Void> mining =
          CompletableFuture.runAsync(
              () -> Feeds.mineAndRewind(node, new Random(seed + 1), blocks, ended));
      try {
        for (int round = 0; round < ROUNDS; round++) {
          if (feed == null) {
            feed = Feeds.start(node, postgres.url(), "--schema", "killed");
          }
          for (int change = random.nextInt(3); change >= 0; change--) {
            blocks.release(30);
            awaitChange("killed", feed);
          }
          if (random.nextInt(3) == 0) {
            postgres.kill();
            postgres.begin();
          } else {
            feed.destroyForcibly().waitFor();
            feed = null;
          }
          assertWhole("killed");
        }
      } finally {
        ended.set(true);
        blocks.release();
        mining.join();
      }
      if (feed == null) {
        feed = Feeds.start(node, postgres.url(), "--schema", "killed");
      }
      awaitTip("killed", node);
      assertChain("killed", node, CLASSIC);
      assertThat(ask("SELECT count(*) > 0 FROM killed.blocks WHERE NOT canonical"))
          .as("blocks have left, too")
          .containsExactly(List.of("true"));
    } finally {
      if (feed != null) {
        feed.destroyForcibly().waitFor();
      }
    }
  }

  /** Waits until the feed has changed the tables. */
  private static void awaitChange(String schema, Process feed) throws Exception {
    List<List<String>> before = position(schema);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MAX_SECONDS);
    while (position(schema).equals(before)) {
      assertThat(feed.isAlive()).isTrue();
      assertThat(System.nanoTime()).as("the feed does nothing").isLessThan(end);
      Thread.sleep(20); // the tables announce nothing
    }
  }

  private static List<List<String>> position(String schema) throws SQLException {
    return ask("SELECT to_regclass('" + schema + ".position') IS NULL")
            .equals(List.of(List.of("true")))
        ? List.of()
        : ask("SELECT encode(hash, 'hex') FROM " + schema + ".position");
  }

  /** The rows that are canonical are one chain, from the first block to the position. */
  private static void assertWhole(String schema) throws SQLException {
    assertThat(
            ask(
                "SELECT count(*) FROM "
                    + schema
                    + ".blocks b WHERE canonical AND height > 1 AND NOT EXISTS (SELECT FROM "
                    + schema
                    + ".blocks p WHERE p.canonical AND p.hash = b.parent AND p.height = b.height"
                    + " - 1)"))
        .containsExactly(List.of("0"));
    assertThat(
            ask(
                "SELECT (SELECT coalesce(max(height), 0) FROM "
                    + schema
                    + ".blocks WHERE canonical) = coalesce((SELECT height FROM "
                    + schema
                    + ".position), 0), (SELECT count(*) FROM "
                    + schema
                    + ".blocks WHERE canonical) = coalesce((SELECT height FROM "
                    + schema
                    + ".position), 0)"))
        .containsExactly(List.of("true", "true"));
  }

  private static void awaitTip(String schema, LocalNode node)
      throws SQLException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MAX_SECONDS);
    while (!position(schema).equals(List.of(List.of(node.tip())))) {
      assertThat(System.nanoTime()).as("the feed does not arrive").isLessThan(end);
      Thread.sleep(50); // the tables announce nothing
    }
  }
}
