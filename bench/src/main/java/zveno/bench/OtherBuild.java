package zveno.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import zveno.node.config.CommandException;

/** {@code --against DIR}: another build of this program to compare with. */
final class OtherBuild {

  @Option(
      names = "--against",
      paramLabel = "DIR",
      description =
          "A folder with another build and its launcher, zveno: its nodes take turns with ours,"
              + " each in a process of its own.")
  @Nullable Path folder;

  /** Its launcher, if there is one to compare with. */
  Optional<Path> launcher() {
    Path given = folder;
    if (given == null) {
      return Optional.empty();
    }
    Path script = given.resolve("zveno").toAbsolutePath();
    if (!Files.isRegularFile(script) || !Files.isExecutable(script)) {
      throw CommandException.badInput("--against: no program " + script);
    }
    return Optional.of(script);
  }
}
