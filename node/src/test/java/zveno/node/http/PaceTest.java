package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import zveno.node.http.EventReader.Heard;

/** When a miner that runs makes a block. Intervals pass in a time of the test's own. */
@Tag("slow")
@Timeout(120)
class PaceTest {

  private static final String MINER = "/api/v1/miner";

  private final AtomicLong time = new AtomicLong();
  private int posted;

  /** The height of the last block that the test knows of. */
  private int known;

  @TempDir Path home;

  private TestNode.Plan plan() {
    return TestNode.plan().zeros(1).nanoTime(time::get);
  }

  /** Lets time pass, and has the miner look at the clock. */
  private void pass(TestNode node, Duration some) {
    time.addAndGet(some.toNanos());
    ask(node, "{\"threads\": 1}");
  }

  private static JsonNode ask(TestNode node, String change) {
    Got got = node.client.post(MINER, change);
    assertThat(got.status()).as(got::text).isEqualTo(200);
    return got.json();
  }

  private void post(TestNode node) {
    String one = "{\"sender\": \"a\", \"recipient\": \"b\", \"amount\": " + ++posted + "}";
    assertThat(node.client.post("/transactions/new", one).status()).isEqualTo(201);
  }

  /** The heights of the blocks that carry so many transactions, and of those between them. */
  private List<Integer> untilNothingWaits(TestNode node, EventReader events, int waiting)
      throws Exception {
    List<Integer> blocks = new ArrayList<>();
    int left = waiting;
    while (left > 0) {
      Heard heard = events.next().orElseThrow();
      int height = heard.data().path("height").asInt();
      if (heard.kind().equals("block") && height > known) {
        known = height;
        blocks.add(height);
        left -= heard.data().path("transactions").asInt() - 1;
      }
    }
    assertThat(left).isZero();
    assertThat(node.service.entriesWaiting()).isZero();
    return blocks;
  }

  private static long height(TestNode node) {
    return node.service.tip().height();
  }

  @Test
  void whenWaitingMakesABlockForWhatWaitsAndNoneElse() throws Exception {
    try (TestNode node = plan().start();
        EventReader events = node.client.events("/api/v1/events")) {
      post(node); // before it runs
      JsonNode state = ask(node, "{\"running\": true, \"mode\": \"when-waiting\"}");
      assertThat(state.path("mode").asString()).isEqualTo("when-waiting");
      assertThat(state.path("blockIntervalSeconds").isNull()).isTrue();
      assertThat(untilNothingWaits(node, events, 1)).containsExactly(2);
      for (int height = 3; height < 23; height++) {
        post(node);
        // Were there blocks with nothing in them, this one would be higher.
        assertThat(untilNothingWaits(node, events, 1)).containsExactly(height);
      }
      assertThat(node.client.get("/mine").json().path("index").asInt()).isEqualTo(23);
      assertThat(node.client.get(MINER).json().path("found").asInt()).isEqualTo(22);
    }
  }

  @Test
  void anIntervalCollectsWhatComesMeanwhile() throws Exception {
    try (TestNode node = plan().start();
        EventReader events = node.client.events("/api/v1/events")) {
      String slow = "{\"running\": true, \"mode\": \"when-waiting\", \"blockIntervalSeconds\": 10}";
      assertThat(ask(node, slow).path("blockIntervalSeconds").asDouble()).isEqualTo(10);
      assertThat(node.client.get("/metrics").text())
          .contains("zveno_miner_block_interval_seconds 10.0");
      post(node); // the first one gets its block at once
      assertThat(untilNothingWaits(node, events, 1)).containsExactly(2);
      for (int i = 0; i < 20; i++) {
        post(node);
      }
      pass(node, Duration.ofMillis(9_999));
      post(node);
      assertThat(height(node)).isEqualTo(2);
      pass(node, Duration.ofMillis(1));
      assertThat(untilNothingWaits(node, events, 21)).containsExactly(3);
      // Whoever asks gets a block at once, and the interval begins again.
      assertThat(node.client.post("/api/v1/blocks").json().path("height").asInt()).isEqualTo(4);
      known = 4;
      pass(node, Duration.ofSeconds(9));
      post(node);
      assertThat(height(node)).isEqualTo(4);
      // A change holds at once, also for what waits.
      ask(node, "{\"blockIntervalSeconds\": null}");
      assertThat(untilNothingWaits(node, events, 1)).containsExactly(5);
    }
  }

  @Test
  void anIntervalHoldsForBlocksWithTheRewardAloneToo() throws Exception {
    try (TestNode node = plan().start();
        EventReader events = node.client.events("/api/v1/events")) {
      ask(node, "{\"running\": true, \"blockIntervalSeconds\": 3600}");
      while (height(node) < 2) {
        var _ = events.next().orElseThrow();
      }
      known = 2;
      for (int height = 3; height < 8; height++) {
        for (int i = 0; i < 5; i++) {
          post(node); // wakes the miner, too early
        }
        assertThat(height(node)).isEqualTo(height - 1);
        pass(node, Duration.ofHours(1));
        assertThat(untilNothingWaits(node, events, 5)).containsExactly(height);
      }
    }
  }

  @Test
  void theIntervalGoesOnOverARestart() throws Exception {
    Path folder = home.resolve("chain");
    String slow = "{\"running\": true, \"mode\": \"when-waiting\", \"blockIntervalSeconds\": 3600}";
    try (TestNode node = plan().folder(folder).start();
        EventReader events = node.client.events("/api/v1/events")) {
      ask(node, slow);
      post(node);
      assertThat(untilNothingWaits(node, events, 1)).containsExactly(2);
      post(node);
    }
    try (TestNode node = plan().folder(folder).start();
        EventReader events = node.client.events("/api/v1/events")) {
      ask(node, slow);
      post(node);
      post(node);
      assertThat(height(node)).isEqualTo(2);
      pass(node, Duration.ofHours(1)); // a little more than is left
      assertThat(untilNothingWaits(node, events, 3)).containsExactly(3);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"mode\": \"sometimes\"}",
        "{\"mode\": true}",
        "{\"blockIntervalSeconds\": 0}",
        "{\"blockIntervalSeconds\": -1}",
        "{\"blockIntervalSeconds\": 604801}",
        "{\"blockIntervalSeconds\": NaN}",
        "{\"blockIntervalSeconds\": \"10s\"}",
        "{}"
      })
  void whatIsNoPaceIsRefused(String change) {
    try (TestNode node = plan().start()) {
      assertThat(node.client.post(MINER, change).status()).isEqualTo(400);
      assertThat(node.client.get(MINER).json().path("mode").asString()).isEqualTo("always");
    }
  }
}
