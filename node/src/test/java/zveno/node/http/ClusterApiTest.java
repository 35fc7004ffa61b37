package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import zveno.node.service.LoneLog;

/** A node that is a member of a cluster, whose log is one of the test's own. */
class ClusterApiTest {

  private static final String POST = "{\"sender\": \"a\", \"recipient\": \"b\", \"amount\": 1}";

  private static final List<String> READS =
      List.of(
          "/api/v1/cluster?",
          "/api/v1/status?",
          "/api/v1/tip?",
          "/api/v1/blocks?",
          "/api/v1/blocks/1?",
          "/api/v1/transactions?address=a&",
          "/api/v1/transactions/" + "0".repeat(64) + "?",
          "/api/v1/pool?",
          "/api/v1/accounts/a?");

  private static final String MEMBERS = "/api/v1/cluster/members";

  private static String member(String name) {
    return "{\"name\": \"%s\", \"address\": \"10.0.0.4:7000\", \"url\": \"https://10.0.0.4:5000\"}"
        .formatted(name);
  }

  /** All answers of the calls for members. */
  static Set<String> seen() {
    try (TestNode node = TestNode.plan().member().start()) {
      ask(node);
      return node.client.seen();
    }
  }

  private static void ask(TestNode node) {
    Client client = node.client;
    LoneLog log = node.log.orElseThrow();
    assertThat(client.post("/transactions/new", POST).status()).isEqualTo(201);
    Got state = client.get("/api/v1/cluster?consistent=true");
    assertThat(state.status()).isEqualTo(200);
    assertThat(state.text())
        .contains("\"leader\": \"a\"", "\"applied\": 0", "\"lag\": 0", "\"lag\": null");
    assertThat(client.get("/api/v1/status?consistent=true").text())
        .contains("\"finality\": \"majority\"");
    assertThat(client.get("/api/v1/cluster?consistent=maybe").status()).isEqualTo(400);
    assertThat(client.post(MEMBERS, member("d")).status()).isEqualTo(201);
    Got known = client.post(MEMBERS, member("b"));
    assertThat(known.status()).isEqualTo(409);
    assertThat(known.text()).contains("there is a member of this name");
    assertThat(client.post(MEMBERS, "{\"name\": \"d\"}").status()).isEqualTo(400);
    Got odd = client.post(MEMBERS, member("D"));
    assertThat(odd.status()).isEqualTo(400);
    assertThat(odd.text()).contains("lowercase");
    assertThat(client.post(MEMBERS, "text/plain", member("d")).status()).isEqualTo(415);
    assertThat(client.ask("DELETE", MEMBERS + "/b").status()).isEqualTo(200);
    assertThat(client.ask("DELETE", MEMBERS + "/a").status()).isEqualTo(409);
    assertThat(client.ask("DELETE", MEMBERS + "/x").status()).isEqualTo(404);
    assertThat(client.ask("DELETE", MEMBERS + "/b?x").status()).isEqualTo(400);
    log.majority(false);
    assertThat(client.post(MEMBERS, member("d")).status()).isEqualTo(503);
    assertThat(client.ask("DELETE", MEMBERS + "/b").status()).isEqualTo(503);
    assertThat(client.get("/api/v1/cluster").text()).contains("\"leader\": null");
    for (String path : READS) {
      assertThat(client.get(path + "consistent=true").status()).as(path).isEqualTo(503);
    }
    assertThat(client.get("/api/v1/status?consistent=false").status()).isEqualTo(200);
    Got refused = client.post("/transactions/new", POST);
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.text()).contains("no majority");
    assertThat(client.get("/api/v1/pool").text()).contains("\"count\": 1");
    log.majority(true);
    log.leads(false);
    assertThat(client.get("/mine").text()).contains("blocks are made by the cluster's leader, b");
    log.leads(true);
    assertThat(client.get("/mine").status()).isEqualTo(200);
    assertThat(client.get("/nodes/resolve").status()).isEqualTo(200);
    assertThat(client.post("/api/v1/rewind", "{\"toHeight\": 1}").status()).isEqualTo(409);
  }

  @Test
  void aMemberAnswersByItsLog() {
    try (TestNode node = TestNode.plan().member().start()) {
      ask(node);
    }
  }

  /** The alert rules watch members, too. */
  @Test
  void aMemberHasTheNumbersThatAreAskedFor() throws IOException {
    String rules = Files.readString(Path.of("..", "docs", "monitoring", "alerts.yml"));
    List<String> asked =
        Pattern.compile("zveno_cluster_[a-z_]+")
            .matcher(rules)
            .results()
            .map(MatchResult::group)
            .distinct()
            .toList();
    assertThat(asked).hasSize(3);
    try (TestNode node = TestNode.plan().member().start()) {
      String numbers = node.client.get("/metrics").text();
      for (String name : asked) {
        assertThat(numbers).containsPattern("(?m)^" + name + "[{ ]");
      }
    }
  }

  @Test
  void aSingleNodeHasNoCluster() {
    try (TestNode node = TestNode.start()) {
      assertThat(node.client.get("/api/v1/cluster").status()).isEqualTo(404);
    }
  }
}
