package zveno.node.config;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which stored chain a command works on. */
public final class StoredChainOptions {

  @Mixin ConfigOptions config = new ConfigOptions();

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      defaultValue = "" + DataOptions.DEFAULT_PORT,
      description =
          "The port of the node whose default data folder to use; default ${DEFAULT-VALUE}.")
  int port;

  @Mixin DataOptions data = new DataOptions();

  public Path folder() {
    return data.folder(port);
  }
}
