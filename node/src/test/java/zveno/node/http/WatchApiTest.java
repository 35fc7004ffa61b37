package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node tells those who watch it. */
@Timeout(60)
class WatchApiTest {

  private static final Pattern SAMPLE = Pattern.compile("([a-z0-9_]+(?:\\{.*})?) (\\S+)");
  private static final String GOOD = "{\"sender\": 1, \"recipient\": 2, \"amount\": 3}";

  /** Name and labels, and the value. */
  private static Map<String, Double> samples(TestNode node) {
    Map<String, Double> samples = new TreeMap<>();
    for (String line : node.client.get("/metrics").text().lines().toList()) {
      if (!line.startsWith("#")) {
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as(line).isTrue();
        samples.put(sample.group(1), Double.valueOf(sample.group(2).replace("+Inf", "Infinity")));
      }
    }
    return samples;
  }

  private static double of(Map<String, Double> samples, String name) {
    assertThat(samples).containsKey(name);
    return samples.get(name);
  }

  @Test
  void aNodeTellsWhatItHasAndWhatHasHappened() {
    try (TestNode node = TestNode.start()) {
      Map<String, Double> before = samples(node);
      assertThat(of(before, "zveno_chain_height")).isEqualTo(1);
      node.client.post("/transactions/new", GOOD);
      node.client.get("/mine");
      node.client.get("/mine");
      node.client.post("/transactions/new", GOOD);
      node.client.post("/transactions/new", GOOD);

      Map<String, Double> after = samples(node);
      assertThat(of(after, "zveno_chain_height")).isEqualTo(3);
      assertThat(of(after, "zveno_blocks_mined_total")).isEqualTo(2);
      assertThat(of(after, "zveno_transactions_accepted_total")).isEqualTo(3);
      assertThat(of(after, "zveno_pool_entries")).isEqualTo(2);
      assertThat(of(after, "zveno_pool_bytes")).isPositive();
      assertThat(of(after, "zveno_miner_candidates_total")).isPositive();
      assertThat(of(after, "zveno_store_commit_seconds_count")).isGreaterThanOrEqualTo(5);
      assertThat(of(after, "zveno_chain_tip_timestamp_seconds"))
          .isGreaterThanOrEqualTo(of(before, "zveno_chain_tip_timestamp_seconds"));
      assertThat(of(after, "zveno_writer_running")).isEqualTo(1);
      assertThat(after.keySet()).anyMatch(name -> name.startsWith("jvm_memory_used_bytes"));
    }
  }

  @Test
  void aReorganisationIsCountedWithItsDepth() {
    try (TestNode node = TestNode.start()) {
      node.client.get("/mine");
      node.adopt(node.strangersChain(List.of(List.of(), List.of(), List.of())));

      Map<String, Double> samples = samples(node);
      assertThat(of(samples, "zveno_reorganisations_total")).isEqualTo(1);
      assertThat(of(samples, "zveno_reorganisation_depth_last")).isEqualTo(2);
      assertThat(of(samples, "zveno_reorganisation_depth_most")).isEqualTo(2);
      assertThat(of(samples, "zveno_blocks_adopted_total")).isEqualTo(4);
    }
  }

  @Test
  void requestsAreCountedByRouteAndNeverByWhatAClientHasWritten() throws Exception {
    try (TestNode node = TestNode.start()) {
      node.client.get("/api/v1/blocks/1");
      node.client.get("/api/v1/blocks/nonsense");
      for (int i = 0; i < 20; i++) {
        node.client.get("/no/such/path/" + i);
        node.client.ask("X" + i, "/chain");
      }
      Map<String, Double> samples = awaitSample(node, request("other", "other", "4xx"), 40);
      assertThat(of(samples, request("GET", "/api/v1/blocks/{ref}", "2xx"))).isEqualTo(1);
      assertThat(of(samples, request("GET", "/api/v1/blocks/{ref}", "4xx"))).isEqualTo(1);
      assertThat(samples.keySet().toString()).doesNotContain("nonsense", "such", "X1");
    }
  }

  /** A client may have its answer before it is counted. */
  private static Map<String, Double> awaitSample(TestNode node, String name, double wanted)
      throws InterruptedException {
    Map<String, Double> samples = samples(node);
    while (samples.getOrDefault(name, 0.0) < wanted) {
      TimeUnit.MILLISECONDS.sleep(5);
      samples = samples(node);
    }
    assertThat(samples.get(name)).isEqualTo(wanted);
    return samples;
  }

  private static String request(String method, String route, String status) {
    return "zveno_http_request_seconds_count{method=\""
        + method
        + "\",route=\""
        + route
        + "\",status=\""
        + status
        + "\"}";
  }

  @Test
  void whoListensIsCountedAsLongAsHeListens() throws Exception {
    try (TestNode node = TestNode.start()) {
      try (EventReader events = node.client.eventsAfter(0)) {
        node.client.get("/mine");
        events.next();
        Map<String, Double> samples = samples(node);
        assertThat(of(samples, "zveno_http_event_streams")).isEqualTo(1);
        assertThat(of(samples, request("GET", "/api/v1/events", "2xx"))).isEqualTo(1);
      }
      node.client.get("/mine"); // to be told something is how it notices
      Map<String, Double> samples = samples(node);
      while (of(samples, "zveno_http_event_streams") > 0) {
        TimeUnit.MILLISECONDS.sleep(5);
        samples = samples(node);
      }
    }
  }

  @Test
  void aConnectionIsCountedAsLongAsItIsOpen() throws Exception {
    try (TestNode node = TestNode.start()) {
      double before = of(samples(node), "zveno_http_connections");
      try (Socket socket = node.socket()) {
        while (of(samples(node), "zveno_http_connections") <= before) {
          TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(socket.isConnected()).isTrue();
      }
    }
  }

  @Test
  void theNumbersComeInOpenMetricsForWhoeverAsksForIt() {
    try (TestNode node = TestNode.start()) {
      Got got =
          node.client.send(
              node.client
                  .request("/metrics")
                  .GET()
                  .header("Accept", "application/openmetrics-text; version=1.0.0"));
      assertThat(got.contentType()).isEqualTo("application/openmetrics-text");
      assertThat(got.text()).endsWith("# EOF\n");
      assertThat(node.client.get("/metrics").contentType()).isEqualTo("text/plain");
    }
  }

  @Test
  void everyNumberOfOursSaysWhatItIs() {
    try (TestNode node = TestNode.start()) {
      List<String> lines = node.client.get("/metrics").text().lines().toList();
      TreeSet<String> silent = new TreeSet<>();
      for (String line : lines) {
        if (line.startsWith("# TYPE zveno_")) {
          String name = line.split(" ")[2];
          if (lines.stream().noneMatch(help -> help.matches("# HELP " + name + " .*[.].*"))) {
            silent.add(name);
          }
        }
      }
      assertThat(silent).isEmpty();
    }
  }

  @Test
  void aNodeIsReadyUntilItEndsAndAliveAllTheTime() {
    try (TestNode node = TestNode.start()) {
      assertThat(node.client.get("/livez").status()).isEqualTo(200);
      assertThat(node.client.get("/readyz").text()).isEqualTo("ready\n");
      node.readiness.end();
      Got got = node.client.get("/readyz");
      assertThat(got.status()).isEqualTo(503);
      assertThat(got.text()).isEqualTo("not ready: the node is shutting down\n");
      assertThat(node.client.get("/livez").status()).isEqualTo(200);
    }
  }

  @Test
  void aNodeIsNotReadyBeforeAllOfItIsThere() {
    try (TestNode node = TestNode.start()) {
      Readiness early = new Readiness(node.service, node.store);
      assertThat(early.obstacles()).containsExactly("the node is starting");
    }
  }

  @Test
  void aNodeThatHasStoppedWritingIsNotReady() {
    try (TestNode node = TestNode.start()) {
      node.store.close(); // as a disk does that has failed
      assertThat(node.client.post("/transactions/new", GOOD).status()).isEqualTo(503);
      Got got = node.client.get("/readyz");
      assertThat(got.status()).isEqualTo(503);
      assertThat(got.text()).contains("not ready: the node has stopped writing");
      assertThat(node.client.get("/livez").status()).isEqualTo(200);
    }
  }
}
