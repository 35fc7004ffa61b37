package zveno.kernel.pool;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.PoolDecision;
import zveno.kernel.rules.PoolDrop;
import zveno.kernel.rules.PoolIndex;
import zveno.kernel.rules.PoolRoom;
import zveno.kernel.rules.PoolSlot;
import zveno.kernel.rules.PooledAccount;

/** An index that the writer changes while others ask it what comes next. */
final class SharedIndex implements PoolIndex {

  private final PoolIndex index;

  SharedIndex(PoolIndex index) {
    this.index = index;
  }

  @Override
  public synchronized PoolDecision admit(
      PoolSlot slot, Transaction transaction, PoolRoom room, ChainContext tip) {
    return index.admit(slot, transaction, room, tip);
  }

  @Override
  public synchronized PoolDecision check(
      PoolSlot slot, Transaction transaction, PoolRoom room, ChainContext tip) {
    return index.check(slot, transaction, room, tip);
  }

  @Override
  public synchronized List<PoolDrop> readmit(
      PoolSlot slot, Transaction transaction, ChainContext tip) {
    return index.readmit(slot, transaction, tip);
  }

  @Override
  public synchronized OptionalLong place(EntryKey key) {
    return index.place(key);
  }

  @Override
  public synchronized void remove(EntryKey key) {
    index.remove(key);
  }

  @Override
  public synchronized void removeAll(List<EntryKey> keys) {
    index.removeAll(keys);
  }

  @Override
  public synchronized List<PoolDrop> connected(List<Transaction> carried, ChainContext tip) {
    return index.connected(carried, tip);
  }

  @Override
  public synchronized List<PoolDrop> reorganised(ChainContext tip) {
    return index.reorganised(tip);
  }

  @Override
  public synchronized List<PoolSlot> front(int maxEntries, long maxBytes) {
    return index.front(maxEntries, maxBytes);
  }

  @Override
  public synchronized SortedMap<Double, Long> byFee() {
    return index.byFee();
  }

  @Override
  public synchronized Optional<PooledAccount> account(byte[] address) {
    return index.account(address);
  }
}
