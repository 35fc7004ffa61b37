package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Posts with the header field {@code Idempotency-Key}, and what became of their entries. */
@Tag("slow")
class IdempotencyKeyTest {

  private static final String POST = "/api/v1/transactions";
  private static final String TUTORIAL = "/transactions/new";
  private static final String JSON = "application/json";
  private static final String LINES = "application/x-ndjson";
  private static final String BODY = "{\"amount\": 3, \"recipient\": \"bob\", \"sender\": \"ann\"}";

  @TempDir Path folder;

  private static Got post(TestNode node, String path, String type, String body, String... keys) {
    var request = node.client.request(path).header("Content-Type", type);
    for (String key : keys) {
      request.header("Idempotency-Key", key);
    }
    return node.client.send(request.POST(BodyPublishers.ofString(body)));
  }

  private static String where(Got posted) {
    return "/api/v1/" + posted.header("Location").orElseThrow();
  }

  private static int waiting(TestNode node) {
    return node.client.get("/api/v1/pool").json().path("count").asInt();
  }

  @ParameterizedTest
  @ValueSource(strings = {POST, TUTORIAL})
  void theSameKeyAndBodyGetTheFirstAnswerAgain(String path) {
    Got first;
    try (TestNode node = TestNode.plan().folder(folder).start()) {
      first = post(node, path, JSON, BODY, "\"k 1\"");
      assertThat(first.status()).isEqualTo(201);
      assertThat(first.header("Idempotency-Replayed")).isEmpty();
      node.client.get("/mine"); // another height from now on
    }
    try (TestNode node = TestNode.plan().folder(folder).start()) {
      Got again = post(node, path, JSON, BODY, "\"k 1\"");
      assertThat(again.status()).isEqualTo(201);
      assertThat(again.body()).isEqualTo(first.body());
      assertThat(again.header("Location")).isEqualTo(first.header("Location"));
      assertThat(again.header("Idempotency-Replayed")).contains("true");
      assertThat(waiting(node)).isZero();

      for (String other : List.of(BODY + " ", BODY.replace("3", "4"))) {
        Got refused = post(node, path, JSON, other, "\"k 1\"");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains("different request");
      }
      assertThat(post(node, path, JSON, BODY, "\"k 2\"").status()).isEqualTo(201);
      assertThat(waiting(node)).isEqualTo(1);
      assertThat(node.failures).isEmpty();
    }
  }

  @Test
  void aKeyIsTheSameWithQuotesAndWithoutAndBelongsToOnePath() {
    try (TestNode node = TestNode.start()) {
      assertThat(post(node, POST, JSON, BODY, "8e03978e-40d5-43e8").status()).isEqualTo(201);
      Got quoted = post(node, POST, JSON, BODY, "\"8e03978e-40d5-43e8\"");
      assertThat(quoted.header("Idempotency-Replayed")).contains("true");
      assertThat(post(node, TUTORIAL, JSON, BODY, "8e03978e-40d5-43e8").status()).isEqualTo(422);
      assertThat(waiting(node)).isEqualTo(1);
    }
  }

  @Test
  void aBatchIsRepeatedAsAWhole() {
    String batch = BODY + "\nnot JSON\n\n" + BODY + "\n";
    try (TestNode node = TestNode.start()) {
      Got first = post(node, POST, LINES, batch, "\"b\"");
      Got again = post(node, POST, LINES, batch, "\"b\"");
      assertThat(first.text()).contains("201", "400");
      assertThat(again.text()).isEqualTo(first.text());
      assertThat(again.header("Idempotency-Replayed")).contains("true");
      assertThat(waiting(node)).isEqualTo(2);
      assertThat(post(node, POST, LINES, BODY, "\"b\"").status()).isEqualTo(422);
    }
  }

  @Test
  void aFullPoolIsNoAnswerToKeep() {
    try (TestNode node = TestNode.plan().pool(1, 10_000).start()) {
      node.client.post(POST, BODY);
      assertThat(post(node, POST, JSON, BODY, "\"k\"").status()).isEqualTo(429);
      node.client.get("/mine");
      assertThat(post(node, POST, JSON, BODY, "\"k\"").status()).isEqualTo(201);
    }
  }

  @Test
  void badKeysAreRefusedAndNothingIsTaken() {
    try (TestNode node = TestNode.start()) {
      String longest = "x".repeat(255);
      for (String bad :
          List.of(
              "",
              "\"\"",
              "\"a",
              "a b",
              "\"a\"; b=1",
              "\"a\", \"b\"",
              "\"\\a\"",
              longest + "x",
              "\"" + "x".repeat(12_000) + "\"")) {
        for (String path : List.of(POST, TUTORIAL)) {
          Got got = post(node, path, JSON, BODY, bad);
          assertThat(got.status()).as("%.40s", bad).isEqualTo(400);
          assertThat(got.text()).contains("Idempotency-Key must be");
        }
      }
      assertThat(post(node, POST, JSON, BODY, "a", "b").status()).isEqualTo(400);
      assertThat(waiting(node)).isZero();
      assertThat(node.failures).isEmpty();
      assertThat(post(node, POST, JSON, BODY, longest).status()).isEqualTo(201);
      String escaped = "\"" + "\\\"".repeat(255) + "\"";
      assertThat(post(node, POST, JSON, BODY, escaped).status()).isEqualTo(201);
      assertThat(post(node, POST, JSON, BODY, "\"say \\\"a\\\"\"").status()).isEqualTo(201);
    }
  }

  @Test
  void anEntryIsLookedUpWhereverItIs() {
    try (TestNode node = TestNode.start()) {
      Got posted = node.client.post(POST, BODY);
      node.client.post(POST, BODY); // the same words, another entry
      String where = where(posted);

      JsonNode pending = node.client.get(where).json();
      assertThat(pending.path("status").asString()).isEqualTo("pending");
      assertThat(pending.path("entry")).isEqualTo(posted.json().path("entry"));
      assertThat(pending.path("transaction")).isEqualTo(Got.parsed(BODY));

      String second = where(node.client.post(POST, BODY));
      node.client.get("/mine");
      node.client.get("/mine");
      JsonNode confirmed = node.client.get(where).json();
      assertThat(confirmed.path("status").asString()).isEqualTo("confirmed");
      assertThat(confirmed.path("block").asInt()).isEqualTo(2);
      assertThat(confirmed.path("position").asInt()).isZero();
      assertThat(confirmed.path("confirmations").asInt()).isEqualTo(2);
      assertThat(node.client.get(second).json().path("position").asInt()).isEqualTo(2);
      Got kept = node.client.ask("DELETE", where);
      assertThat(kept.status()).isEqualTo(409);
      assertThat(kept.text()).contains("nothing is removed from a chain");
    }
  }

  @Test
  void whatWaitsIsRemovedOneByOneBySenderOrAllTogether() throws Exception {
    try (TestNode node = TestNode.start()) {
      String one = where(node.client.post(POST, BODY));
      node.client.post(POST, BODY.replace("ann", "eve"));
      node.client.post(POST, BODY.replace("\"ann\"", "7"));
      node.client.post(POST, BODY.replace("\"ann\"", "7"));
      try (EventReader events = node.client.events("/api/v1/events")) {
        assertThat(node.client.ask("DELETE", one).json()).isEqualTo(Got.parsed("{\"removed\": 1}"));
        EventReader.Heard heard = events.next().orElseThrow();
        assertThat(heard.kind()).isEqualTo("removed");
        assertThat(one)
            .contains(heard.data().path("id").asString(), heard.data().path("entry").asString());
      }
      assertThat(node.client.get(one).json().path("status").asString()).isEqualTo("removed");
      assertThat(node.client.ask("DELETE", one).status()).isEqualTo(404);
      assertThat(removed(node, "?sender=7")).isZero();
      assertThat(removed(node, "?senderJson=7")).isEqualTo(2);
      assertThat(removed(node, "?sender=eve")).isEqualTo(1);
      assertThat(node.client.ask("DELETE", "/api/v1/pool?sender=a&senderJson=1").status())
          .isEqualTo(400);
      node.client.post(POST, BODY);
      node.client.post(TUTORIAL, BODY);
      assertThat(removed(node, "")).isEqualTo(2);
      assertThat(waiting(node)).isZero();
      assertThat(node.failures).isEmpty();
    }
  }

  private static int removed(TestNode node, String query) {
    return node.client.ask("DELETE", "/api/v1/pool" + query).json().path("removed").asInt();
  }
}
