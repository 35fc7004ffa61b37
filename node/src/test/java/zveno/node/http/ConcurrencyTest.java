package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Many at once: no index twice, no transaction lost or doubled, one reward a block. */
@Timeout(120)
class ConcurrencyTest {

  @Test
  void concurrentMineCallsGetABlockEach() throws Exception {
    try (TestNode node = TestNode.plan().zeros(2).start()) {
      List<JsonNode> mined = atOnce(24, i -> node.client.get("/mine").json());

      Set<Integer> indexes = new HashSet<>();
      mined.forEach(block -> indexes.add(block.path("index").asInt()));
      assertThat(indexes).hasSize(24).contains(2, 25);
      checkChain(node.client.get("/chain").json(), 25);
    }
  }

  @Test
  void nothingThatIsPostedWhileOthersMineIsLostOrDoubled() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random luck = new Random(seed);
    try (TestNode node = TestNode.plan().zeros(2).start()) {
      List<Integer> kinds = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        kinds.add(luck.nextInt(10));
      }
      Map<String, Integer> posted = new HashMap<>();
      List<String> promises = atOnce(kinds.size(), i -> doOne(node, kinds.get(i), i));
      promises.stream().filter(w -> !w.isEmpty()).forEach(w -> posted.merge(w, 1, Integer::sum));
      node.client.get("/mine");

      JsonNode chain = node.client.get("/chain").json();
      checkChain(chain, chain.path("length").asInt());
      Map<JsonNode, Integer> wanted = new HashMap<>();
      posted.forEach((words, count) -> wanted.put(Got.parsed(words), count));
      assertThat(posted(chain)).isEqualTo(wanted);
      assertThat(node.failures).isEmpty();
    }
  }

  /** Mines, looks or posts; what has been promised is returned, or nothing. */
  private static String doOne(TestNode node, int kind, int number) {
    if (kind == 0) {
      assertThat(node.client.get("/mine").status()).isEqualTo(200);
      return "";
    }
    if (kind == 1) {
      JsonNode chain = node.client.get("/chain").json();
      assertThat(chain.path("chain").size()).isEqualTo(chain.path("length").asInt());
      return "";
    }
    // The same words come several times, and each time counts.
    String words = "{\"amount\": " + number % 50 + ", \"recipient\": 2, \"sender\": 1}";
    assertThat(node.client.post("/transactions/new", words).status()).isEqualTo(201);
    return words;
  }

  /** What the blocks carry without their rewards, each with its count. */
  private static Map<JsonNode, Integer> posted(JsonNode chain) {
    Map<JsonNode, Integer> counts = new HashMap<>();
    for (JsonNode block : chain.path("chain")) {
      List<JsonNode> all = block.path("transactions").valueStream().toList();
      for (int i = 0; i < all.size() - 1; i++) {
        counts.merge(all.get(i), 1, Integer::sum);
      }
    }
    return counts;
  }

  private static void checkChain(JsonNode chain, int length) {
    assertThat(chain.path("length").asInt()).isEqualTo(length);
    int height = 0;
    for (JsonNode block : chain.path("chain")) {
      assertThat(block.path("index").asInt()).isEqualTo(++height);
      long rewards =
          block
              .path("transactions")
              .valueStream()
              .filter(t -> t.path("recipient").asString("").equals(TestNode.ID))
              .count();
      assertThat(rewards).isEqualTo(height == 1 ? 0 : 1);
    }
    assertThat(height).isEqualTo(length);
  }

  private interface Work<T> {
    T at(int number) throws Exception;
  }

  private static <T> List<T> atOnce(int count, Work<T> work) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(24)) {
      List<Callable<T>> tasks = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int number = i;
        tasks.add(() -> work.at(number));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(tasks)) {
        results.add(future.get());
      }
      return results;
    }
  }
}
