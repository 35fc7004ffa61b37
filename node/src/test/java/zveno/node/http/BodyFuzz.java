package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import zveno.fuzz.JsonModel;
import zveno.kernel.pool.PoolEntry;
import zveno.node.http.transport.Answer;
import zveno.node.service.ChainSnapshot;

/**
 * Whatever body is posted, a real server answers it with what the API says, keeps of a transaction
 * exactly what a model of Python finds in it, and never fails.
 */
class BodyFuzz {

  private static final List<String> FIELDS = List.of("amount", "recipient", "sender");
  private static final String JSON = Answer.JSON;

  /** So many brackets may be nested deeper than is taken. */
  private static final int MANY = 900;

  private static TestNode node;

  @BeforeAll
  static void start() {
    node = TestNode.start();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @FuzzTest
  void isAnsweredAsItShouldBe(FuzzedDataProvider data) {
    int call = data.consumeInt(0, 3);
    byte[] body = data.consumeRemainingAsBytes();
    try (var _ = BugDetectors.allowNetworkConnections()) {
      switch (call) {
        case 0 -> post("/transactions/new", body);
        case 1 -> post("/api/v1/transactions", body);
        case 2 -> register(body);
        default -> many(body);
      }
    }
    assertThat(node.failures).isEmpty();
  }

  private static void post(String path, byte[] body) {
    Got got = node.client.post(path, JSON, body);
    Optional<String> kept = kept(body);
    if (got.status() == 201) {
      assertThat(newest()).isEqualTo(kept.orElseThrow());
      makeRoom();
    } else {
      assertThat(got.status()).isEqualTo(400);
      assertThat(kept.isEmpty() || isDeep(body)).isTrue();
    }
  }

  private static boolean isDeep(byte[] body) {
    int brackets = 0;
    for (byte b : body) {
      brackets += b == '[' || b == '{' ? 1 : 0;
    }
    return brackets > MANY;
  }

  /** What Python would keep, unless it holds what no other reader of JSON knows. */
  private static Optional<String> kept(byte[] body) {
    Optional<Object> read = JsonModel.parse(withoutMark(body)).filter(BodyFuzz::isFinite);
    if (read.isPresent() && read.get() instanceof Map<?, ?> members) {
      Map<String, Object> kept = new TreeMap<>();
      FIELDS.forEach(field -> {
        if (members.get(field) != null) {
          kept.put(field, members.get(field));
        }
      });
      return Optional.of(kept).filter(map -> map.size() == 3).map(JsonModel::dump);
    }
    return Optional.empty();
  }

  private static byte[] withoutMark(byte[] body) {
    String text = new String(body, StandardCharsets.ISO_8859_1);
    return text.startsWith("\u00ef\u00bb\u00bf")
        ? text.substring(3).getBytes(StandardCharsets.ISO_8859_1)
        : body;
  }

  private static boolean isFinite(Object value) {
    return switch (value) {
      case Map<?, ?> members -> members.values().stream().allMatch(BodyFuzz::isFinite);
      case List<?> elements -> elements.stream().allMatch(BodyFuzz::isFinite);
      case Double number -> Double.isFinite(number);
      default -> true;
    };
  }

  private static String newest() {
    try (ChainSnapshot moment = node.service.look()) {
      long next = moment.pool().next();
      PoolEntry entry = moment.store().entries(next - 1, next, 1, 1 << 20).getFirst();
      return new String(entry.transaction().encoded(), StandardCharsets.US_ASCII);
    }
  }

  private static void makeRoom() {
    try (ChainSnapshot moment = node.service.look()) {
      if (moment.pool().count() < 1_000) {
        return;
      }
    }
    assertThat(node.client.get("/mine").status()).isEqualTo(200);
  }

  private static void register(byte[] body) {
    Got got = node.client.post("/nodes/register", JSON, body);
    assertThat(got.status()).isIn(201, 400, 409);
    if (got.status() == 409) {
      node.close();
      node = TestNode.start();
    }
  }

  private static void many(byte[] body) {
    Got got = node.client.post("/api/v1/transactions", Answer.LINES, body);
    assertThat(got.status()).isIn(200, 400, 413);
    if (got.status() == 200) {
      for (String line : got.text().lines().toList()) {
        Object told = JsonModel.parse(line.getBytes(StandardCharsets.UTF_8)).orElseThrow();
        assertThat(((Map<?, ?>) told).get("status").toString()).isIn("201", "400");
      }
      makeRoom();
    }
  }
}
