package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.node.http.api.Readiness;

/** What a node tells those who watch it. */
@Tag("slow")
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
  void aListenerIsCountedAsLongAsItListens() throws Exception {
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
  void theNumbersComeInOpenMetricsOnRequest() {
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

  private static final String PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

  /** What Prometheus 2.42 and 3 send, what people send, and what nobody should. */
  @Test
  void theFormIsTheOneThatTheReaderLikesBest() {
    try (TestNode node = TestNode.start()) {
      for (String accept :
          List.of(
              PROTOBUF + ";q=0.7,application/openmetrics-text;version=1.0.0;q=0.8,text/plain;q=0.5",
              PROTOBUF + ",application/openmetrics-text;version=1.0.0;q=0.8,*/*;q=0.7",
              "application/openmetrics-text, */*",
              "APPLICATION/OpenMetrics-Text;q=1, text/plain;q=0.9",
              "application/*",
              "text/*;q=0.1, application/*;q=0.2",
              "text/plain;q=0, */*;q=0.1")) {
        assertThat(formFor(node, accept)).as(accept).isEqualTo("application/openmetrics-text");
      }
      for (String accept :
          List.of(
              PROTOBUF,
              "text/plain, " + PROTOBUF,
              PROTOBUF + ", text/plain;version=0.0.4;q=0.2",
              "application/openmetrics-text;q=0.4, text/plain;version=1.0.0;q=0.5",
              "application/openmetrics-text, text/plain",
              "*/*",
              "application/openmetrics-text;q=0",
              "application/json",
              "image/png;q=2, ;;;, \"",
              "application/openmetrics-text;q=nonsense",
              ",")) {
        assertThat(formFor(node, accept)).as(accept).isEqualTo("text/plain");
      }
      assertThat(node.failures).isEmpty();
    }
  }

  private static String formFor(TestNode node, String accept) {
    Got got = node.client.send(node.client.request("/metrics").GET().header("Accept", accept));
    assertThat(got.status()).as(accept).isEqualTo(200);
    return got.contentType();
  }

  /** As a person moves it, or as a file system is taken away below which an empty folder lies. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aNodeWhoseFolderIsGoneSaysSoUntilItIsBack(boolean another, @TempDir Path dir)
      throws IOException {
    Path folder = dir.resolve("node");
    Path elsewhere = dir.resolve("elsewhere");
    try (TestNode node = TestNode.plan().folder(folder).start()) {
      Files.move(folder, elsewhere);
      if (another) {
        Files.createDirectory(folder);
      }
      Got got = node.client.get("/readyz");
      assertThat(got.status()).isEqualTo(503);
      assertThat(got.text()).startsWith("not ready: the store in " + folder + " is out of reach: ");
      Map<String, Double> samples = samples(node);
      assertThat(of(samples, "zveno_writer_running")).isZero();
      assertThat(samples)
          .containsKey("zveno_chain_height")
          .doesNotContainKey("zveno_store_free_bytes");
      assertThat(node.client.get("/api/v1/status").status()).isEqualTo(200);

      if (another) {
        Files.delete(folder);
      }
      Files.move(elsewhere, folder);
      assertThat(node.client.get("/readyz").text()).isEqualTo("ready\n");
      assertThat(of(samples(node), "zveno_writer_running")).isEqualTo(1);

      Files.move(folder, elsewhere);
      assertThat(firstRefusal(node)).isEqualTo(503);
      assertThat(node.client.get("/readyz").text()).contains("the node has stopped writing");
      Files.move(elsewhere, folder);
    }
  }

  /** Whatever the disk may do later: what a node answered then would not be known to be kept. */
  @Test
  void nothingIsWrittenPastAWriterThatHasStopped(@TempDir Path dir) throws IOException {
    Path folder = dir.resolve("node");
    Path elsewhere = dir.resolve("elsewhere");
    String peer = "{\"address\": \"http://192.168.7.7:5000\"}";
    try (TestNode node = TestNode.plan().folder(folder).start()) {
      assertThat(node.client.post("/api/v1/peers", peer).status()).isEqualTo(201);
      assertThat(node.client.post("/transactions/new", GOOD).status()).isEqualTo(201);
      Files.move(folder, elsewhere);
      assertThat(firstRefusal(node)).isEqualTo(503);
      Files.move(elsewhere, folder); // the store could be written to again
      Map<String, String> posts =
          Map.of(
              "/transactions/new",
              GOOD,
              "/api/v1/transactions",
              GOOD,
              "/nodes/register",
              "{\"nodes\": [\"http://192.168.7.8:5000\"]}",
              "/api/v1/peers",
              peer.replace("7.7", "7.9"),
              "/api/v1/blocks",
              "{}");
      posts.forEach((path, body) ->
          assertThat(node.client.post(path, body).status()).as(path).isEqualTo(503));
      assertThat(node.client.get("/mine").status()).isEqualTo(503);
      for (String path : List.of("/api/v1/peers/192.168.7.7:5000", "/api/v1/pool")) {
        assertThat(node.client.send(node.client.request(path).DELETE()).status())
            .as(path)
            .isEqualTo(503);
      }
      assertThat(node.client.get("/readyz").text()).contains("the node has stopped writing");
    }
  }

  /** What is written within a moment of the last look goes into the folder wherever it is now. */
  private static int firstRefusal(TestNode node) {
    int status;
    do {
      status = node.client.post("/transactions/new", GOOD).status();
    } while (status == 201);
    return status;
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
