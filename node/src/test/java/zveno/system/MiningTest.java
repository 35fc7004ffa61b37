package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.LongRunning;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonValue;
import zveno.kernel.mining.KernelKind;

/** Nodes that mine on and on, in processes of their own. */
@Tag("slow")
@Timeout(180)
class MiningTest {

  private static JsonValue miner(NodeProcess node) throws Exception {
    return node.api().get("/api/v1/miner").expect(200).json();
  }

  private static long height(NodeProcess node) throws Exception {
    return Api.integer(node.api().get("/api/v1/status").expect(200).json(), "height");
  }

  @ParameterizedTest
  @LongRunning
  @ValueSource(booleans = {false, true})
  void startedByAnOptionItMinesWithAndWithoutVectors(boolean vectors) throws Exception {
    Program program = NodeProcess.program("--mine", "--mining-threads", "2", "--ephemeral");
    if (vectors) {
      program = program.withJava("--add-modules=jdk.incubator.vector", "-XX:TieredStopAtLevel=4");
    }
    try (NodeProcess node = NodeProcess.start(program)) {
      while (height(node) < 10) {
        Thread.onSpinWait();
      }
      boolean expected = vectors && KernelKind.preferred() != KernelKind.SCALAR;
      String kernel = expected ? "vector" : "scalar";
      while (!Api.text(miner(node), "kernel").equals(kernel)) {
        Thread.sleep(20); // the compiler is at work
      }
      JsonValue state = miner(node);
      assertThat(Api.member(state, "running").bool()).isTrue();
      assertThat(Api.integer(state, "threads")).isEqualTo(2);
      assertThat(Api.integer(state, "tried")).isPositive();
      node.api().post("/api/v1/miner", "{\"running\": false}").expect(200);
      long mine = Api.integer(node.api().mine(), "index");
      List<JsonValue> chain = node.api().chain();
      assertThat(chain).hasSize((int) mine);
      for (int i = 1; i < chain.size(); i++) {
        assertThat(Api.text(chain.get(i), "previous_hash")).isEqualTo(Api.hash(chain.get(i - 1)));
      }
      assertThat(node.terminate()).isZero();
      assertThat(node.errors()).doesNotContain("Exception").doesNotContain("WARN ");
    }
  }

  @Test
  void aHopelessSearchEndsAtOnceWhenTheNodeIsStopped() throws Exception {
    try (NodeProcess node = NodeProcess.ephemeral("--mine", "--difficulty", "64")) {
      while (Api.integer(miner(node), "tried") == 0) {
        Thread.onSpinWait();
      }
      long begin = System.nanoTime();
      assertThat(node.terminate()).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    }
  }

  /** Prints how long the status takes while all processors search; see {@code .ci/long}. */
  @Test
  @LongRunning
  void theApiAnswersWhileAllProcessorsSearch() throws Exception {
    for (boolean mining : List.of(false, true)) {
      Program program =
          NodeProcess.program("--difficulty", "64", "--ephemeral")
              .and(mining ? new String[] {"--mine"} : new String[0])
              .withJava("--add-modules=jdk.incubator.vector", "-XX:TieredStopAtLevel=4");
      try (NodeProcess node = NodeProcess.start(program)) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < Duration.ofSeconds(8).toNanos()) {
          node.api().get("/api/v1/status").expect(200);
        }
        List<Long> micros = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
          long from = System.nanoTime();
          node.api().get("/api/v1/status").expect(200);
          micros.add((System.nanoTime() - from) / 1_000);
        }
        Collections.sort(micros);
        System.out.printf(
            "GET /api/v1/status %s: %.2f ms (half), %.2f ms (99 of 100), %.2f ms (the slowest);"
                + " %s%n",
            mining ? "while all processors search" : "at rest",
            micros.get(1_500) / 1e3,
            micros.get(2_970) / 1e3,
            micros.getLast() / 1e3,
            miner(node));
        assertThat(Api.member(miner(node), "running").kind()).isEqualTo(JsonKind.BOOLEAN);
      }
    }
  }
}
