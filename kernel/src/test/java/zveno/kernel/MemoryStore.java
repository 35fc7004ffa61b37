package zveno.kernel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import zveno.kernel.bytes.Hash;
import zveno.kernel.chain.BlockCursor;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.Branch;
import zveno.kernel.chain.BulkWriter;
import zveno.kernel.chain.ChainBatch;
import zveno.kernel.chain.ChainPath;
import zveno.kernel.chain.ChainStore;
import zveno.kernel.chain.ChainView;
import zveno.kernel.chain.StateReader;
import zveno.kernel.chain.StateRow;
import zveno.kernel.chain.StoredBlock;
import zveno.kernel.chain.TxIndexEntry;
import zveno.kernel.chain.TxLocation;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.BlockMemo;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.TxId;
import zveno.kernel.pool.DroppedEntry;
import zveno.kernel.pool.PoolBatch;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.pool.PoolState;
import zveno.kernel.pool.PoolStore;
import zveno.kernel.pool.PoolView;
import zveno.kernel.state.StateChanges;
import zveno.kernel.state.StateKey;

/** A store in sorted maps, for tests: obviously right, and forgotten when the test is over. */
public final class MemoryStore implements ChainStore, PoolStore {

  private final View live = new View();
  private long branchNumber;

  /** Changes that are written together. */
  public static final class Batch implements ChainBatch, PoolBatch {

    private final List<Consumer<View>> changes = new ArrayList<>();

    @Override
    public void add(BlockPosition where, StoredBlock block, List<TxIndexEntry> carried) {
      changes.add(view -> view.add(where, block, carried));
    }

    @Override
    public void remove(BlockPosition where, BlockId id, List<TxIndexEntry> carried) {
      changes.add(view -> view.remove(where, id, carried));
    }

    @Override
    public void putMemo(BlockPosition where, BlockMemo memo) {
      changes.add(view -> view.memos.put(where, memo));
    }

    @Override
    public void removeMemo(BlockPosition where) {
      changes.add(view -> view.memos.remove(where));
    }

    @Override
    public void putEntry(EntryKey entry, BlockPosition where) {
      changes.add(view ->
          view.entryBlocks
              .computeIfAbsent(entry, _ -> new TreeMap<>())
              .put(where.branch(), where.height()));
    }

    @Override
    public void removeEntry(EntryKey entry, BlockPosition where) {
      changes.add(view ->
          view.entryBlocks.computeIfAbsent(entry, _ -> new TreeMap<>()).remove(where.branch()));
    }

    @Override
    public void putState(BlockPosition where, StateChanges stateChanges) {
      changes.add(view -> view.state.put(where, stateChanges));
    }

    @Override
    public void removeState(BlockPosition where, List<StateKey> keys) {
      changes.add(view -> view.state.remove(where));
    }

    @Override
    public void putBranch(Branch branch) {
      changes.add(view -> view.branches.put(branch.id(), branch));
    }

    @Override
    public void removeBranch(long id) {
      changes.add(view -> view.branches.remove(id));
    }

    @Override
    public void moveTip(BlockPosition tip) {
      changes.add(view -> view.tip = Optional.of(tip));
    }

    @Override
    public void add(PoolEntry entry) {
      changes.add(view -> view.entries.put(entry.place(), entry));
    }

    @Override
    public void remove(long place, EntryKey entry) {
      changes.add(view -> view.entries.remove(place));
    }

    @Override
    public void markRemoved(EntryKey entry) {
      changes.add(view -> view.removed.add(entry));
    }

    @Override
    public void putDropped(DroppedEntry dropped) {
      changes.add(view -> view.putDropped(dropped));
    }

    @Override
    public void setPool(PoolState state) {
      changes.add(view -> view.pool = state);
    }
  }

  /** What a store holds, or held when it was copied. */
  public static final class View implements ChainView, PoolView {

    private static final Comparator<BlockPosition> BY_PLACE =
        Comparator.comparingLong(BlockPosition::branch).thenComparingLong(BlockPosition::height);
    private static final Comparator<TxLocation> BY_HEIGHT =
        Comparator.comparingLong((TxLocation one) -> one.block().height())
            .thenComparingInt(TxLocation::position)
            .thenComparingLong(one -> one.block().branch());

    private final TreeMap<BlockPosition, StoredBlock> blocks = new TreeMap<>(BY_PLACE);
    private final TreeMap<Long, Branch> branches = new TreeMap<>();
    private final Map<BlockId, NavigableSet<BlockPosition>> places = new HashMap<>();
    private final Map<TxId, NavigableSet<TxLocation>> transactions = new HashMap<>();
    private final Map<Hash, NavigableSet<TxLocation>> addresses = new HashMap<>();
    private final TreeMap<BlockPosition, BlockMemo> memos = new TreeMap<>(BY_PLACE);
    private final Map<EntryKey, TreeMap<Long, Long>> entryBlocks = new HashMap<>();
    private final TreeMap<BlockPosition, StateChanges> state = new TreeMap<>(BY_PLACE);
    private final TreeMap<Long, PoolEntry> entries = new TreeMap<>();
    private final Set<EntryKey> removed = new HashSet<>();
    private final List<DroppedEntry> dropped = new ArrayList<>();
    private Optional<BlockPosition> tip = Optional.empty();
    private PoolState pool = PoolState.EMPTY;

    private View() {}

    private synchronized void apply(List<Consumer<View>> changes) {
      changes.forEach(change -> change.accept(this));
    }

    private synchronized View copy() {
      View copy = new View();
      copy.blocks.putAll(blocks);
      copy.branches.putAll(branches);
      places.forEach((id, where) -> copy.places.put(id, new TreeSet<>(where)));
      transactions.forEach((id, where) -> copy.transactions.put(id, new TreeSet<>(where)));
      addresses.forEach((address, where) -> copy.addresses.put(address, new TreeSet<>(where)));
      copy.memos.putAll(memos);
      entryBlocks.forEach((key, where) -> copy.entryBlocks.put(key, new TreeMap<>(where)));
      copy.state.putAll(state);
      copy.entries.putAll(entries);
      copy.removed.addAll(removed);
      copy.dropped.addAll(dropped);
      copy.tip = tip;
      copy.pool = pool;
      return copy;
    }

    private void add(BlockPosition where, StoredBlock block, List<TxIndexEntry> carried) {
      blocks.put(where, block);
      places.computeIfAbsent(block.id(), _ -> new TreeSet<>(BY_PLACE)).add(where);
      for (int i = 0; i < carried.size(); i++) {
        TxLocation here = new TxLocation(where, i);
        occurrences(transactions, carried.get(i).id()).add(here);
        carried.get(i).addresses().forEach(address -> occurrences(addresses, address).add(here));
      }
    }

    private void remove(BlockPosition where, BlockId id, List<TxIndexEntry> carried) {
      blocks.remove(where);
      places.computeIfAbsent(id, _ -> new TreeSet<>(BY_PLACE)).remove(where);
      for (int i = 0; i < carried.size(); i++) {
        TxLocation here = new TxLocation(where, i);
        occurrences(transactions, carried.get(i).id()).remove(here);
        carried.get(i).addresses().forEach(address -> occurrences(addresses, address).remove(here));
      }
    }

    private static <K> NavigableSet<TxLocation> occurrences(
        Map<K, NavigableSet<TxLocation>> all, K key) {
      return all.computeIfAbsent(key, _ -> new TreeSet<>(BY_HEIGHT));
    }

    @Override
    public synchronized Optional<BlockPosition> tip() {
      return tip;
    }

    @Override
    public synchronized List<Branch> branches() {
      return List.copyOf(branches.values());
    }

    @Override
    public synchronized List<BlockPosition> find(BlockId id) {
      return List.copyOf(places.getOrDefault(id, new TreeSet<>(BY_PLACE)));
    }

    @Override
    public synchronized List<BlockId> blocksBetween(Hash from, Hash to, int most) {
      return places.keySet().stream()
          .filter(id -> isBetween(id.hash(), from, to))
          .sorted(Comparator.comparing(BlockId::hash))
          .limit(most)
          .toList();
    }

    @Override
    public synchronized List<TxId> transactionsBetween(Hash from, Hash to, int most) {
      return between(transactions.keySet().stream(), from, to, most);
    }

    @Override
    public synchronized List<TxId> waitingBetween(Hash from, Hash to, int most) {
      return between(
          entries.values().stream().map(entry -> entry.transaction().id()), from, to, most);
    }

    private static List<TxId> between(Stream<TxId> ids, Hash from, Hash to, int most) {
      return ids.distinct()
          .filter(id -> isBetween(id.hash(), from, to))
          .sorted(Comparator.comparing(TxId::hash))
          .limit(most)
          .toList();
    }

    private static boolean isBetween(Hash hash, Hash from, Hash to) {
      return hash.compareTo(from) >= 0 && hash.compareTo(to) <= 0;
    }

    @Override
    public synchronized Optional<StoredBlock> block(BlockPosition where) {
      return Optional.ofNullable(blocks.get(where));
    }

    @Override
    public synchronized BlockCursor ascending(ChainPath.Stretch stretch) {
      return new MemoryCursor(in(stretch));
    }

    @Override
    public synchronized BlockCursor descending(ChainPath.Stretch stretch) {
      return new MemoryCursor(in(stretch).descendingMap());
    }

    private NavigableMap<BlockPosition, StoredBlock> in(ChainPath.Stretch stretch) {
      BlockPosition from = new BlockPosition(stretch.branch(), stretch.from());
      BlockPosition to =
          new BlockPosition(stretch.branch(), Math.max(stretch.from(), stretch.to()));
      return new TreeMap<>(blocks.subMap(from, true, to, stretch.to() >= stretch.from()));
    }

    @Override
    public synchronized List<ChainPath.Stretch> stored() {
      TreeMap<Long, ChainPath.Stretch> stretches = new TreeMap<>();
      for (BlockPosition where : blocks.keySet()) {
        stretches.merge(
            where.branch(),
            new ChainPath.Stretch(where.branch(), where.height(), where.height()),
            (known, more) -> new ChainPath.Stretch(known.branch(), known.from(), more.to()));
      }
      return List.copyOf(stretches.values());
    }

    @Override
    public synchronized List<TxLocation> occurrences(TxId id, int most) {
      return transactions.getOrDefault(id, new TreeSet<>(BY_HEIGHT)).stream().limit(most).toList();
    }

    @Override
    public synchronized List<TxLocation> occurrencesOf(
        Hash address, long below, int position, int most) {
      return addresses.getOrDefault(address, new TreeSet<>(BY_HEIGHT)).descendingSet().stream()
          .filter(one -> isBelow(one, below, position))
          .limit(most)
          .toList();
    }

    @Override
    public synchronized Optional<BlockMemo> memo(BlockPosition where) {
      return Optional.ofNullable(memos.get(where));
    }

    @Override
    public synchronized List<BlockPosition> blocksOf(EntryKey entry) {
      return entryBlocks.getOrDefault(entry, new TreeMap<>()).entrySet().stream()
          .map(where -> new BlockPosition(where.getKey(), where.getValue()))
          .toList();
    }

    @Override
    public synchronized boolean occurs(TxId id, TxLocation where) {
      return transactions.getOrDefault(id, new TreeSet<>(BY_HEIGHT)).contains(where);
    }

    @Override
    public synchronized boolean occursFor(Hash address, TxLocation where) {
      return addresses.getOrDefault(address, new TreeSet<>(BY_HEIGHT)).contains(where);
    }

    private static boolean isBelow(TxLocation one, long below, int position) {
      long height = one.block().height();
      return height < below || (height == below && one.position() < position);
    }

    /** Goes up the path, block by block. */
    @Override
    public synchronized StateReader state(ChainPath path) {
      Map<StateKey, StateRow> rows = new HashMap<>();
      for (long height = 1; height <= path.length(); height++) {
        BlockPosition where = path.at(height);
        state
            .getOrDefault(where, StateChanges.NONE)
            .forEach((key, value) -> rows.put(key, new StateRow(where, value)));
      }
      return new StateReader() {
        @Override
        public Optional<StateRow> find(StateKey key) {
          return Optional.ofNullable(rows.get(key));
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public synchronized List<StateKey> stateKeys(BlockPosition where) {
      return List.copyOf(state.getOrDefault(where, StateChanges.NONE).keys());
    }

    @Override
    public synchronized List<StateKey> stateKeys(Optional<StateKey> after, int most) {
      return state.values().stream()
          .flatMap(changes -> changes.keys().stream())
          .filter(key -> after.isEmpty() || key.compareTo(after.get()) > 0)
          .sorted()
          .distinct()
          .limit(most)
          .toList();
    }

    @Override
    public synchronized PoolState poolState() {
      return pool;
    }

    @Override
    public synchronized List<PoolEntry> entries(
        long from, long before, int maxEntries, long maxBytes) {
      List<PoolEntry> found = new ArrayList<>();
      long bytes = 0;
      for (PoolEntry entry : entries.tailMap(from).values()) {
        bytes += entry.transaction().size();
        boolean tooMany = found.size() >= maxEntries || (bytes > maxBytes && !found.isEmpty());
        if (entry.place() >= before || tooMany) {
          break;
        }
        found.add(entry);
      }
      return found;
    }

    @Override
    public synchronized List<PoolEntry> entries(TxId id, long from, int most) {
      return entries.tailMap(from).values().stream()
          .filter(entry -> entry.transaction().id().equals(id))
          .limit(most)
          .toList();
    }

    @Override
    public synchronized List<PoolEntry> entries(EntryKey key) {
      return entries.values().stream().filter(entry -> entry.key().equals(key)).toList();
    }

    private void putDropped(DroppedEntry entry) {
      dropped.add(entry);
      if (dropped.size() > MAX_DROPPED) {
        dropped.removeFirst();
      }
    }

    @Override
    public synchronized Optional<DroppedEntry> dropped(EntryKey key) {
      return dropped.reversed().stream().filter(one -> one.key().equals(key)).findFirst();
    }

    @Override
    public synchronized boolean wasRemoved(EntryKey key) {
      return removed.contains(key);
    }
  }

  @Override
  public View live() {
    return live;
  }

  @Override
  public View livePool() {
    return live;
  }

  /** What there is now, whatever comes after. */
  public View snapshot() {
    return live.copy();
  }

  /** Writes a batch, all of it. */
  public void commit(Batch batch) {
    live.apply(batch.changes);
  }

  @Override
  public void stage(Consumer<ChainBatch> changes) {
    Batch batch = new Batch();
    changes.accept(batch);
    commit(batch);
  }

  @Override
  public Optional<BulkWriter> bulk() {
    return Optional.of(new Bulk());
  }

  private final class Bulk implements BulkWriter {

    private final Batch batch = new Batch();

    @Override
    public void add(BlockPosition where, StoredBlock block, List<TxIndexEntry> carried) {
      batch.add(where, block, carried);
    }

    @Override
    public void putMemo(BlockPosition where, BlockMemo memo) {
      batch.putMemo(where, memo);
    }

    @Override
    public void putEntry(EntryKey entry, BlockPosition where) {
      batch.putEntry(entry, where);
    }

    @Override
    public void putState(BlockPosition where, StateChanges changes) {
      batch.putState(where, changes);
    }

    @Override
    public void finish() {
      commit(batch);
    }

    @Override
    public void close() {}
  }

  @Override
  public void stagePool(Consumer<PoolBatch> changes) {
    Batch batch = new Batch();
    changes.accept(batch);
    commit(batch);
  }

  @Override
  public synchronized long newBranch() {
    return ++branchNumber;
  }
}
