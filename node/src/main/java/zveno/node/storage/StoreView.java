package zveno.node.storage;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import zveno.kernel.bytes.Hash;
import zveno.kernel.chain.BlockCursor;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.Branch;
import zveno.kernel.chain.ChainPath;
import zveno.kernel.chain.ChainView;
import zveno.kernel.chain.StateReader;
import zveno.kernel.chain.StateRow;
import zveno.kernel.chain.StoredBlock;
import zveno.kernel.chain.TxLocation;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.BlockMemo;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.TxId;
import zveno.kernel.pool.DroppedEntry;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.pool.PoolState;
import zveno.kernel.pool.PoolView;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.state.StateKey;
import zveno.node.storage.engine.EngineReader;
import zveno.node.storage.engine.RowIterator;
import zveno.node.storage.schema.Column;
import zveno.node.storage.schema.EventGroup;
import zveno.node.storage.schema.KeptAnswer;
import zveno.node.storage.schema.LogPosition;
import zveno.node.storage.schema.Meta;
import zveno.node.storage.schema.UsedKey;

/**
 * Everything that a store can be asked. May be read by any thread; once the store is closed, every
 * method throws an {@link IllegalStateException}.
 */
public sealed class StoreView implements ChainView, PoolView permits StoreSnapshot {

  private final EngineReader reader;
  private final Supplier<RuleSet> rules;
  private final ChainReads chain;
  private final PoolReads pool;
  private final EventReads events;
  private final KeyReads keys;

  /**
   * @param rules read transactions; asked for when the first one is read or written
   */
  StoreView(EngineReader reader, Supplier<RuleSet> rules) {
    this.reader = reader;
    this.rules = rules;
    this.chain = new ChainReads(reader);
    this.pool = new PoolReads(reader, rules);
    this.events = new EventReads(reader);
    this.keys = new KeyReads(reader);
  }

  @Override
  public Optional<BlockPosition> tip() {
    return chain.tip();
  }

  @Override
  public List<Branch> branches() {
    return chain.branches();
  }

  @Override
  public List<BlockPosition> find(BlockId id) {
    return chain.find(id);
  }

  @Override
  public List<BlockId> blocksBetween(Hash from, Hash to, int most) {
    return chain.blocksBetween(from, to, most);
  }

  @Override
  public List<TxId> transactionsBetween(Hash from, Hash to, int most) {
    return chain.transactionsBetween(from, to, most);
  }

  @Override
  public Optional<StoredBlock> block(BlockPosition where) {
    return chain.block(where);
  }

  /**
   * How many bytes a block has; -1 if it is not there. Cheaper than an iterator, which begins at
   * the next row of every table, however large that is.
   */
  public int blockSize(BlockPosition where) {
    return chain.blockSize(where);
  }

  @Override
  public BlockCursor ascending(ChainPath.Stretch stretch) {
    return chain.ascending(stretch);
  }

  @Override
  public BlockCursor descending(ChainPath.Stretch stretch) {
    return chain.descending(stretch);
  }

  @Override
  public List<ChainPath.Stretch> stored() {
    return chain.stored();
  }

  @Override
  public List<TxLocation> occurrences(TxId id, int most) {
    return chain.occurrences(id, most);
  }

  @Override
  public List<TxLocation> occurrencesOf(Hash address, long below, int position, int most) {
    return chain.occurrencesOf(address, below, position, most);
  }

  @Override
  public boolean occurs(TxId id, TxLocation where) {
    return chain.occurs(id, where);
  }

  @Override
  public boolean occursFor(Hash address, TxLocation where) {
    return chain.occursFor(address, where);
  }

  @Override
  public Optional<BlockMemo> memo(BlockPosition where) {
    return chain.memo(where);
  }

  @Override
  public List<BlockPosition> blocksOf(EntryKey entry) {
    return chain.blocksOf(entry);
  }

  @Override
  public StateReader state(ChainPath path) {
    return chain.state(path);
  }

  /** What a block has made of a key; empty if it has not written it. */
  public Optional<StateRow> stateRow(StateKey key, BlockPosition where) {
    return chain.stateRow(key, where);
  }

  /** How many rows of the state are of blocks of a path. Reads all of them. */
  public long stateRows(ChainPath path) {
    return chain.stateRows(path);
  }

  @Override
  public List<StateKey> stateKeys(BlockPosition where) {
    return chain.stateKeys(where);
  }

  @Override
  public List<StateKey> stateKeys(Optional<StateKey> after, int most) {
    return chain.stateKeys(after, most);
  }

  /** Counts all rows of the indexes that belong to blocks of a path. Reads all of them. */
  public void addIndexes(ChainPath path, IndexSums sums) {
    sums.addStored(reader, path);
  }

  /** The memos of blocks that are asked for in the order of a path; to be closed. */
  public MemoCursor memos() {
    return new MemoCursor(reader);
  }

  @Override
  public PoolState poolState() {
    return pool.poolState();
  }

  @Override
  public List<PoolEntry> entries(long from, long before, int maxEntries, long maxBytes) {
    return pool.entries(from, before, maxEntries, maxBytes);
  }

  @Override
  public List<PoolEntry> entries(TxId id, long from, int most) {
    return pool.entries(id, from, most);
  }

  @Override
  public List<TxId> waitingBetween(Hash from, Hash to, int most) {
    return pool.waitingBetween(from, to, most);
  }

  @Override
  public List<PoolEntry> entries(EntryKey key) {
    return pool.entries(key);
  }

  @Override
  public Optional<DroppedEntry> dropped(EntryKey key) {
    return pool.dropped(key);
  }

  /** More about dropped entries, for a batch. */
  PoolReads pool() {
    return pool;
  }

  @Override
  public boolean wasRemoved(EntryKey key) {
    return pool.wasRemoved(key);
  }

  /** What was answered to the post with the idempotency key of this SHA-256, if that is kept. */
  public Optional<KeptAnswer> answerTo(Hash key) {
    return keys.answer(key);
  }

  /**
   * Idempotency keys that were first used before a time, oldest first.
   *
   * @param from where to begin: all before it has been taken out already
   * @param most how many at most
   */
  public List<UsedKey> keysUsedBefore(UsedKey from, Instant before, int most) {
    return keys.usedBefore(from, before, most);
  }

  /** Do the transactions name themselves? */
  boolean isSelfNamed() {
    return rules.get().identity().isSelfNamed();
  }

  /** Does this node exchange entries with peers, or has it ever? */
  public boolean exchangesEntries() {
    return reader.number(Meta.EXCHANGES, 0) != 0;
  }

  /** Which entry of a cluster's log was applied last; nothing if the store is no member's. */
  public Optional<LogPosition> applied() {
    return Optional.ofNullable(reader.get(Meta.APPLIED)).map(LogPosition::ofRow);
  }

  /** The group that holds the event of this number, or else the next group after it. */
  public Optional<EventGroup> eventsFrom(long id) {
    return events.from(id);
  }

  /** The number that the next event will have; 1 in a new store. */
  public long nextEventId() {
    return events.next();
  }

  /** The number of the oldest event that is kept; that of the next one if none is. */
  public long oldestEventId() {
    return events.oldest();
  }

  /** What the address book says, by name, in the order of the names. */
  public Map<String, byte[]> peers() {
    Map<String, byte[]> peers = new TreeMap<>();
    try (RowIterator rows = reader.all(Column.PEERS)) {
      for (boolean there = rows.first(); there; there = rows.next()) {
        peers.put(new String(rows.key(), StandardCharsets.UTF_8), rows.value());
      }
    }
    return peers;
  }
}
