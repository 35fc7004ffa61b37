package zveno.node.rules.strict.wallet;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import zveno.node.config.CommandException;
import zveno.node.config.IoErrors;
import zveno.node.wallet.KeyFolder;

/** Files that commands write: complete, for their owner, and never over another. */
final class NewFile {

  private NewFile() {}

  static void write(Path file, byte[] content) {
    try {
      KeyFolder.write(file, content, false);
    } catch (FileAlreadyExistsException e) {
      throw CommandException.badInput(file + " already exists; name a new file");
    } catch (IOException e) {
      throw CommandException.badInput("cannot write " + file + ": " + IoErrors.of(e));
    }
  }
}
