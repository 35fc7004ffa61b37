package zveno.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import zveno.bench.Program.Outcome;
import zveno.kernel.json.JsonValue;

/**
 * {@code zveno bench strict} as a user types it; how fast anything is, is nobody's promise here.
 */
@Tag("slow")
@Timeout(600)
@EnabledIfSystemProperty(named = "zveno.long", matches = "true")
class BenchStrictTest {

  private static String text(JsonValue object, String member) {
    return object.member(member).orElseThrow().text();
  }

  @Test
  void measuresEachWorkAndTheOtherChainsThatAreInstalled() throws Exception {
    Outcome outcome = Program.bench("strict", "--tiny", "--json").run();

    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    List<String> ours = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (JsonValue row : outcome.json().member("results").orElseThrow().elements()) {
      assertThat(row.member("value").orElseThrow().toString()).isNotEqualTo("0");
      (text(row, "server").equals("zveno") ? ours : others)
          .add(text(row, "work") + ": " + text(row, "server"));
    }
    assertThat(ours)
        .containsExactly(
            "transfers in batches: zveno",
            "transfers one by one, 64 connections: zveno",
            "block from the pool, 200 transfers: zveno",
            "new node takes over: zveno",
            "GET account, 500 accounts: zveno",
            "memory, 500 accounts: zveno");
    assertThat(others)
        .contains("transfers in batches: bare verification", "GET account, 500 accounts: /livez");
    for (String other : List.of("anvil", "litecoind")) {
      if (OwnProcess.onPath(other).isEmpty()) {
        assertThat(outcome.errors()).contains("not compared with " + other);
      } else {
        assertThat(others)
            .anyMatch(row ->
                row.startsWith(
                    "transfers in batches: " + (other.equals("anvil") ? other : "Litecoin Core")));
      }
    }
  }
}
