package zveno.export.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import zveno.export.rows.ChainCheck;
import zveno.export.rows.TransactionRow;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.Quantity;
import zveno.node.cli.ProgressLine;
import zveno.node.config.CommandException;
import zveno.node.config.IoErrors;
import zveno.node.config.RuleOptions;

/**
 * Checks a folder of exported files: their SHA-256, all hashes of the chain anew, and that the
 * transactions are those of the blocks.
 */
public final class FileCheck {

  private FileCheck() {}

  /**
   * Checks a folder.
   *
   * @return what was checked, in a line
   * @throws CommandException if something is wrong, or this is no export
   */
  public static String check(Path folder) {
    try {
      Manifest manifest =
          Manifest.read(folder)
              .orElseThrow(() ->
                  CommandException.badInput(
                      "no manifest: there is no " + Manifest.NAME + " in " + folder));
      ChainCheck chain = new ChainCheck(RuleOptions.rulesOf(manifest.rules()));
      try (ProgressLine progress = new ProgressLine("checking", manifest.height())) {
        FileFormat format = manifest.format();
        Hash transactions = Hash.ZERO;
        for (Manifest.Entry file : manifest.files()) {
          Path path = unchanged(folder, file);
          if (file.name().equals(Manifest.blocksName(format, file.from(), file.to()))) {
            transactions = checkBlocks(path, file, format, chain, progress);
          } else if (!transactionsIn(path, format).equals(transactions)) {
            throw CommandException.failed(
                file.name() + " does not have the transactions of the blocks");
          }
        }
      }
      if (chain.height() != manifest.height() || !chain.last().equals(manifest.last())) {
        throw CommandException.failed(folder + " does not end as its manifest says");
      }
      return Quantity.of(chain.height(), "block") + " checked, the last one " + chain.last().hex();
    } catch (IOException e) {
      throw CommandException.failed("cannot check " + folder + ": " + IoErrors.of(e));
    }
  }

  private static Path unchanged(Path folder, Manifest.Entry file) throws IOException {
    Path path = folder.resolve(file.name());
    if (!Files.isRegularFile(path)) {
      throw CommandException.failed(file.name() + " is missing");
    }
    if (Files.size(path) != file.bytes() || !FileHash.of(path).equals(file.sha256())) {
      throw CommandException.failed(
          file.name() + " is not the file that was written: its SHA-256 differs");
    }
    return path;
  }

  /** Checks a file of blocks; what the transactions in them are. */
  private static Hash checkBlocks(
      Path path, Manifest.Entry file, FileFormat format, ChainCheck chain, ProgressLine progress)
      throws IOException {
    if (file.from() != chain.height() + 1) {
      throw CommandException.failed(file.name() + " does not follow the file before it");
    }
    TransactionDigest transactions = new TransactionDigest();
    format.read(
        path,
        (height, hash, parent, text) -> {
          for (TransactionRow row : chain.next(height, hash, parent, text).transactions()) {
            transactions.add(height, hash, row.position(), row.id(), row.text());
          }
          progress.at(height);
        });
    if (file.to() != chain.height()) {
      throw CommandException.failed(file.name() + " ends with block " + chain.height());
    }
    return transactions.end();
  }

  private static Hash transactionsIn(Path path, FileFormat format) throws IOException {
    TransactionDigest transactions = new TransactionDigest();
    format.readTransactions(path, transactions::add);
    return transactions.end();
  }
}
