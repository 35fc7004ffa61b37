package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.kernel.json.JsonValue;
import zveno.kernel.mining.KernelKind;
import zveno.system.Program.Outcome;

/** {@code zveno bench pow} as a user types it; how fast anything is, is nobody's promise here. */
@Tag("slow")
@Timeout(120)
class BenchTest {

  private static final Program SHORT =
      Program.zveno("bench", "pow", "--seconds", "0.02", "--threads", "1,2");

  @TempDir Path home;

  /** With the compiler that vectors need, unlike other tests. */
  private static Program withVectors(Program program) {
    return program.withJava("-XX:TieredStopAtLevel=4", "--add-modules=jdk.incubator.vector");
  }

  private Program withoutPython(Program program) {
    return program.withEnvironment("PATH", home.toString());
  }

  private static List<JsonValue> results(Outcome outcome) {
    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    List<JsonValue> results = new ArrayList<>();
    Api.parse(outcome.output()).member("results").orElseThrow().elements().forEach(results::add);
    return results;
  }

  /** Kernel, puzzle, lanes, threads. */
  private static String label(JsonValue result) {
    return String.join(
        " ",
        Api.text(result, "kernel"),
        Api.text(result, "puzzle"),
        Long.toString(Api.integer(result, "lanes")),
        Long.toString(Api.integer(result, "threads")));
  }

  @Test
  @LongRunning
  void programsGetEveryKernelThatThisProcessorHas() throws Exception {
    PythonPeer.required();
    List<JsonValue> results = results(withVectors(SHORT.and("--json")).run());

    List<String> expected = new ArrayList<>(List.of("python decimal 1 1"));
    for (String puzzle : List.of("decimal", "header")) {
      for (KernelKind kind : KernelKind.values()) {
        if (kind.lanes() <= KernelKind.preferred().lanes()) {
          String name = kind == KernelKind.SCALAR ? "scalar" : "vector-" + kind.lanes();
          expected.add(name + " " + puzzle + " " + kind.lanes() + " 1");
          expected.add(name + " " + puzzle + " " + kind.lanes() + " 2");
        }
      }
    }
    assertThat(results).extracting(BenchTest::label).containsExactlyElementsOf(expected);
    assertThat(results)
        .allSatisfy(result -> assertThat(Api.integer(result, "hashesPerSecond")).isPositive());
    assertThat(results)
        .filteredOn(result -> Api.text(result, "puzzle").equals("decimal"))
        .allSatisfy(result -> assertThat(result.member("timesPython")).isPresent());
  }

  @Test
  void withoutPythonAndVectorsTheScalarKernelIsLeft() throws Exception {
    Outcome outcome = withoutPython(SHORT.and("--json")).run();

    assertThat(results(outcome))
        .extracting(BenchTest::label)
        .containsExactly(
            "scalar decimal 1 1", "scalar decimal 1 2", "scalar header 1 1", "scalar header 1 2");
    assertThat(outcome.errors()).contains("python3", "jdk.incubator.vector");
  }

  @Test
  @LongRunning
  void aPythonThatDoesNotWorkIsLeftOut() throws Exception {
    Path broken = Files.writeString(home.resolve("python3"), "#!/bin/sh\nexit 1\n");
    Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwx------"));

    assertThat(results(withoutPython(SHORT.and("--json")).run()))
        .noneMatch(result -> Api.text(result, "kernel").equals("python"));
  }

  @Test
  void peopleGetATable() throws Exception {
    Outcome outcome = withoutPython(SHORT).run();

    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    List<String> lines = outcome.text().lines().toList();
    assertThat(lines.getFirst()).startsWith("kernel").contains("MH/s", "x scalar");
    assertThat(lines.subList(1, 5)).allMatch(line -> line.startsWith("scalar"));
  }

  /** Way and number of new blocks. */
  private static String wayOf(JsonValue result) {
    return Api.text(result, "way") + " " + Api.integer(result, "newBlocks");
  }

  @Test
  @LongRunning
  void catchingUpIsMeasuredBesideThePythonNode() throws Exception {
    PythonPeer.required();
    List<JsonValue> results = results(Program.zveno("bench", "sync", "--tiny", "--json").run());

    assertThat(results)
        .extracting(BenchTest::wayOf)
        .containsExactly(
            "python 199",
            "python 10",
            "python 1",
            "python 0",
            "first 199",
            "resolve 199",
            "resolve 10",
            "resolve 1",
            "resolve 0",
            "follow 199",
            "follow 10",
            "follow 1");
    assertThat(results).allSatisfy(one -> assertThat(Api.integer(one, "bytes")).isPositive());
    assertThat(results).allSatisfy(one -> assertThat(one.member("timesPython")).isPresent());
  }

  @Test
  @LongRunning
  void netsAreMeasured() throws Exception {
    List<JsonValue> results = results(Program.zveno("bench", "net", "--tiny", "--json").run());

    assertThat(results).hasSize(1);
    assertThat(Api.integer(results.getFirst(), "nodes")).isEqualTo(3);
    assertThat(Api.integer(results.getFirst(), "blocks")).isEqualTo(5);
    assertThat(results.getFirst().member("p99Millis")).isPresent();
  }
}
