package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonValue;
import zveno.node.tls.Authority;

/**
 * Three members of a cluster in processes of their own. {@code -Dzveno.cluster.rounds=1000} kills a
 * thousand times.
 */
@Tag("slow")
@Timeout(value = 4, unit = TimeUnit.HOURS)
class ClusterTest {

  private static final int ROUNDS = Integer.getInteger("zveno.cluster.rounds", 6);
  private static final int POSTERS = 6;
  private static final int PAUSES = 3;

  private final Acknowledged acknowledged = new Acknowledged();
  private final AtomicLong number = new AtomicLong();

  @TempDir Path home;

  @Test
  @LongRunning
  void anyMemberTakesPostsTheLeaderMakesBlocksAndAllHaveTheSame() throws Exception {
    try (ClusterProcesses cluster = new ClusterProcesses(home, 3, "--difficulty", "2")) {
      cluster.startAll();
      int leader = cluster.awaitLeader();
      for (int i = 0; i < 3; i++) {
        assertThat(post(cluster.api(i), "poster " + i)).isTrue();
      }
      for (int i = 0; i < 3; i++) {
        Api.Answer answer = cluster.api(i).get("/mine");
        if (i == leader) {
          acknowledged.mined(Api.parse(answer.expect(200).body()));
        } else {
          answer.expect(503);
          assertThat(answer.text()).contains("blocks are made by the cluster's leader, http://");
        }
      }
      assertThat(post(cluster.member(leader).api(), "waits")).isTrue();
      checkAll(cluster);

      Program.Outcome status =
          Program.zveno("cluster", "status", "--node", cluster.member(0).api().url()).run();
      assertThat(status.exitCode()).as(status.errors()).isZero();
      assertThat(status.text()).contains("leader " + ClusterProcesses.name(leader));

      // Without a majority nothing is acknowledged, and it is said why.
      int other = (leader + 1) % 3;
      int third = (leader + 2) % 3;
      cluster.kill(leader);
      cluster.kill(third);
      Api.Answer refused =
          cluster.member(other).api().post("/transactions/new", Api.transaction("x", "y", 1));
      refused.expect(503);
      assertThat(refused.text()).contains("Idempotency-Key");
      cluster.member(other).api().get("/api/v1/cluster?consistent=true").expect(503);
      cluster.member(other).api().get("/chain").expect(200);

      // A member's folder is no other node's.
      Program.Outcome alone =
          Program.zveno("node", "--port", "0", "--data-dir", cluster.folder(third).toString())
              .run();
      assertThat(alone.exitCode()).isEqualTo(2);
      assertThat(alone.errors()).contains("a member's of a cluster");

      cluster.startAll();
      cluster.awaitLeader();
      assertThat(post(cluster.member(third).api(), "again")).isTrue();
      checkAll(cluster);
    }
  }

  /** A key that was used before the leader is lost is known to the next leader. */
  @Test
  @LongRunning
  void aRepeatedPostIsDoneOnceWhoeverLeads() throws Exception {
    try (ClusterProcesses cluster = new ClusterProcesses(home, 3, "--difficulty", "2")) {
      cluster.startAll();
      int leader = cluster.awaitLeader();
      String body = Api.transaction("a", "b", 5);
      assertThat(keyed(cluster.member(leader).api(), body)).isEqualTo(201);
      cluster.kill(leader);
      cluster.awaitLeader();
      for (int member : cluster.survivors()) {
        assertThat(keyed(cluster.member(member).api(), body)).isEqualTo(201);
      }
      cluster.startAll();
      for (int i = 0; i < 3; i++) {
        cluster.awaitCurrent(i);
        assertThat(cluster.api(i).pool()).hasSize(1);
      }
    }
  }

  private static int keyed(Api api, String body) throws Exception {
    var request =
        java.net.http.HttpRequest.newBuilder(api.uri().resolve("/transactions/new"))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "\"once\"")
            .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (var client = java.net.http.HttpClient.newHttpClient()) {
      return client
          .send(request, java.net.http.HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  /**
   * Certificates tell members from strangers: one of another authority has no part in the cluster.
   */
  @Test
  @LongRunning
  void membersShowEachOtherCertificates() throws Exception {
    Authority ours = new Authority(home, "ours");
    Authority others = new Authority(home, "others");
    String[] good = tls(ours, ours.issue("good"));
    String[] strange = tls(ours, others.issue("strange"));
    try (HttpClient client = HttpClient.newBuilder().sslContext(ours.context()).build();
        HttpClient stranger = HttpClient.newBuilder().sslContext(others.context()).build();
        ClusterProcesses cluster =
            new ClusterProcesses(
                home, new String[][] {good, good, strange}, api -> api.by(client))) {
      cluster.start(0);
      cluster.start(1);
      cluster.awaitCurrent(0);
      cluster.awaitCurrent(1);
      cluster.start(2);
      Api third = cluster.member(2).api().by(stranger);
      third.get("/api/v1/cluster?consistent=true").expect(503); // it has tried for ten seconds
      JsonValue alone = third.get("/api/v1/cluster").expect(200).json();
      assertThat(Api.member(alone, "leader").kind()).isEqualTo(JsonKind.NULL);
      assertThat(Api.member(alone, "applied").integer().intValueExact()).isEqualTo(-1);
      for (int i = 0; i < 2; i++) {
        assertThat(post(cluster.api(i), "poster " + i)).isTrue();
      }
    }
  }

  private static String[] tls(Authority believed, Authority.Issued shown) {
    return new String[] {
      "--difficulty=1",
      "--tls-ca",
      believed.file().toString(),
      "--tls-cert",
      shown.certificate().toString(),
      "--tls-key",
      shown.key().toString()
    };
  }

  /**
   * A member whose disk was lost is replaced by a new one, which begins with a copy of another's
   * folder; with the new one's vote the cluster survives the loss of one more.
   */
  @Test
  @LongRunning
  void aMemberWhoseDiskIsLostIsReplaced() throws Exception {
    try (ClusterProcesses cluster = new ClusterProcesses(home, 3, "--difficulty", "2")) {
      cluster.startAll();
      int leader = cluster.awaitLeader();
      int lost = (leader + 1) % 3;
      for (int i = 0; i < 6; i++) {
        assertThat(post(cluster.api(i % 3), "poster " + i)).isTrue();
        acknowledged.mined(cluster.api(leader).mine());
      }
      assertThat(post(cluster.api(lost), "waits")).isTrue();
      cluster.lose(lost);
      int added = cluster.add(leader);
      assertThat(post(cluster.api(added), "the new one")).isTrue();
      cluster.remove(lost, added);
      checkAll(cluster);
      cluster.kill(leader);
      int next = cluster.awaitLeader();
      assertThat(post(cluster.api(added), "one less")).isTrue();
      acknowledged.mined(cluster.api(next).mine());
      cluster.start(leader);
      cluster.kill(added);
      cluster.start(added);
      checkAll(cluster);
      assertThat(cluster.names(added))
          .containsExactlyInAnyOrder(
              ClusterProcesses.name(leader),
              ClusterProcesses.name((leader + 2) % 3),
              ClusterProcesses.name(added));
    }
  }

  /**
   * A leader that was stopped, and knows nothing of its successor when it continues, loses and
   * doubles nothing; neither does a cluster that is left alone.
   */
  @Test
  @LongRunning
  void aPausedLeaderComesBackToWhatTheOthersHave() throws Exception {
    try (ClusterProcesses cluster = new ClusterProcesses(home, 3, "--difficulty", "2")) {
      cluster.startAll();
      for (int round = 0; round < PAUSES; round++) {
        int leader = cluster.awaitLeader();
        Api paused = cluster.api(leader);
        cluster.member(leader).signal("STOP");
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> meanwhile = new ArrayList<>();
        for (int i = 0; i < POSTERS; i++) { // these hang until it continues
          String poster = "to the paused " + i;
          meanwhile.add(
              Thread.ofVirtual()
                  .start(() -> repeat(over, new AtomicLong(), () -> post(paused, poster))));
        }
        Api other = cluster.api((leader + 1) % 3);
        while (!post(other, "to another")) {
          // without a leader it is refused after a while
        }
        for (int i = 0; i < 20; i++) {
          post(other, "to another");
        }
        cluster.member(leader).signal("CONT");
        cluster.awaitCurrent(leader);
        assertThat(post(paused, "to the old leader")).isTrue();
        over.set(true);
        for (Thread thread : meanwhile) {
          thread.join();
        }
        acknowledged.mined(cluster.api(cluster.awaitLeader()).mine());
        checkAll(cluster);
      }
      long before = applied(cluster);
      while (applied(cluster) == before) {
        Thread.sleep(500); // after half a minute the leader appends an entry that changes nothing
      }
      checkAll(cluster);
    }
  }

  private static long applied(ClusterProcesses cluster) throws Exception {
    return Api.member(cluster.state(0), "applied").integer().longValueExact();
  }

  /** The explorer of any member shows who they are. */
  @Test
  @LongRunning
  void theExplorerShowsTheMembers() throws Exception {
    assumeTrue(Browser.isHere());
    try (ClusterProcesses cluster = new ClusterProcesses(home, 3, "--difficulty", "2");
        Browser browser = Browser.start(home.resolve("profile"))) {
      cluster.startAll();
      int leader = cluster.awaitLeader();
      browser.open(cluster.member((leader + 1) % 3), "#/net");
      browser.seeText("#cluster", ClusterProcesses.name(leader) + " leads, in term ");
      browser.seeText("#cluster li:last-child", "0 entries behind");
      cluster.kill((leader + 2) % 3);
      for (int i = 0; i < 15; i++) {
        assertThat(post(cluster.api(leader), "poster")).isTrue();
      }
      browser.seeText("#cluster .badge.warn", "entries behind");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  /** An entry larger than the 4 MiB that Ratis takes by default. */
  @Test
  @LongRunning
  void aLargeBlockIsReplicated() throws Exception {
    try (ClusterProcesses cluster = new ClusterProcesses(home, 3, "--difficulty", "1")) {
      cluster.startAll();
      int leader = cluster.awaitLeader();
      String large = "x".repeat(600_000);
      for (int i = 0; i < 10; i++) {
        String transaction = Api.transaction(large + i, "b", i);
        acknowledged.asking(transaction);
        cluster.member(leader).api().post("/transactions/new", transaction).expect(201);
        acknowledged.promised(transaction);
      }
      acknowledged.mined(cluster.member(leader).api().mine());
      checkAll(cluster);
    }
  }

  /**
   * Members are killed under load, the leader most often; nothing acknowledged is lost or doubled.
   */
  @Test
  @LongRunning
  void whatWasAcknowledgedSurvivesKillsOfAnyMember() throws Exception {
    Random random = Seeds.random("ClusterTest");
    List<Long> without = new ArrayList<>();
    try (ClusterProcesses cluster = new ClusterProcesses(home, 3, "--difficulty", "2")) {
      cluster.startAll();
      int leaders = 0;
      for (int round = 1; round <= ROUNDS; round++) {
        int leader = cluster.awaitLeader();
        int victim = random.nextInt(4) == 0 ? (leader + 1) % 3 : leader;
        leaders += victim == leader ? 1 : 0;
        long millis = killUnderLoad(cluster, victim, 20 + random.nextInt(200));
        if (victim == leader) {
          without.add(millis);
        }
        cluster.startAll();
        if (round % 5 == 0 || round == ROUNDS) {
          cluster.awaitLeader();
          checkAll(cluster);
        }
      }
      System.out.printf(
          "ClusterTest: %d rounds, %d of them the leader, %d transactions and %d blocks"
              + " acknowledged; from the leader's kill to the next 201: median %d ms, longest %d"
              + " ms%n",
          ROUNDS,
          leaders,
          acknowledged.transactions(),
          acknowledged.blocks(),
          without.stream().sorted().skip(without.size() / 2).findFirst().orElse(0L),
          without.stream().mapToLong(Long::longValue).max().orElse(0));
    }
  }

  /** Returns how long it took from the kill until a survivor acknowledged a post. */
  private long killUnderLoad(ClusterProcesses cluster, int victim, int after) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicLong answers = new AtomicLong();
    List<Api> apis = new ArrayList<>();
    for (int member : cluster.survivors()) {
      apis.add(cluster.member(member).api());
    }
    List<Thread> load = new ArrayList<>();
    for (int i = 0; i < POSTERS; i++) {
      Api api = apis.get(i % apis.size());
      String poster = "poster " + i;
      load.add(Thread.ofVirtual().start(() -> repeat(over, answers, () -> post(api, poster))));
    }
    for (Api api : apis) {
      load.add(Thread.ofVirtual().start(() -> repeat(over, answers, () -> mine(api))));
    }
    while (answers.get() < after) {
      Thread.sleep(5); // the load's answers are awaited
    }
    cluster.kill(victim);
    long killed = System.nanoTime();
    Api survivor = cluster.member(cluster.survivors().getFirst()).api();
    while (!post(survivor, "first")) {
      assertThat(System.nanoTime() - killed).isLessThan(120_000_000_000L);
    }
    long millis = (System.nanoTime() - killed) / 1_000_000;
    over.set(true);
    for (Thread thread : load) {
      thread.join();
    }
    return millis;
  }

  private interface Call {
    boolean made() throws IOException, InterruptedException;
  }

  private static void repeat(AtomicBoolean over, AtomicLong answers, Call call) {
    while (!over.get()) {
      try {
        if (call.made()) {
          answers.incrementAndGet();
        } else {
          Thread.sleep(20);
        }
      } catch (IOException e) {
        return; // its member was killed
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private boolean post(Api api, String poster) throws IOException, InterruptedException {
    String transaction = Api.transaction(poster, "bob", number.incrementAndGet());
    acknowledged.asking(transaction);
    boolean accepted = api.post("/transactions/new", transaction).status() == 201;
    if (accepted) {
      acknowledged.promised(transaction);
    }
    return accepted;
  }

  private boolean mine(Api api) throws IOException, InterruptedException {
    Api.Answer answer = api.get("/mine");
    if (answer.status() == 200) {
      acknowledged.mined(Api.parse(answer.body()));
    }
    return answer.status() == 200;
  }

  /** Each member has all, once, in the same order. */
  private void checkAll(ClusterProcesses cluster) throws IOException, InterruptedException {
    List<JsonValue> chain = List.of();
    List<JsonValue> pool = List.of();
    for (int member : cluster.survivors()) {
      cluster.awaitCurrent(member);
      List<JsonValue> its = cluster.member(member).api().chain();
      List<JsonValue> waiting = List.copyOf(cluster.member(member).api().pool());
      acknowledged.checkAgainst(its, waiting, "no rival");
      if (!chain.isEmpty()) {
        assertThat(its).isEqualTo(chain);
        assertThat(waiting).isEqualTo(pool);
      }
      chain = its;
      pool = waiting;
    }
  }
}
