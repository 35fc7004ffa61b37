package zveno.kernel.entries;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import zveno.kernel.bytes.Hash;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.BlockMemo;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.BlockEntries;

/**
 * Entries of a block by their ids.
 *
 * @param height the height of the block
 * @param transactions its user transactions
 * @param ids one for each of them, in their order
 * @param source where the ids are from
 */
public record EntriesById(
    long height, List<Transaction> transactions, List<EntryId> ids, Source source)
    implements BlockEntries {

  /** Where ids are from. */
  public enum Source {
    /** From the maker of the block, or from the peer that sent it. */
    RECEIVED,
    /** Some are those of entries with the same content that waited here, or left the chain. */
    MATCHED,
    /** All are derived from the block. */
    DERIVED
  }

  public EntriesById {
    ids = List.copyOf(ids);
    if (transactions.size() != ids.size()) {
      throw new IllegalArgumentException(
          transactions.size() + " transactions and " + ids.size() + " entry ids");
    }
  }

  /** The entries of a block of which nothing is known. */
  public static EntriesById derived(long height, BlockId block, List<Transaction> transactions) {
    List<EntryId> ids =
        IntStream.range(0, transactions.size()).mapToObj(i -> derivedId(block, i)).toList();
    return new EntriesById(height, transactions, ids, Source.DERIVED);
  }

  /**
   * The id of a transaction of a block of which no other id is known: the same on all nodes. The
   * first 16 bytes of the SHA-256 of the block's id and the position, four bytes, big-endian.
   *
   * @param position its place among the block's user transactions, from 0 on
   */
  static EntryId derivedId(BlockId block, int position) {
    byte[] text = new byte[Hash.LENGTH + Integer.BYTES];
    block.hash().copyTo(text, 0);
    ByteBuffer.wrap(text).putInt(Hash.LENGTH, position);
    ByteBuffer digest = ByteBuffer.wrap(Hash.of(text).toBytes());
    return new EntryId(new UUID(digest.getLong(), digest.getLong()));
  }

  @Override
  public int count() {
    return transactions.size();
  }

  @Override
  public Transaction transaction(int position) {
    return transactions.get(position);
  }

  @Override
  public EntryKey key(int position) {
    return new EntryKey(ids.get(position), transactions.get(position).id());
  }

  @Override
  public boolean areKnown() {
    return source == Source.RECEIVED;
  }

  @Override
  public BlockMemo memo() {
    return source == Source.DERIVED
        ? BlockMemo.NONE
        : BlockMemo.of(ids.stream().map(EntryId::bits).toList(), source == Source.RECEIVED);
  }
}
