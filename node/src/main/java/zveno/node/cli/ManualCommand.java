package zveno.node.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code zveno manual}: writes the commands' manual pages and the shell's completion for a release.
 */
@Command(
    name = "manual",
    hidden = true,
    description = "Write the manual pages and the completion for bash into a folder.",
    mixinStandardHelpOptions = true)
final class ManualCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FOLDER", description = "The folder to write them to.")
  Path folder = Path.of("");

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    CommandLine root = spec.root().commandLine();
    Path pages = folder.resolve("man").resolve("man1");
    Files.createDirectories(pages);
    write(root, pages);
    Path completions = folder.resolve("completion");
    Files.createDirectories(completions);
    String name = spec.root().name();
    Files.writeString(
        completions.resolve(name + ".bash"), AutoComplete.bash(name, root), StandardCharsets.UTF_8);
    return 0;
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
