package zveno.kernel.rules;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Transaction;

/**
 * What waits, in the order of its rule set. It is in memory only, and made anew from the stored
 * pool at each start. All that it decides belongs to the batch that the caller is making: if that
 * fails to reach the disk, the index must be thrown away. For one thread at a time.
 */
public interface PoolIndex {

  /**
   * May this transaction wait? If so, it does from now on.
   *
   * @param slot what it becomes in the pool; the newest of all
   * @param room how much may wait if it does
   * @param tip the chain as it is, and its state
   */
  PoolDecision admit(PoolSlot slot, Transaction transaction, PoolRoom room, ChainContext tip);

  /**
   * What {@link #admit} would decide; nothing changes.
   *
   * @param slot what it would become in the pool
   * @param room how much may wait if it does
   * @param tip the chain as it is, and its state
   */
  PoolDecision check(PoolSlot slot, Transaction transaction, PoolRoom room, ChainContext tip);

  /**
   * Takes up a transaction that is stored in the pool: at a start, or when blocks that leave have
   * returned it. As far as it holds it waits from now on, with the age that its place says.
   *
   * @param tip the chain as it is, and its state
   * @return what has to go for it, perhaps the transaction itself
   */
  List<PoolDrop> readmit(PoolSlot slot, Transaction transaction, ChainContext tip);

  /** The place at which it waits; empty if it does not. */
  OptionalLong place(EntryKey key);

  /** Does it wait? */
  default boolean holds(EntryKey key) {
    return place(key).isPresent();
  }

  /** It does not wait any more, since a block has it or a person has removed it. */
  void remove(EntryKey key);

  /** Does with each of these what {@link #remove} does, with less work. */
  default void removeAll(List<EntryKey> keys) {
    keys.forEach(this::remove);
  }

  /**
   * Blocks have joined the chain, none has left, and what they carry does not wait any more.
   *
   * @param carried the user transactions of these blocks
   * @param tip the chain as it is now, and its state
   * @return what has to go
   */
  List<PoolDrop> connected(List<Transaction> carried, ChainContext tip);

  /**
   * The chain is another one; what has returned to the pool comes by {@link #readmit} after this.
   *
   * @param tip the chain as it is now, and its state
   * @return what has to go
   */
  List<PoolDrop> reorganised(ChainContext tip);

  /**
   * What the next block may carry, in this order.
   *
   * @param maxEntries how many at most
   * @param maxBytes how many canonical bytes at most
   */
  List<PoolSlot> front(int maxEntries, long maxBytes);

  /**
   * How many transactions wait that pay at least so much, in units for each byte, and less than the
   * next number here; in rising order. Empty if these rules have no fees.
   */
  default SortedMap<Double, Long> byFee() {
    return new TreeMap<>();
  }

  /**
   * What waits of an account, and for it.
   *
   * @param address as {@link BlockCodec#addresses} gives it
   * @return nothing if nothing does, or if these rules keep no accounts
   */
  default Optional<PooledAccount> account(byte[] address) {
    return Optional.empty();
  }
}
