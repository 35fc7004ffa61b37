package zveno.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What our pages print to be typed is understood by the program, and answered by a node. {@code
 * .ci/docs} runs the whole of the README and the walkthrough.
 */
@Tag("slow")
@Timeout(60)
class PrintedCommandsTest {

  private static final String MANUAL = "docs/operations.md";

  private static final Pattern BLOCK =
      Pattern.compile("^```(?:sh)?\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private static final Pattern NOTE = Pattern.compile("(^|\\s{2,})#.*$", Pattern.MULTILINE);

  /** In a block, or between text. */
  private static final Pattern ZVENO =
      Pattern.compile("(?:\\./|/opt/zveno/)zveno ([^|;&<>`\\n]*)|zveno:VERSION ([^`\\n]+)");

  @TempDir Path home;

  private static String page(String name) throws IOException {
    return Files.readString(Path.of(System.getProperty("basedir", "."), "..").resolve(name));
  }

  /** The blocks of a page that are typed, a command a line, without notes. */
  private static List<String> blocks(String name) throws IOException {
    return BLOCK
        .matcher(page(name).replace("\\\n", " "))
        .results()
        .map(found -> NOTE.matcher(found.group(1)).replaceAll(""))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.ru.md", MANUAL, "docs/walkthrough.md"})
  void theProgramUnderstandsWhatIsTyped(String name) throws IOException {
    String text = NOTE.matcher(page(name).replace("\\\n", " ")).replaceAll("");
    List<String> commands =
        ZVENO
            .matcher(text)
            .results()
            .flatMap(found -> Stream.of(found.group(1), found.group(2)))
            .filter(typed -> typed != null && !typed.startsWith("COMMAND "))
            .filter(typed -> !typed.matches("(bench|check-export|feed).*")) // of other jars
            .map(String::strip)
            .toList();
    assertThat(commands).isNotEmpty();
    for (String command : commands) {
      assertThatNoException()
          .as("zveno %s, in %s", command, name)
          .isThrownBy(() -> Main.commandLine(Map.of()).parseArgs(command.split("\\s+")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"README", "docs/walkthrough", "docs/walkthrough-strict"})
  void theRussianPagePrintsTheSameCommands(String name) throws IOException {
    Pattern fenced = Pattern.compile("^```sh\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    List<List<String>> printed = new ArrayList<>();
    for (String language : List.of("", ".ru")) {
      printed.add(
          fenced
              .matcher(page(name + language + ".md"))
              .results()
              .map(found -> found.group(1).replaceAll("<[^>]*>", "<>"))
              .toList());
    }
    assertThat(printed.get(0)).isNotEmpty();
    assertThat(printed.get(1)).isEqualTo(printed.get(0));
  }

  @Test
  void aNodeAnswersWhatIsAskedOfIt() throws Exception {
    assumeTrue(bash("curl --version").exitCode() == 0, "no curl here");
    int asked = 0;
    try (NodeHere node = NodeHere.start(List.of("--ephemeral", "--difficulty", "3"))) {
      String here = "127.0.0.1:" + node.uri().getPort();
      for (String block : blocks(MANUAL)) {
        if (!block.contains("curl ") || block.contains("https:")) {
          continue;
        }
        String typed =
            ZVENO
                .matcher(block)
                .replaceAll("true")
                .replaceAll("(localhost|127.0.0.1):5[0-9]+", here);
        assertDone(typed.replace("curl ", "curl --fail-with-body "));
        asked++;
      }
    }
    assertThat(asked).isPositive();
    assertThat(home.resolve("genesis.json")).content().contains("\"index\": 1");
  }

  @Test
  void certificatesOfOnesOwnServe() throws Exception {
    assumeTrue(bash("curl --version && openssl version").exitCode() == 0, "no curl or openssl");
    List<String> blocks = blocks(MANUAL);
    assertDone(only(blocks, "openssl req"));

    String use = only(blocks, "curl --cacert");
    List<String> options = new ArrayList<>(List.of("--ephemeral"));
    MatchResult node = ZVENO.matcher(use).results().findFirst().orElseThrow();
    for (String word : node.group(1).strip().replace("node --host 0.0.0.0 ", "").split("\\s+")) {
      options.add(
          word.startsWith("--") || !word.startsWith("node.")
              ? word
              : home.resolve(word).toString());
    }
    try (NodeHere secure = NodeHere.start(options)) {
      String there = " --connect-to ann.example:5000:127.0.0.1:" + secure.uri().getPort();
      assertDone(
          ZVENO
              .matcher(use)
              .replaceAll("true")
              .replace("curl ", "curl --fail-with-body" + there + " "));
    }
  }

  private static String only(List<String> blocks, String part) {
    List<String> found = blocks.stream().filter(block -> block.contains(part)).toList();
    assertThat(found).as(part).hasSize(1);
    return found.getFirst();
  }

  private void assertDone(String commands) throws Exception {
    Outcome outcome = bash(commands);
    assertThat(outcome.exitCode()).as("%s%n%s", commands, outcome.output()).isZero();
  }

  private record Outcome(int exitCode, String output) {}

  private Outcome bash(String commands) throws Exception {
    Path output = home.resolve("output");
    ProcessBuilder builder = new ProcessBuilder("bash", "-euc", commands);
    builder.directory(home.toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("HOME", home.toString());
    int exitCode = builder.start().waitFor();
    return new Outcome(exitCode, Files.readString(output, StandardCharsets.UTF_8));
  }
}
