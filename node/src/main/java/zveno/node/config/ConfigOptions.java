package zveno.node.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where settings are. Whichever command has this takes those of a node that it knows. */
public final class ConfigOptions {

  public static final String NAME = "--config";

  @Option(
      names = NAME,
      paramLabel = "FILE",
      description =
          "A settings file, lines like rate=50: the options of a node without their dashes. The"
              + " command line and variables like ZVENO_RATE override it. Default: $$ZVENO_CONFIG,"
              + " if it is set.")
  @Nullable Path file;
}
