package zveno.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import zveno.bench.Program.Outcome;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonValue;
import zveno.kernel.mining.KernelKind;

/** {@code zveno bench pow} as a user types it; how fast anything is, is nobody's promise here. */
@Tag("slow")
@Timeout(120)
class BenchTest {

  private static final Program SHORT =
      Program.bench("pow", "--seconds", "0.02", "--threads", "1,2");

  @TempDir Path home;

  /** With the compiler that vectors need, unlike other tests. */
  private static Program withVectors(Program program) {
    return program.withJava("-XX:TieredStopAtLevel=4", "--add-modules=jdk.incubator.vector");
  }

  private Program withoutPython(Program program) {
    return program.withPath(home);
  }

  private static List<JsonValue> results(Outcome outcome) throws DecodeException {
    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    List<JsonValue> results = new ArrayList<>();
    outcome.json().member("results").orElseThrow().elements().forEach(results::add);
    return results;
  }

  private static String text(JsonValue object, String member) {
    return object.member(member).orElseThrow().text();
  }

  private static long integer(JsonValue object, String member) {
    return object.member(member).orElseThrow().integer().longValueExact();
  }

  /** Skips the test where there is no Python, or fails it if that has been asked for. */
  private static void requirePython() {
    if (Boolean.getBoolean("zveno.require.python")) {
      assertThat(Python.isHere()).as("a python3 on the PATH").isTrue();
    }
    assumeTrue(Python.isHere(), "no python3 on the PATH: not measured beside it");
  }

  /** Kernel, puzzle, lanes, threads. */
  private static String label(JsonValue result) {
    return String.join(
        " ",
        text(result, "kernel"),
        text(result, "puzzle"),
        Long.toString(integer(result, "lanes")),
        Long.toString(integer(result, "threads")));
  }

  @Test
  @EnabledIfSystemProperty(named = "zveno.long", matches = "true")
  void programsGetEveryKernelThatThisProcessorHas() throws Exception {
    requirePython();
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
        .allSatisfy(result -> assertThat(integer(result, "hashesPerSecond")).isPositive());
    assertThat(results)
        .filteredOn(result -> text(result, "puzzle").equals("decimal"))
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
  @EnabledIfSystemProperty(named = "zveno.long", matches = "true")
  void aPythonThatDoesNotWorkIsLeftOut() throws Exception {
    Path broken = Files.writeString(home.resolve("python3"), "#!/bin/sh\nexit 1\n");
    Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwx------"));

    assertThat(results(withoutPython(SHORT.and("--json")).run()))
        .noneMatch(result -> text(result, "kernel").equals("python"));
  }

  @Test
  void peopleGetATable() throws Exception {
    Outcome outcome = withoutPython(SHORT).run();

    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    List<String> lines = outcome.output().lines().toList();
    assertThat(lines.getFirst()).startsWith("kernel").contains("MH/s", "x scalar");
    assertThat(lines.subList(1, 5)).allMatch(line -> line.startsWith("scalar"));
  }

  /** Way and number of new blocks. */
  private static String wayOf(JsonValue result) {
    return text(result, "way") + " " + integer(result, "newBlocks");
  }

  @Test
  @EnabledIfSystemProperty(named = "zveno.long", matches = "true")
  void catchingUpIsMeasuredBesideThePythonNode() throws Exception {
    requirePython();
    List<JsonValue> results = results(Program.bench("sync", "--tiny", "--json").run());

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
    assertThat(results).allSatisfy(one -> assertThat(integer(one, "bytes")).isPositive());
    assertThat(results).allSatisfy(one -> assertThat(one.member("timesPython")).isPresent());
  }

  @Test
  @EnabledIfSystemProperty(named = "zveno.long", matches = "true")
  void netsAreMeasured() throws Exception {
    List<JsonValue> results = results(Program.bench("net", "--tiny", "--json").run());

    assertThat(results).hasSize(1);
    assertThat(integer(results.getFirst(), "nodes")).isEqualTo(3);
    assertThat(integer(results.getFirst(), "blocks")).isEqualTo(5);
    assertThat(results.getFirst().member("p99Millis")).isPresent();
  }
}
