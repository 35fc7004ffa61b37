package zveno.kernel.chain;

import java.util.List;
import java.util.Optional;
import zveno.kernel.bytes.Hash;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.BlockMemo;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.TxId;
import zveno.kernel.rules.TransactionIdentity;
import zveno.kernel.state.StateKey;

/**
 * What a store holds. A store may hold more than the chain knows of: blocks of branches that are
 * being built or taken away. It is for the reader to keep to the branches of its path.
 */
public interface ChainView {

  /** The tip of the chain; nothing in a store that has never had a block. */
  Optional<BlockPosition> tip();

  /** All branches that the tree has, in the order of their numbers. */
  List<Branch> branches();

  /** Every place where a block of this identity lies. */
  List<BlockPosition> find(BlockId id);

  /**
   * Identities of blocks that lie somewhere, in order.
   *
   * @param from the lowest hash asked for
   * @param to the highest
   * @param most how many at most
   */
  List<BlockId> blocksBetween(Hash from, Hash to, int most);

  /** The block that lies there. */
  Optional<StoredBlock> block(BlockPosition where);

  /** The blocks of one branch from one height to another, both included, lowest first. */
  BlockCursor ascending(ChainPath.Stretch stretch);

  /** The same, highest first. */
  BlockCursor descending(ChainPath.Stretch stretch);

  /** For each number under which blocks lie, in the tree or not: from the lowest to the highest. */
  List<ChainPath.Stretch> stored();

  /**
   * Places where this transaction is, lowest block first.
   *
   * @param most how many at most
   */
  List<TxLocation> occurrences(TxId id, int most);

  /**
   * Ids of transactions that are somewhere, in order.
   *
   * @param from the lowest hash asked for
   * @param to the highest
   * @param most how many at most
   */
  List<TxId> transactionsBetween(Hash from, Hash to, int most);

  /** What is kept beside the block there; nothing if nothing is. */
  Optional<BlockMemo> memo(BlockPosition where);

  /** Every block that has this entry, in no order; in each branch one at most. */
  List<BlockPosition> blocksOf(EntryKey entry);

  /**
   * The block of a path that has this entry; nothing if none has.
   *
   * @param identity says where that is looked up
   */
  default Optional<BlockPosition> blockOf(
      EntryKey entry, ChainPath path, TransactionIdentity identity) {
    if (!identity.isSelfNamed()) {
      return blocksOf(entry).stream().filter(path::contains).findFirst();
    }
    return entry.equals(EntryKey.of(entry.transaction()))
        ? occurrences(entry.transaction(), Integer.MAX_VALUE).stream()
            .map(TxLocation::block)
            .filter(path::contains)
            .findFirst()
        : Optional.empty();
  }

  /** Is it in the index that this transaction is there? */
  boolean occurs(TxId id, TxLocation where);

  /** Is it in the index that the address with this SHA-256 is named there? */
  boolean occursFor(Hash address, TxLocation where);

  /**
   * Places of transactions that name this address, highest block first, and in a block last first.
   *
   * @param address SHA-256 of the address
   * @param below only what stands below this block height, or at it in a lower position
   * @param position see {@code below}
   * @param most how many at most
   */
  List<TxLocation> occurrencesOf(Hash address, long below, int position, int most);

  /** The state at the end of a path; to be closed. */
  StateReader state(ChainPath path);

  /** The keys of the state that the block there has written, in order. */
  List<StateKey> stateKeys(BlockPosition where);

  /**
   * Keys of the state that a block has written, on whatever path, each once, in an order that does
   * not change.
   *
   * @param after only keys behind this one; empty to begin
   * @param most how many at most
   */
  List<StateKey> stateKeys(Optional<StateKey> after, int most);
}
