package zveno.node.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which data folder is meant. */
public final class DataOptions {

  /** The default port of a node; the tutorial's. */
  public static final int DEFAULT_PORT = 5000;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "The data folder; by default one per port in the user's data"
              + " home,%n~/.local/share/zveno/node-PORT.")
  @Nullable
  public Path folder;

  /** The folder that was named, or the one that belongs to this port. */
  public Path folder(int port) {
    Path named = folder;
    return named != null ? named : userFolder().resolve("node-" + port);
  }

  /** Where this program keeps what belongs to its user. */
  public static Path userFolder() {
    return dataHome().resolve("zveno");
  }

  private static Path dataHome() {
    Path home = Path.of(System.getProperty("user.home", "."));
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.contains("mac")) {
      return home.resolve("Library/Application Support");
    }
    return absolute(System.getenv("XDG_DATA_HOME")).orElse(home.resolve(".local/share"));
  }

  /** The XDG base directory specification says that a relative path is to be ignored. */
  private static Optional<Path> absolute(@Nullable String path) {
    return Optional.ofNullable(path)
        .filter(p -> !p.isEmpty())
        .map(Path::of)
        .filter(Path::isAbsolute);
  }
}
