package zveno.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import zveno.kernel.json.JsonValue;

/** {@code zveno bench reads} as a user types it; how fast anything is, is not promised here. */
@Tag("slow")
@Timeout(240)
@EnabledIfSystemProperty(named = "zveno.long", matches = "true")
class BenchReadsTest {

  @Test
  void measuresEveryRowOnce() throws Exception {
    Program.Outcome outcome =
        Program.bench("reads", "--tiny", "--connections", "2", "--json").run();

    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    Iterable<JsonValue> results = outcome.json().member("results").orElseThrow().elements();
    assertThat(results)
        .extracting(row -> row.member("work").orElseThrow().text())
        .containsExactly(
            "/livez",
            "/api/v1/status",
            "/openapi.yaml",
            "/metrics",
            "a block",
            "a block below a large one",
            "a block above a large one",
            "/livez beside GET /chain",
            "GET /chain",
            "zveno verify");
  }
}
