package zveno.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import zveno.node.cli.Main;

/** {@code zveno bench} is a command like the others of {@code zveno}. */
@Tag("slow")
class BenchCommandTest {

  private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");
  private static final int BAD_INPUT = 2;

  /** In a block, or between text. */
  private static final Pattern TYPED = Pattern.compile("\\./zveno (bench[^|;&<>`#\\n]*)");

  @Test
  void isListedBesideTheOthers() {
    List<String> commands = List.copyOf(Main.commandLine().getSubcommands().keySet());

    assertThat(commands).contains("node", "restore", "bench").endsWith("help");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pow --seconds 0",
        "pow --seconds 601",
        "pow --seconds NaN",
        "pow --seconds soon",
        "pow --threads 0",
        "pow --threads 1,1025",
        "pow --threads all",
        "pow --lanes 64",
        "http --seconds 0",
        "http --connections 0",
        "http --connections 1,1001",
        "http --blocks 1",
        "http --tutorial nowhere.py",
        "http --against nowhere",
        "sync --against nowhere",
        "strict --only everything",
        "sync --blocks 199",
        "reads --blocks 199",
        "reads --against nowhere",
        "sync --rounds 0",
        "strict --blocks 5",
        "net --nodes 5,1",
        "net --blocks 0",
      })
  void refusesAWrongOptionByItsNameInOneLine(String typed) {
    String[] words = typed.split(" ");
    StringWriter output = new StringWriter();
    StringWriter errors = new StringWriter();
    CommandLine program =
        Main.commandLine()
            .setOut(new PrintWriter(output, true))
            .setErr(new PrintWriter(errors, true));

    int code = program.execute("bench", words[0], words[1], words[2]);

    assertThat(code).as(errors.toString()).isEqualTo(BAD_INPUT);
    assertThat(errors.toString().lines()).hasSize(1);
    assertThat(errors.toString()).contains(words[1]);
    assertThat(output.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "README.ru.md",
        "docs/operations.md",
        "docs/walkthrough.md",
        "docs/walkthrough.ru.md",
        "docs/performance.md"
      })
  void understandsWhatPagesPrintToBeTyped(String page) throws IOException {
    String text = Files.readString(ROOT.resolve(page)).replace("\\\n", " ");
    List<String> commands = TYPED.matcher(text).results().map(BenchCommandTest::typed).toList();
    for (String command : commands) {
      assertThatNoException()
          .as(command)
          .isThrownBy(() -> Main.commandLine().parseArgs(command.split("\\s+")));
    }
    if (page.equals("docs/performance.md")) {
      assertThat(commands).hasSizeGreaterThan(4);
    }
  }

  private static String typed(MatchResult found) {
    return found.group(1).strip();
  }
}
