package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.kernel.bytes.DecodeException;
import zveno.node.http.access.CallerSettings;
import zveno.node.http.access.TokenSource;
import zveno.node.http.access.Tokens;
import zveno.node.http.access.TokensFile;
import zveno.node.http.routing.Route;

/** Tokens with roles: who may do what, and a file of them that changes. */
@Tag("slow")
@Timeout(120)
class TokensTest {

  private static final String ADMIN = "administrator-0001";
  private static final String POSTER = "poster-of-things-1";
  private static final String MINER = "miner-of-blocks-01";
  private static final String READER = "reader-of-chains-1";

  private static final String ACTING =
      "ann administer " + ADMIN + "\nshop post " + POSTER + "\n# a note\n\ntill mine " + MINER;
  private static final String GUARDED = ACTING + "\neye read " + READER + "\n";

  @TempDir Path home;

  private static TestNode node(TokenSource tokens) {
    CallerSettings usual = CallerSettings.DEFAULT;
    return TestNode.plan()
        .callers(
            new CallerSettings(
                usual.hosts(),
                usual.origins(),
                tokens,
                usual.requests(),
                usual.acts(),
                usual.connections()))
        .start();
  }

  private static Got ask(TestNode node, String method, String path, String token) {
    HttpRequest.Builder request = node.client.request(path);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    if (method.equals("POST")) {
      request.header("Content-Type", "application/json");
      request.POST(BodyPublishers.ofString("{"));
    } else {
      request.method(method, BodyPublishers.noBody());
    }
    return node.client.send(request);
  }

  private static void refused(TestNode node, Route route, String token, int status) {
    Got got = ask(node, route.operation().method(), TestNode.path(route), token);
    assertThat(got.status())
        .as("%s %s", route.operation().method(), route.template())
        .isEqualTo(status);
    String role = route.operation().role().orElseThrow().title();
    if (status == 403) {
      assertThat(got.text()).contains("role " + role);
      assertThat(got.header("WWW-Authenticate"))
          .contains("Bearer realm=\"zveno\", error=\"insufficient_scope\", scope=\"" + role + "\"");
    }
  }

  @Test
  void eachRouteWantsItsRole() throws Exception {
    try (TestNode node = node(TokenSource.of(Tokens.parse(GUARDED)))) {
      for (Route route : TestNode.routes()) {
        if (route.operation().role().isEmpty()) {
          assertThat(ask(node, route.operation().method(), TestNode.path(route), "").status())
              .isNotIn(401, 403);
          continue;
        }
        refused(node, route, "", 401);
        refused(node, route, "x".repeat(20), 401);
        switch (route.operation().role().get()) {
          case READ -> {}
          case POST -> {
            refused(node, route, READER, 403);
            refused(node, route, MINER, 403);
          }
          case MINE -> {
            refused(node, route, READER, 403);
            refused(node, route, POSTER, 403);
          }
          case ADMINISTER -> {
            refused(node, route, READER, 403);
            refused(node, route, POSTER, 403);
            refused(node, route, MINER, 403);
          }
        }
      }
      assertThat(node.service.tip().height()).as("nothing was done").isEqualTo(1);
      assertThat(ask(node, "GET", "/mine", MINER).status()).isEqualTo(200);
      assertThat(ask(node, "GET", "/mine", ADMIN).status()).isEqualTo(200);
      assertThat(ask(node, "POST", "/transactions/new", POSTER).status()).isEqualTo(400);
      for (String token : List.of(READER, POSTER, MINER, ADMIN)) {
        assertThat(ask(node, "GET", "/chain", token).status()).isEqualTo(200);
        assertThat(ask(node, "GET", "/metrics", token).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void eachHolderHasIdempotencyKeysOfHisOwn() throws Exception {
    String ann = "ann-poster-0123456789";
    String bob = "bob-poster-0123456789";
    try (TestNode node =
        node(TokenSource.of(Tokens.parse("ann post " + ann + "\nbob post " + bob + "\n")))) {
      Got first = postWithKey(node, ann, 3);
      Got other = postWithKey(node, bob, 3);
      assertThat(other.status()).isEqualTo(201);
      assertThat(other.header("Idempotency-Replayed")).as("bob has posted it once").isEmpty();
      assertThat(other.text()).isNotEqualTo(first.text());
      assertThat(postWithKey(node, ann, 3).text()).isEqualTo(first.text());
      assertThat(postWithKey(node, bob, 3).header("Idempotency-Replayed")).contains("true");
      assertThat(postWithKey(node, bob, 4).status()).isEqualTo(422);
      assertThat(node.client.get("/api/v1/pool").json().path("count").asInt()).isEqualTo(2);
    }
  }

  private static Got postWithKey(TestNode node, String token, int amount) {
    String body = "{\"amount\": %d, \"recipient\": \"b\", \"sender\": \"a\"}".formatted(amount);
    return node.client.send(
        node.client
            .request("/api/v1/transactions")
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + token)
            .header("Idempotency-Key", "\"1\"")
            .POST(BodyPublishers.ofString(body)));
  }

  @Test
  void readingIsOpenUnlessARoleReadIsNamed() throws Exception {
    try (TestNode node = node(TokenSource.of(Tokens.parse(ACTING)))) {
      assertThat(ask(node, "GET", "/chain", "").status()).isEqualTo(200);
      assertThat(ask(node, "GET", "/chain", "x".repeat(20)).status()).isEqualTo(200);
      assertThat(ask(node, "GET", "/mine", "").status()).isEqualTo(401);
    }
  }

  @Test
  void aChangedFileCountsAtOnceAndABrokenOneDoesNot() throws Exception {
    Path path = Files.writeString(home.resolve("tokens"), ACTING);
    TokensFile file = new TokensFile(path);
    try (TestNode node = node(file)) {
      assertThat(ask(node, "GET", "/mine", MINER).status()).isEqualTo(200);
      replace(path, "till post " + MINER + "\nann administer another-one-0001");
      file.refresh();
      assertThat(ask(node, "GET", "/mine", MINER).status()).isEqualTo(403);
      assertThat(ask(node, "GET", "/mine", ADMIN).status()).isEqualTo(401);
      assertThat(ask(node, "GET", "/mine", "another-one-0001").status()).isEqualTo(200);
      for (String broken : List.of("", "ann administer short", "ann")) {
        replace(path, broken);
        file.refresh();
        assertThat(ask(node, "GET", "/mine", "another-one-0001").status()).isEqualTo(200);
      }
      Files.delete(path);
      file.refresh();
      assertThat(ask(node, "GET", "/mine", "another-one-0001").status()).isEqualTo(200);
      replace(path, "\ufeff" + ACTING);
      file.refresh();
      assertThat(ask(node, "GET", "/mine", MINER).status()).isEqualTo(200);
    }
  }

  @Test
  void aStreamEndsWhenItsTokenMayNoLongerRead() throws Exception {
    Path path = Files.writeString(home.resolve("tokens"), GUARDED);
    TokensFile file = new TokensFile(path);
    try (TestNode node = node(file);
        EventReader gone = listener(node, READER);
        EventReader stays = listener(node, ADMIN)) {
      ask(node, "GET", "/mine", MINER);
      assertThat(gone.next().orElseThrow().id()).isEqualTo(1);
      assertThat(stays.next().orElseThrow().id()).isEqualTo(1);
      replace(path, ACTING + "\nnose read another-reader-0001\n");
      file.refresh();
      ask(node, "GET", "/mine", MINER);
      assertThat(gone.next()).isEmpty();
      assertThat(stays.next().orElseThrow().id()).isEqualTo(2);
    }
  }

  private static EventReader listener(TestNode node, String token) throws Exception {
    return node.client.events("/api/v1/events", "Authorization", "Bearer " + token);
  }

  private void replace(Path path, String text) throws Exception {
    Path fresh = Files.writeString(home.resolve("fresh"), text);
    Files.move(fresh, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# only a note",
        "ann administer",
        "ann administer short",
        "ann rule a-token-of-length-20",
        "ann post, mine a-token-of-length-20",
        "ann post a-token-of-length-20\nbob mine a-token-of-length-20",
        "ann post a-token-of-length-20\nann mine a-token-of-length-21",
        "\u0430nn post a-token-of-length-20"
      })
  void whatIsNoFileOfTokensIsRefusedWithoutTheToken(String text) {
    assertThatThrownBy(() -> Tokens.parse(text))
        .isInstanceOf(DecodeException.class)
        .message()
        .doesNotContain("a-token-of-length");
  }

  @Test
  void theLogKnowsOnlyNames() throws Exception {
    assertThat(Tokens.parse(GUARDED).toString())
        .isEqualTo(
            "ann (read, post, mine, administer), shop (read, post), till (read, mine), eye (read);"
                + " reading needs one of them");
  }
}
