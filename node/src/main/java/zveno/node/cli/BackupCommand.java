package zveno.node.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import zveno.node.config.CommandException;
import zveno.node.config.IoErrors;
import zveno.node.config.StoredChainOptions;
import zveno.node.control.ControlClient;
import zveno.node.control.ControlClient.Reply;
import zveno.node.storage.StoreCopy;

/** {@code zveno backup}: copies a store, whether its node runs or not, and checks the copy. */
@Command(
    name = "backup",
    description =
        "Copy the data folder of a node to a new folder, and check the copy as verify does. The"
            + " node may keep running; the copy has everything that it acknowledged before. Files"
            + " that never change are hard links if both folders are in one file system.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BackupCommand implements Callable<Integer> {

  @Parameters(paramLabel = "TARGET", description = "A folder that is empty or does not exist.")
  Path target = Path.of("");

  @Mixin StoredChainOptions where = new StoredChainOptions();

  @Override
  public Integer call() {
    copy(where.folder());
    System.out.println(checked(target));
    return 0;
  }

  private void copy(Path folder) {
    try {
      Optional<ControlClient> node = ControlClient.to(folder);
      if (node.isEmpty()) {
        StoreCopy.ofStopped(folder, target);
        return;
      }
      try (ControlClient running = node.get()) {
        switch (running.stageCopy()) {
          case Reply.Staged(long commit) -> StoreCopy.ofStaged(folder, target, commit);
          case Reply.Refused(String why) -> throw CommandException.failed("backup failed: " + why);
        }
      }
    } catch (IOException e) {
      throw CommandException.failed(
          "cannot connect to the node that uses " + folder + ": " + IoErrors.of(e));
    }
  }

  /** What the copy holds; a copy that is not right is taken away. */
  static String checked(Path copy) {
    try {
      return StoreCheck.of(copy);
    } catch (RuntimeException e) {
      StoreCopy.discard(copy);
      throw e;
    }
  }
}
