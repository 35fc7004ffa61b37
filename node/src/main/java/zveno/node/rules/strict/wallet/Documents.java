package zveno.node.rules.strict.wallet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import zveno.kernel.rules.strict.RefusedException;
import zveno.kernel.rules.strict.StrictTransaction;
import zveno.node.config.CommandException;
import zveno.node.config.IoErrors;

/** Transactions in files, or on standard input. */
final class Documents {

  /** What is read of a file at most; white space may be more than the canonical text. */
  private static final int MAX_BYTES = 4 * StrictTransaction.MAX_BYTES;

  private Documents() {}

  /**
   * The bytes of a file.
   *
   * @param file {@code -} for standard input
   */
  static byte[] read(String file) {
    boolean standard = file.equals("-");
    try (InputStream in =
        standard ? Surroundings.here().input() : Files.newInputStream(Path.of(file))) {
      byte[] content = in.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw CommandException.badInput(file + " is larger than any transaction");
      }
      return content;
    } catch (IOException e) {
      throw CommandException.badInput("cannot read " + file + ": " + IoErrors.of(e));
    }
  }

  /** A signed transaction. */
  static StrictTransaction signed(String file, byte[] content) {
    try {
      return StrictTransaction.parse(content);
    } catch (RefusedException e) {
      throw CommandException.badInput(
          (file.equals("-") ? "standard input" : file)
              + " holds no signed transaction: "
              + e.getMessage());
    }
  }
}
