package zveno.kernel.rules;

import java.util.List;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;

/**
 * The bytes of a rule set: how its blocks and transactions are stored and handed from node to node.
 * Nothing else reads or writes them. May be called by any thread.
 */
public interface BlockCodec {

  /** What the bytes are, for writers of documents. */
  enum Form {
    /** Canonical JSON: a JSON document can hold them as they are. */
    JSON,
    /** Anything: a text document holds them as base64. */
    BINARY
  }

  /** What the bytes of blocks and transactions are. */
  Form form();

  /**
   * Is a JSON document that other nodes or files hand us with blocks or transactions in it refused
   * if readers of JSON understand it differently: a member that comes twice, {@code -0}, half a
   * character? Otherwise it is read as Python reads it. Of no meaning for binary bytes.
   */
  default boolean isUnambiguous() {
    return false;
  }

  /**
   * Reads a block, and checks what can be seen of a block by itself.
   *
   * @param encoded its bytes, in canonical form if they are JSON; they become the block's own and
   *     must not change
   * @param height its position in the chain, from 1 on
   * @throws DecodeException if these bytes are not a block
   */
  Block block(byte[] encoded, long height) throws DecodeException;

  /**
   * Reads a block of bytes that may be anything, also not canonical.
   *
   * @param bytes become the block's own and must not change
   * @param height its position in the chain, from 1 on
   * @throws DecodeException if these bytes are not a block, or not its canonical form
   */
  default Block untrustedBlock(byte[] bytes, long height) throws DecodeException {
    return block(bytes, height);
  }

  /**
   * Reads a transaction that {@link Transaction#encoded} has written, and that nothing else can
   * have changed since.
   *
   * @param bytes bytes that must not change
   * @param from where the transaction's begin; they go to the end
   */
  Transaction transaction(byte[] bytes, int from);

  /**
   * Reads a transaction that another node hands on before it is in a block.
   *
   * @param encoded its bytes, in canonical form if they are JSON; they become the transaction's own
   *     and must not change
   * @throws DecodeException if no client may post such a transaction
   */
  Transaction relayed(byte[] encoded) throws DecodeException;

  /**
   * How much processor time the costly checks have taken so far that the calling thread has asked
   * for, of transactions and of blocks, in nanoseconds. Only differences mean something; 0 for ever
   * if nothing is costly.
   */
  default long spentNanos() {
    return 0;
  }

  /**
   * The addresses that a transaction names, each once, as bytes: the index of transactions by
   * address has the SHA-256 of each.
   */
  List<byte[]> addresses(Transaction transaction);
}
