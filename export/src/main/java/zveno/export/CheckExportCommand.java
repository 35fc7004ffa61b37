package zveno.export;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zveno.export.files.FileCheck;
import zveno.node.cli.AddedCommand;

/** {@code zveno check-export}: checks what {@code zveno export} has written. */
@Command(
    name = "check-export",
    description =
        "Check a folder that zveno export --format wrote: the SHA-256 of each file, and the hash of"
            + " each block, computed anew from its canonical text. Prints the last block's hash,"
            + " which a node must have at that height.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class CheckExportCommand implements AddedCommand, Callable<Integer> {

  @Spec CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "The folder that was exported to.")
  Path folder = Path.of("");

  @Override
  public Integer call() {
    spec.commandLine().getOut().println(FileCheck.check(folder));
    return 0;
  }
}
