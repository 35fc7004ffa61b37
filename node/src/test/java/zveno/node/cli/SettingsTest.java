package zveno.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import zveno.node.config.CommandException;
import zveno.node.config.DidYouMean;
import zveno.node.config.ExternalSettings;
import zveno.node.config.Setting;
import zveno.node.config.SettingsFile;

/**
 * What a node is told by its command line, its environment and a file, and which of them counts.
 */
class SettingsTest {

  private static final Map<String, String> SILENT = Map.of("HOME", "/home/ann");

  @TempDir Path home;

  private Path file(String text) throws IOException {
    return Files.writeString(home.resolve("zveno.properties"), text);
  }

  /** The arguments that a node with this file gets from elsewhere. */
  private List<String> told(String text, Map<String, String> environment, String... typed)
      throws IOException {
    CommandLine node = new CommandLine(new NodeCommand());
    String[] all = new String[typed.length + 1];
    System.arraycopy(typed, 0, all, 1, typed.length);
    all[0] = "--config=" + file(text);
    return ExternalSettings.to(node.parseArgs(all), NodeCommand.settings(), environment)
        .arguments();
  }

  @Test
  void theCommandLineCountsBeforeTheEnvironmentAndThatBeforeTheFile() throws IOException {
    String text = "rate = 1\nacting-rate: 2\nport = 3\n# a note\n";
    Map<String, String> environment = Map.of("ZVENO_RATE", "4", "ZVENO_PORT", "5");

    assertThat(told(text, environment, "-p", "6"))
        .containsExactlyInAnyOrder("--rate=4", "--acting-rate=2");
    assertThat(told(text, SILENT)).containsExactly("--acting-rate=2", "--port=3", "--rate=1");
    assertThat(told("", Map.of("ZVENO_RATE", ""))).as("empty is not set").isEmpty();
  }

  @Test
  void whatIsRepeatedIsAListAndWhatIsOnlySaidIsTrueOrFalse() throws IOException {
    assertThat(told("allow-host = a.example, b.example ,c.example\nephemeral = true", SILENT))
        .containsExactly(
            "--allow-host=a.example",
            "--allow-host=b.example",
            "--allow-host=c.example",
            "--ephemeral");
    assertThat(told("mine = when-waiting", SILENT)).containsExactly("--mine=when-waiting");
    assertThat(told("ephemeral = false", SILENT)).isEmpty();
    assertThat(told("ephemeral = true", SILENT, "--no-ephemeral")).as("said otherwise").isEmpty();
    assertThatThrownBy(() -> told("ephemeral = perhaps", SILENT))
        .isInstanceOf(CommandException.class)
        .hasMessageContainingAll("ephemeral in", "zveno.properties", "true or false", "perhaps");
  }

  @Test
  void whatIsOnlySaidCanBeTakenBack() {
    CommandSpec node = CommandSpec.forAnnotatedObject(new NodeCommand());
    for (Setting setting : NodeCommand.settings().all()) {
      assertThat(!setting.flag() || node.findOption(setting.option()).negatable())
          .as("%s = true could not be undone by the command line", setting.name())
          .isTrue();
    }
  }

  @Test
  void whatIsNotKnownIsRefusedWithTheNearestName() {
    assertThatThrownBy(() -> told("rat = 5", SILENT))
        .hasMessageContainingAll("unknown setting rat in", "did you mean rate?");
    assertThatThrownBy(() -> told("--rate = 5", SILENT)).hasMessageContaining("did you mean rate?");
    assertThatThrownBy(() -> told("", Map.of("ZVENO_PROT", "5001")))
        .hasMessage("unknown environment variable ZVENO_PROT; did you mean ZVENO_PORT?");
    assertThatThrownBy(() -> told("", Map.of("ZVENO_HAEP", "1g")))
        .hasMessageContaining("did you mean ZVENO_HEAP?");
    assertThatThrownBy(() -> told("", Map.of("ZVENO_COLOUR", "red")))
        .hasMessage("unknown environment variable ZVENO_COLOUR");
    for (String spokenOnly : List.of("accept-loss", "config", "help")) {
      assertThatThrownBy(() -> told(spokenOnly + " = true", SILENT))
          .hasMessageContaining("unknown");
    }
  }

  @Test
  void variablesOfTheLauncherAndOfOthersAreNoSettings() throws IOException {
    assertThat(
            told(
                "",
                Map.of(
                    "ZVENO_HEAP", "1g",
                    "ZVENO_DIRECT", "64m",
                    "ZVENO_JAVA_HOME", "/opt/jdk",
                    "ZVENO_JAVA_OPTS", "-Da=b",
                    "ZVENO_CACHE", "off",
                    "ZVENO_DEBUG", "1",
                    "ZVENO_TOKEN", "0123456789abcdef",
                    "ZVENOLOGY", "x")))
        .isEmpty();
  }

  @Test
  void aFileThatCannotBeReadIsRefused() throws IOException {
    assertThatThrownBy(() -> told("rate = 1\nrate = 2", SILENT))
        .hasMessageContainingAll("rate is set twice");
    assertThatThrownBy(() -> told("rate =", SILENT)).hasMessageContaining("has no value");
    assertThatThrownBy(() -> told("rate = \\u12", SILENT)).isInstanceOf(CommandException.class);
    Path latin = Files.write(home.resolve("latin"), new byte[] {'a', '=', (byte) 0xe9});
    assertThatThrownBy(new SettingsFile(latin)::read).hasMessageContaining("not UTF-8");
    Path missing = home.resolve("missing");
    assertThatThrownBy(new SettingsFile(missing)::read)
        .hasMessageContainingAll("missing", "no such file");
    assertThatThrownBy(new SettingsFile(home)::read).isInstanceOf(CommandException.class);
  }

  @Test
  void theLauncherKnowsNoVariableThatTheProgramDoesNot() throws IOException {
    Pattern variable = Pattern.compile("ZVENO_[A-Z_]+");
    String launcher = Files.readString(project().resolve("zveno"));
    for (String name :
        new TreeSet<>(variable.matcher(launcher).results().map(r -> r.group()).toList())) {
      assertThat(told("", Map.of(name, "x"))).as(name).isEmpty();
    }
  }

  @Test
  void everyOptionIsInTheDocumentAndTheOtherWayRound() throws IOException {
    String document = Files.readString(project().resolve("docs/operations.md"));
    String table = document.substring(document.indexOf("### Options of `node`"));
    table = table.substring(0, table.indexOf("\n#", 1));
    TreeSet<String> documented = new TreeSet<>();
    Pattern.compile("--[a-z-]+")
        .matcher(
            String.join(
                "\n",
                table
                    .lines()
                    .filter(line -> line.startsWith("| `"))
                    .map(SettingsTest::first)
                    .toList()))
        .results()
        .forEach(found -> documented.add(found.group()));

    TreeSet<String> known = new TreeSet<>(List.of("--config", "--accept-loss"));
    for (Setting setting : NodeCommand.settings().all()) {
      known.add(setting.option());
      if (setting.flag()) {
        known.add("--no-" + setting.name());
      }
    }
    assertThat(documented).isEqualTo(known);
  }

  private static String first(String row) {
    return row.split("\\|")[1];
  }

  private static Path project() {
    return Path.of(System.getProperty("basedir", "."), "..");
  }

  @Test
  void strokesAreCountedAsTheyAreMade() {
    assertThat(DidYouMean.strokes("port", "port")).isZero();
    assertThat(DidYouMean.strokes("PORT", "port")).isZero();
    assertThat(DidYouMean.strokes("prot", "port")).isEqualTo(1);
    assertThat(DidYouMean.strokes("por", "port")).isEqualTo(1);
    assertThat(DidYouMean.strokes("", "port")).isEqualTo(4);
    assertThat(DidYouMean.strokes("host", "port")).isEqualTo(2);
  }
}
