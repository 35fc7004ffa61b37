package zveno.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import zveno.bench.Program.Outcome;
import zveno.kernel.json.JsonValue;

/** {@code zveno bench http} as a user types it; how fast anything is, is nobody's promise here. */
@Tag("slow")
@Timeout(240)
@EnabledIfSystemProperty(named = "zveno.long", matches = "true")
class BenchHttpTest {

  private static final Program SHORT =
      Program.bench("http", "--seconds", "0.1", "--connections", "1,3", "--blocks", "2,150");

  private static String text(JsonValue object, String member) {
    return object.member(member).orElseThrow().text();
  }

  private static long integer(JsonValue object, String member) {
    return object.member(member).orElseThrow().integer().longValueExact();
  }

  private static String row(JsonValue post) {
    String connections = Long.toString(integer(post, "connections"));
    return text(post, "server") + " " + text(post, "way") + " " + connections;
  }

  private static String check(JsonValue check) {
    return text(check, "server")
        + (check.member("reading").orElseThrow().bool() ? " reading " : " ")
        + integer(check, "threads")
        + " threads "
        + integer(check, "blocks")
        + " blocks";
  }

  /** How a chain is checked: by one thread and by all, and by a Python if there is one. */
  private static List<String> checksOf(int blocks, int processors) {
    List<String> ways = new ArrayList<>();
    if (Python.isHere()) {
      ways.add("python 1");
    }
    for (String way : List.of("zveno ", "zveno reading ")) {
      Stream.of(1, processors).distinct().forEach(threads -> ways.add(way + threads));
    }
    return ways.stream().map(way -> way + " threads " + blocks + " blocks").toList();
  }

  @Test
  void programsGetEverythingThatWasMeasured() throws Exception {
    Outcome outcome = SHORT.and("--json").run();

    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    JsonValue found = outcome.json();
    assertThat(found.member("posts").orElseThrow().elements())
        .extracting(BenchHttpTest::row)
        .containsExactly(
            "disk write 1",
            "no chain post 1",
            "no chain post 3",
            "zveno post 1",
            "zveno post 3",
            "zveno batch 1",
            "zveno batch 3");
    assertThat(found.member("posts").orElseThrow().elements())
        .allSatisfy(post -> assertThat(integer(post, "perSecond")).isPositive());
    assertThat(found.member("chains").orElseThrow().elements())
        .extracting(chain -> integer(chain, "blocks"))
        .containsExactly(2L, 150L);
    int processors = (int) integer(found, "processors");
    List<String> checks = new ArrayList<>();
    for (int blocks : List.of(2, 150)) {
      checks.addAll(checksOf(blocks, processors));
    }
    assertThat(found.member("checks").orElseThrow().elements())
        .extracting(BenchHttpTest::check)
        .containsExactlyElementsOf(checks);
    assertThat(outcome.errors()).contains("no --tutorial FILE");
  }
}
