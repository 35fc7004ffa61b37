import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import zveno.node.cli.Main;

/** Writes the manual pages of all commands, and the completion for bash: {@code OUT-FOLDER}. */
final class Manual {

  private Manual() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    CommandLine root = Main.commandLine();
    Path pages = Files.createDirectories(folder.resolve("man").resolve("man1"));
    write(root, pages);
    Path completions = Files.createDirectories(folder.resolve("completion"));
    String name = root.getCommandName();
    Files.writeString(
        completions.resolve(name + ".bash"), AutoComplete.bash(name, root), StandardCharsets.UTF_8);
  }

  /** The page of a command, and of those below it. */
  private static void write(CommandLine command, Path pages) throws IOException {
    ManPage page = new ManPage(command);
    Files.writeString(pages.resolve(page.name() + ".1"), page.text(), StandardCharsets.UTF_8);
    for (CommandLine sub : ManPage.shown(command)) {
      write(sub, pages);
    }
  }
}

/**
 * The manual page of a command, in the language of {@code man}. Source: man-pages(7) for the order
 * of the sections, man(7) for the macros.
 */
final class ManPage {

  /** Exit codes are the same for all commands; docs/operations.md has them in full. */
  private static final List<String> EXIT_CODES =
      List.of(
          "0", "Success; also a node that was stopped by a signal.",
          "1", "Failure, such as a damaged data folder or a full disk.",
          "2", "Refused: a wrong option, bad input, or a port in use.");

  private final CommandLine command;
  private final CommandSpec spec;
  private final StringBuilder page = new StringBuilder();

  ManPage(CommandLine command) {
    this.command = command;
    this.spec = command.getCommandSpec();
  }

  /** As the file is called, without its section: {@code zveno-node}. */
  String name() {
    return spec.qualifiedName("-");
  }

  /** The whole text. */
  String text() {
    page.setLength(0);
    String version = spec.root().version().length == 0 ? "" : spec.root().version()[0];
    macro("TH", name().toUpperCase(Locale.ROOT), "1", "", version, "Zveno");
    macro("SH", "NAME");
    page.append(escaped(name())).append(" \\- ").append(escaped(firstSentence())).append('\n');
    macro("SH", "SYNOPSIS");
    page.append(".nf\n");
    line(plain(command.getHelp().synopsis(0)).strip());
    page.append(".fi\n");
    macro("SH", "DESCRIPTION");
    line(words(spec.usageMessage().description()));
    arguments();
    commands();
    macro("SH", "EXIT STATUS");
    for (int i = 0; i < EXIT_CODES.size(); i += 2) {
      item(EXIT_CODES.get(i), EXIT_CODES.get(i + 1));
    }
    seeAlso();
    return page.toString();
  }

  private String firstSentence() {
    String all = words(spec.usageMessage().description());
    int end = all.indexOf(". ");
    String sentence = end < 0 ? all : all.substring(0, end);
    sentence = sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
  }

  private void arguments() {
    macro("SH", "OPTIONS");
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      item(parameter.paramLabel(), described(parameter));
    }
    for (OptionSpec option : spec.options()) {
      if (!option.hidden()) {
        String label = option.typeInfo().isBoolean() ? "" : " " + option.paramLabel();
        item(String.join(", ", option.names()) + label, described(option));
      }
    }
  }

  private static String described(ArgSpec argument) {
    return words(argument.description());
  }

  private void commands() {
    List<CommandLine> shown = shown(command);
    if (!shown.isEmpty()) {
      macro("SH", "COMMANDS");
      for (CommandLine sub : shown) {
        item(sub.getCommandSpec().name(), words(sub.getCommandSpec().usageMessage().description()));
      }
    }
  }

  /** The commands below one that people are meant to see, and that are ours. */
  static List<CommandLine> shown(CommandLine command) {
    return command.getSubcommands().values().stream()
        .filter(sub -> !sub.getCommandSpec().usageMessage().hidden())
        .filter(sub -> !(sub.getCommand() instanceof CommandLine.HelpCommand))
        .toList();
  }

  private void seeAlso() {
    List<String> pages = new ArrayList<>();
    CommandLine above = command.getParent();
    if (above != null) {
      pages.add(above.getCommandSpec().qualifiedName("-") + "(1)");
    }
    shown(command).forEach(sub -> pages.add(sub.getCommandSpec().qualifiedName("-") + "(1)"));
    macro("SH", "SEE ALSO");
    line(String.join(", ", pages));
  }

  private void item(String term, String text) {
    page.append(".TP\n.B ").append(escaped(term)).append('\n');
    line(text);
  }

  private void macro(String name, String... arguments) {
    page.append('.').append(name);
    for (String argument : arguments) {
      page.append(" \"").append(escaped(argument).replace("\"", "\\(dq")).append('"');
    }
    page.append('\n');
  }

  private void line(String text) {
    text.lines().forEach(line -> page.append(protectedStart(escaped(line))).append('\n'));
  }

  /** A dot or a quotation mark at the start of a line would be a command. */
  private static String protectedStart(String line) {
    return line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line;
  }

  /** Hyphens are those that people type, so that they can be copied. */
  private static String escaped(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-");
  }

  private static String words(String... lines) {
    return Arrays.stream(lines)
        .map(ManPage::plain)
        .reduce((a, b) -> a + " " + b)
        .orElse("")
        .strip();
  }

  private static String plain(String text) {
    return Ansi.OFF.string(text.replace("%n", "\n").replace("%%", "%"));
  }
}
