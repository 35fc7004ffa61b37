package zveno.node.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import zveno.node.config.StoredChainOptions;
import zveno.node.storage.StoreCopy;

/** {@code zveno restore}: makes the folder of a node of a backup, and checks it. */
@Command(
    name = "restore",
    description =
        "Copy a backup to the data folder of a node, which must be empty or not exist, and check it"
            + " as verify does. The backup does not change.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class RestoreCommand implements Callable<Integer> {

  @Parameters(paramLabel = "BACKUP", description = "A folder made by backup.")
  Path backup = Path.of("");

  @Mixin StoredChainOptions where = new StoredChainOptions();

  @Override
  public Integer call() {
    Path folder = where.folder();
    StoreCopy.restore(backup, folder);
    System.out.println(BackupCommand.checked(folder));
    return 0;
  }
}
