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

/** {@code zveno bench stratum} as a user types it; how fast anything is, is not tested. */
@Tag("slow")
@Timeout(600)
@EnabledIfSystemProperty(named = "zveno.long", matches = "true")
class BenchStratumTest {

  @Test
  void measuresANodeAndItsMiners() throws Exception {
    Outcome outcome = Program.bench("stratum", "--tiny", "--json").run();
    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    List<String> rows = new ArrayList<>();
    for (JsonValue row : outcome.json().member("results").orElseThrow().elements()) {
      String what = row.member("what").orElseThrow().text();
      rows.add(what);
      if (what.equals("shares accepted")) {
        assertThat(row.member("value").orElseThrow().number()).isPositive();
      }
    }
    assertThat(rows)
        .contains(
            "miners",
            "shares accepted",
            "processor time of the node",
            "block sent to new job, p99",
            "shares checked by one thread");
  }

  @Test
  void refusesNumbersOutOfRange() throws Exception {
    assertThat(Program.bench("stratum", "--miners=0").run().exitCode()).isEqualTo(2);
  }
}
