package zveno.export.feed;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import zveno.export.rows.BlockRow;
import zveno.kernel.bytes.Hash;

/**
 * What follows a chain: tables of a database, or a topic. Changes between {@link #begin} and {@link
 * #commit} happen together, or not at all. For one thread.
 */
interface Target extends AutoCloseable {

  /** It cannot be reached any more, or has refused: a new connection may help. */
  final class LostException extends Exception {

    private static final long serialVersionUID = 1;

    /**
     * @param message one line, for people
     */
    LostException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Makes or opens a target. */
  @FunctionalInterface
  interface Opening {

    /**
     * Opens it.
     *
     * @throws zveno.node.config.CommandException if trying again cannot help
     */
    Target open() throws LostException;
  }

  /** What people call it. */
  String name();

  /** The rules of the chain that it has; empty before the first block. */
  Map<String, String> rules() throws LostException;

  /** The last block that it has on the chain. */
  Position position() throws LostException;

  /** The hash of the block that it has on the chain at a height above 0, if it can tell. */
  Optional<Hash> hash(long height) throws LostException;

  /**
   * Begins a change.
   *
   * @param rules of the chain
   */
  void begin(Map<String, String> rules) throws LostException;

  /** Blocks above this height leave the chain. */
  void leave(long forkHeight) throws LostException;

  /** These blocks join the chain, lowest first, each after the one before. */
  void join(List<BlockRow> blocks) throws LostException;

  /** Ends a change: all of it has happened, and is on the disk, if this returns. */
  void commit(Position position) throws LostException;

  /** Undoes a change that has not been committed. */
  void rollback() throws LostException;

  @Override
  void close();
}
