package zveno.node.storage;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zveno.kernel.bytes.Hash;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.Branch;
import zveno.kernel.chain.ChainBatch;
import zveno.kernel.chain.StoredBlock;
import zveno.kernel.chain.TxIndexEntry;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.BlockMemo;
import zveno.kernel.model.EntryKey;
import zveno.kernel.pool.DroppedEntry;
import zveno.kernel.pool.PoolBatch;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.pool.PoolState;
import zveno.kernel.pool.PoolView;
import zveno.kernel.state.StateChanges;
import zveno.kernel.state.StateKey;
import zveno.node.storage.engine.WriteOp;
import zveno.node.storage.schema.AnswerRow;
import zveno.node.storage.schema.BranchRow;
import zveno.node.storage.schema.Column;
import zveno.node.storage.schema.DroppedRow;
import zveno.node.storage.schema.EventGroup;
import zveno.node.storage.schema.KeptAnswer;
import zveno.node.storage.schema.Keys;
import zveno.node.storage.schema.LogPosition;
import zveno.node.storage.schema.Meta;
import zveno.node.storage.schema.PoolRow;
import zveno.node.storage.schema.StateKeys;
import zveno.node.storage.schema.UsedKey;

/**
 * Changes that reach the disk together, by {@link RocksStore#commit}, or not at all. Kept in plain
 * memory until then, so that one that is not wanted can simply be dropped. For one thread.
 */
public final class RocksBatch implements ChainBatch, PoolBatch {

  private final StoreView live;
  private final BlockRows newBlocks = new BlockRows(this::put);
  private final List<WriteOp> changes = new ArrayList<>();

  /** Rows that many a change writes again: the last one counts. */
  private final Map<Meta, WriteOp> named = new EnumMap<>(Meta.class);

  private final Map<Long, WriteOp> branches = new LinkedHashMap<>();

  private long size;

  /** How many have ever been dropped; negative until it is asked for. */
  private long droppedCount = -1;

  /** What this batch drops, by number; and the last number of each. */
  private final Map<Long, EntryKey> droppedAs = new HashMap<>();

  private final Map<EntryKey, Long> numbers = new HashMap<>();

  /**
   * @param live where it is looked up what is there to be taken away, and how entries are named
   */
  RocksBatch(StoreView live) {
    this.live = live;
  }

  List<WriteOp> changes() {
    List<WriteOp> all = new ArrayList<>(changes.size() + branches.size() + named.size());
    all.addAll(changes);
    all.addAll(branches.values());
    all.addAll(named.values());
    return all;
  }

  /** About how many bytes of log it takes. */
  long size() {
    return size;
  }

  /** Does it only take rows away? That makes room in the end, and must be possible without any. */
  boolean makesRoom() {
    return changes().stream().noneMatch(change -> change instanceof WriteOp.Put);
  }

  @Override
  public void add(BlockPosition where, StoredBlock block, List<TxIndexEntry> carried) {
    newBlocks.add(where, block, carried);
  }

  @Override
  public void remove(BlockPosition where, BlockId id, List<TxIndexEntry> carried) {
    delete(Column.BLOCKS, Keys.block(where.branch(), where.height()));
    delete(Column.HASHES, Keys.hash(id.hash(), where.branch()));
    for (int position = 0; position < carried.size(); position++) {
      TxIndexEntry one = carried.get(position);
      delete(Column.TRANSACTIONS, Keys.standing(one.id().hash(), where, position));
      for (Hash address : one.addresses()) {
        delete(Column.ADDRESSES, Keys.standing(address, where, position));
      }
    }
  }

  @Override
  public void putMemo(BlockPosition where, BlockMemo memo) {
    newBlocks.putMemo(where, memo);
  }

  @Override
  public void removeMemo(BlockPosition where) {
    delete(Column.MEMOS, Keys.block(where.branch(), where.height()));
  }

  @Override
  public void putEntry(EntryKey entry, BlockPosition where) {
    newBlocks.putEntry(entry, where);
  }

  @Override
  public void removeEntry(EntryKey entry, BlockPosition where) {
    delete(Column.ENTRY_BLOCKS, Keys.entryIn(entry, where.branch()));
  }

  @Override
  public void putState(BlockPosition where, StateChanges stateChanges) {
    newBlocks.putState(where, stateChanges);
  }

  @Override
  public void removeState(BlockPosition where, List<StateKey> keys) {
    if (!keys.isEmpty()) {
      keys.forEach(key -> delete(Column.STATE, StateKeys.row(key, where)));
      delete(Column.STATE_KEYS, Keys.block(where.branch(), where.height()));
    }
  }

  @Override
  public void putBranch(Branch branch) {
    byte[] key = Keys.number(branch.id());
    replace(branches, branch.id(), new WriteOp.Put(Column.BRANCHES, key, BranchRow.of(branch)));
  }

  @Override
  public void removeBranch(long id) {
    replace(branches, id, new WriteOp.Delete(Column.BRANCHES, Keys.number(id)));
  }

  @Override
  public void moveTip(BlockPosition tip) {
    put(Meta.TIP, Meta.tip(tip));
  }

  @Override
  public void add(PoolEntry entry) {
    put(Column.POOL, Keys.place(entry.place()), PoolRow.of(entry));
    putMark(Column.POOL_INDEX, Keys.placeOf(entry.transaction().id().hash(), entry.place()));
    if (!live.isSelfNamed()) {
      putMark(Column.ENTRIES, Keys.placeOf(entry.key(), entry.place()));
    }
  }

  @Override
  public void remove(long place, EntryKey entry) {
    delete(Column.POOL, Keys.place(place));
    delete(Column.POOL_INDEX, Keys.placeOf(entry.transaction().hash(), place));
    if (!live.isSelfNamed()) {
      delete(Column.ENTRIES, Keys.placeOf(entry, place));
    }
  }

  @Override
  public void markRemoved(EntryKey entry) {
    putMark(Column.REMOVED, Keys.entry(entry));
  }

  @Override
  public void putDropped(DroppedEntry dropped) {
    if (droppedCount < 0) {
      droppedCount = live.pool().droppedCount();
    }
    long number = droppedCount++;
    Optional.ofNullable(droppedAs.get(number - PoolView.MAX_DROPPED))
        .or(() -> live.pool().droppedAs(number))
        .ifPresent(oldest -> forget(oldest, number - PoolView.MAX_DROPPED));
    droppedAs.put(number, dropped.key());
    numbers.put(dropped.key(), number);
    byte[] key = Keys.entry(dropped.key());
    put(Column.DROPPED, Keys.number(number % PoolView.MAX_DROPPED), key);
    put(Column.DROPPED, key, DroppedRow.of(dropped, number));
    put(Meta.DROPPED, Keys.number(droppedCount));
  }

  /** Unless it has been dropped once more since. */
  private void forget(EntryKey oldest, long number) {
    Optional.ofNullable(numbers.get(oldest))
        .or(() -> live.pool().droppedRow(oldest).map(DroppedRow::number))
        .filter(last -> last == number)
        .ifPresent(_ -> delete(Column.DROPPED, Keys.entry(oldest)));
  }

  /** Removes it by the key of its row. */
  void putRemoved(byte[] entry) {
    putMark(Column.REMOVED, entry);
  }

  /** Stores what was answered to a post that came with the idempotency key of this SHA-256. */
  public void keepAnswer(Hash key, KeptAnswer answer) {
    put(Column.KEYS, key.toBytes(), AnswerRow.of(answer));
    putMark(Column.KEY_TIMES, Keys.time(answer.at().toEpochMilli(), key));
  }

  /** Forgets an idempotency key and what was answered to it. */
  public void forgetAnswer(UsedKey used) {
    delete(Column.KEYS, used.key().toBytes());
    delete(Column.KEY_TIMES, Keys.time(used.at().toEpochMilli(), used.key()));
  }

  @Override
  public void setPool(PoolState state) {
    put(Meta.POOL, Meta.pool(state));
  }

  /** Says, for good, that this node exchanges entries with peers. */
  public void exchangeEntries() {
    put(Meta.EXCHANGES, Keys.number(1));
  }

  /** Gives the store's node another name of its own: 32 lowercase hexadecimal digits. */
  public void nodeId(String name) {
    put(Meta.NODE, name.getBytes(StandardCharsets.US_ASCII));
  }

  /** Says which entry of a cluster's log this batch comes from. */
  public void applied(LogPosition entry) {
    put(Meta.APPLIED, entry.toRow());
  }

  /**
   * Stores the events of this commit.
   *
   * @param firstId the number of the first; {@link StoreView#nextEventId} or more
   * @param count how many there are, at least one
   * @param frames the events, in whatever form
   */
  public void addEvents(long firstId, int count, byte[] frames) {
    if (count < 1) {
      throw new IllegalArgumentException("a group of " + count + " events");
    }
    put(Column.EVENTS, Keys.number(firstId), EventReads.row(count, frames));
    put(Meta.NEXT_EVENT, Keys.number(firstId + count));
  }

  /**
   * Forgets committed events, group by group, as long as all of a group are older than {@code
   * before}. Best done once in a while for many, not with every commit.
   *
   * @param before the number of the first event that must stay
   */
  public void trimEvents(long before) {
    long oldest = live.eventsFrom(before).map(EventGroup::firstId).orElse(live.nextEventId());
    if (oldest > live.oldestEventId()) {
      add(new WriteOp.DeleteRange(Column.EVENTS, Keys.number(0), Keys.number(oldest)));
      put(Meta.OLDEST_EVENT, Keys.number(oldest));
    }
  }

  /** Stores what is known of a peer. */
  public void putPeer(String key, byte[] peer) {
    put(Column.PEERS, key.getBytes(StandardCharsets.UTF_8), peer);
  }

  /** Forgets a peer. */
  public void removePeer(String key) {
    delete(Column.PEERS, key.getBytes(StandardCharsets.UTF_8));
  }

  void put(Meta row, byte[] value) {
    replace(named, row, new WriteOp.Put(Column.META, row.key(), value));
  }

  private void putMark(Column column, byte[] key) {
    put(column, key, WriteOp.NOTHING);
  }

  private void put(Column column, byte[] key, byte[] value) {
    add(new WriteOp.Put(column, key, value));
  }

  private void delete(Column column, byte[] key) {
    add(new WriteOp.Delete(column, key));
  }

  private void add(WriteOp change) {
    changes.add(change);
    size += change.size();
  }

  private <K> void replace(Map<K, WriteOp> rows, K row, WriteOp change) {
    WriteOp before = rows.put(row, change);
    size += change.size() - (before == null ? 0 : before.size());
  }
}
