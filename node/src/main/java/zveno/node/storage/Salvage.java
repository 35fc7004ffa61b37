package zveno.node.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.Quantity;
import zveno.kernel.chain.Candidate;
import zveno.kernel.chain.Chain;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.BlockMemo;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.NewBlock;
import zveno.kernel.model.TxId;
import zveno.kernel.model.Work;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.pool.PoolState;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.Verdict;
import zveno.node.storage.engine.RowIterator;
import zveno.node.storage.errors.RocksErrors;
import zveno.node.storage.errors.StoreDamagedException;
import zveno.node.storage.errors.StoreException;
import zveno.node.storage.errors.StoreRefusedException;
import zveno.node.storage.folder.FolderLock;
import zveno.node.storage.folder.StoreFolder;
import zveno.node.storage.schema.AnswerRow;
import zveno.node.storage.schema.BlockRow;
import zveno.node.storage.schema.DroppedRow;
import zveno.node.storage.schema.Keys;
import zveno.node.storage.schema.MemoRow;
import zveno.node.storage.schema.Meta;
import zveno.node.storage.schema.PoolRow;

/**
 * Makes a new store of what can still be read of a damaged one: the chain with the most work that
 * is complete from its first block on, each block verified again, all indexes rebuilt; the pool
 * entries that are not on that chain; the node id, rules, peers, answers to idempotency keys, and
 * why transactions were dropped. The damaged engine's files are kept.
 */
public final class Salvage {

  private static final Logger LOG = LoggerFactory.getLogger(Salvage.class);

  /** How many entries, answers and marks go to the disk in one commit. */
  private static final int BATCH_ROWS = 1_000;

  /** Far above the event ids that followers may have received from the damaged store. */
  private static final long UNKNOWN_EVENTS = 1 << 20;

  private static final int HEIGHT = 8;
  private static final int NUMBER = 8;

  private final StoreSettings settings;
  private final StoreFolder folder;
  private final RuleSet rules;
  private final SalvagedRows rows;
  private long blocksRead;
  private long transactions;
  private long waiting;
  private long leftOut;

  private Salvage(StoreSettings settings, StoreFolder folder, RuleSet rules, SalvagedRows rows) {
    this.settings = settings;
    this.folder = folder;
    this.rules = rules;
    this.rows = rows;
  }

  /**
   * Opens a store and accepts loss: as it is; or in an earlier state, if no later commit can be
   * read; or else with what can be salvaged.
   *
   * @param rules the rules that a store's parameters name
   * @throws StoreRefusedException as {@link RocksStore#open} does
   * @throws StoreDamagedException if nothing can be read
   */
  public static RocksStore open(
      StoreSettings settings, Function<Map<String, String>, RuleSet> rules) {
    StoreDamagedException damage;
    boolean damaged = false;
    try {
      return whole(settings.acceptingNoLoss());
    } catch (StoreRefusedException e) {
      insistOnEngine(settings, e); // else commits are missing, or it will be refused again
      damage = new StoreDamagedException(String.valueOf(e.getMessage()), e);
    } catch (StoreDamagedException e) {
      damage = e;
      damaged = true;
    }
    try {
      StoreFolder folder = new StoreFolder(settings.folder());
      if (LossCheck.losesNoCommit(folder, settings.sizes(), damaged)) {
        return whole(settings);
      }
    } catch (StoreDamagedException e) {
      damage.addSuppressed(e);
    }
    LOG.warn("{}", damage.getMessage());
    salvage(settings, rules, damage);
    return RocksStore.open(settings);
  }

  private static void insistOnEngine(StoreSettings settings, StoreException otherwise) {
    StoreFolder folder = new StoreFolder(settings.folder());
    if (folder.look() != StoreFolder.Content.STORE || Files.notExists(folder.engine())) {
      throw otherwise;
    }
  }

  private static RocksStore whole(StoreSettings settings) {
    RocksStore store = RocksStore.open(settings);
    try {
      store.insistOnConsistency();
      return store;
    } catch (RuntimeException | Error e) {
      store.close();
      throw e;
    }
  }

  private static void salvage(
      StoreSettings settings,
      Function<Map<String, String>, RuleSet> rules,
      StoreDamagedException damage) {
    insistOnEngine(settings, damage);
    StoreFolder folder = new StoreFolder(settings.folder());
    FolderLock lock = FolderLock.take(folder);
    try {
      folder.makeSalvage();
      Path scratch = Files.createDirectory(folder.salvage().resolve("rows"));
      try (SalvagedRows rows = SalvagedRows.of(folder, settings.sizes(), scratch)) {
        if (rows.meta(Meta.APPLIED).isPresent()) {
          throw new StoreRefusedException(
              "the folder is a member's of a cluster, and is not salvaged: what it has lost, the"
                  + " other members have (docs/cluster.md)");
        }
        Optional<Map<String, String>> stored = rows.meta(Meta.PARAMETERS).map(Meta::parameters);
        if (stored.isEmpty()) {
          LOG.warn("{}: its rules cannot be read; using those of the options", folder.name());
        }
        Map<String, String> parameters = stored.orElse(settings.parameters());
        RuleSet ruleSet = rules.apply(parameters);
        new Salvage(settings.with(parameters), folder, ruleSet, rows).run(damage);
      }
      folder.completeSalvage(new StoreFolder(folder.salvage().resolve("store")));
      Optional<Path> kept = folder.takeSalvaged();
      kept.ifPresent(path -> LOG.warn("the damaged files are kept in {}", path));
    } catch (IOException e) {
      throw RocksErrors.of(e, folder.name());
    } finally {
      dropUnfinished(folder);
      lock.release();
    }
  }

  /** It may have filled the disk. If it is complete it is called something else. */
  private static void dropUnfinished(StoreFolder folder) {
    try {
      folder.dropSalvage();
    } catch (IOException e) {
      LOG.warn("{}: what could not be salvaged is left: {}", folder.name(), e.toString());
    }
  }

  private void run(StoreDamagedException damage) {
    long length = chooseChain();
    if (length == 0) {
      throw nothing(damage);
    }
    StoreSettings fresh =
        StoreSettings.in(folder.salvage().resolve("store"))
            .with(settings.parameters())
            .with(settings.sizes());
    if (settings.reserve().isPresent()) {
      fresh = fresh.withReserve(settings.reserve().getAsLong());
    }
    try (RocksStore store = RocksStore.open(fresh)) {
      begin(store);
      long saved = takeChain(store, length);
      if (saved == 0) {
        throw nothing(damage);
      }
      takeMarks(store);
      takeDropped(store);
      takeAnswers(store);
      takePool(store);
      tell(saved);
    }
  }

  private StoreDamagedException nothing(StoreDamagedException damage) {
    return new StoreDamagedException(
        folder.name()
            + " is damaged, and its first block cannot be read; restore it from a backup, or start"
            + " with a new folder and fetch the chain from a peer",
        damage);
  }

  private void tell(long saved) {
    LOG.warn(
        "{}: salvaged {} with {}, and {} in the pool; other data may be missing",
        folder.name(),
        Quantity.of(saved, "block"),
        Quantity.of(transactions, "transaction"),
        Quantity.of(waiting, "transaction"));
    if (blocksRead > saved) {
      LOG.warn(
          "{}: {} more can be read, but are on other branches, or their parents are missing",
          folder.name(),
          Quantity.of(blocksRead - saved, "block"));
    }
    if (leftOut > 0) {
      LOG.warn(
          "{}: left out {} with the same contents as transactions of a block whose entry ids are"
              + " unknown",
          folder.name(),
          Quantity.of(leftOut, "waiting transaction"));
    }
    if (rows.meta(Meta.NODE).isEmpty()) {
      LOG.warn("{}: the node's id cannot be read; it has a new one", folder.name());
    }
    if (!rows.unreadable().isEmpty()) {
      LOG.warn("{}: could not read {}", folder.name(), String.join(", ", rows.unreadable()));
    }
  }

  /** A block from which a complete chain leads to the first. */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  private record Linked(byte[] key, Work chainWork) {}

  /** Finds the complete chain with the most work; invalid blocks are found later. */
  private long chooseChain() {
    Map<BlockId, Linked> below = new HashMap<>();
    Map<BlockId, Linked> here = new HashMap<>();
    long height = 0;
    long bestHeight = 0;
    @Nullable Linked best = null;
    try (RowIterator blocks = rows.blocks()) {
      for (boolean there = blocks.first(); there; there = blocks.next()) {
        byte[] key = blocks.key();
        long next = Keys.longAt(key, 0);
        if (next != height) {
          below = next == height + 1 ? here : Map.of();
          here = new HashMap<>();
          height = next;
        }
        Optional<Block> block = decode(key, blocks.value());
        if (block.isEmpty()) {
          continue;
        }
        blocksRead++;
        @Nullable Linked parent = below.get(block.get().parent());
        if (height > 1 && parent == null) {
          continue;
        }
        Work before = parent == null ? Work.NONE : parent.chainWork();
        Linked linked = new Linked(key, before.plus(rules.consensus().workOf(block.get())));
        here.put(block.get().id(), linked);
        if (best == null || linked.chainWork().compareTo(best.chainWork()) > 0) {
          best = linked;
          bestHeight = height;
        }
      }
    }
    chooseDownFrom(best);
    return bestHeight;
  }

  private void chooseDownFrom(@Nullable Linked tip) {
    byte @Nullable [] key = tip == null ? null : tip.key();
    while (key != null) {
      long height = Keys.longAt(key, 0);
      rows.choose(height, key);
      Block block = chosen(height).orElseThrow().block();
      key = height == 1 ? null : keyOf(height - 1, block.parent());
    }
  }

  private static byte[] keyOf(long height, BlockId id) {
    byte[] key = Arrays.copyOf(Keys.number(height), HEIGHT + Hash.LENGTH);
    id.hash().copyTo(key, HEIGHT);
    return key;
  }

  private record Chosen(Block block, long branch) {}

  private Optional<Chosen> chosen(long height) {
    byte[] key = rows.chosen(height);
    byte[] row = key == null ? null : rows.block(key);
    return key == null || row == null
        ? Optional.empty()
        : decode(key, row).map(block -> new Chosen(block, Keys.longAt(row, 0)));
  }

  /** Nothing if these are not the bytes of the block that the key says. */
  private Optional<Block> decode(byte[] key, byte[] branchAndRow) {
    byte[] row = Arrays.copyOfRange(branchAndRow, HEIGHT, branchAndRow.length);
    try {
      Block block = rules.codec().block(BlockRow.block(row).bytes(), Keys.longAt(key, 0));
      return block.id().hash().equals(Hash.copiedFrom(key, HEIGHT))
          ? Optional.of(block)
          : Optional.empty();
    } catch (DecodeException | StoreDamagedException _) {
      return Optional.empty();
    }
  }

  /** The node id, and the numbers that have been assigned. */
  private void begin(RocksStore store) {
    RocksBatch batch = store.begin();
    rows.meta(Meta.NODE).ifPresent(name -> batch.put(Meta.NODE, name));
    rows.meta(Meta.EXCHANGES).ifPresent(mark -> batch.put(Meta.EXCHANGES, mark));
    long event = rows.nextEvent() + UNKNOWN_EVENTS;
    batch.put(Meta.NEXT_EVENT, Keys.number(event));
    batch.put(Meta.OLDEST_EVENT, Keys.number(event));
    rows.peers().forEach(batch::putPeer);
    store.commit(batch);
  }

  /** Returns how many blocks were taken. */
  private long takeChain(RocksStore store, long length) {
    Chain chain = new Chain(rules, store, 0);
    try (StoreSnapshot moment = store.snapshot();
        Candidate candidate = new Candidate(rules, store, moment, chain.path())) {
      for (long height = 1; height <= length; height++) {
        Chosen next = chosen(height).orElseThrow();
        if (candidate.add(new NewBlock(next.block(), memo(next))) instanceof Verdict.Rejected why) {
          LOG.warn("{}: block {}: {}", folder.name(), height, why.detail());
          break;
        }
        transactions += next.block().transactionCount();
      }
      candidate.complete();
      RocksBatch batch = store.begin();
      if (candidate.adopt(chain, batch).isPresent()) {
        store.commit(batch);
      }
      return candidate.length();
    }
  }

  private BlockMemo memo(Chosen block) {
    byte[] row = rows.memo(block.branch(), block.block().height());
    return row == null ? BlockMemo.NONE : MemoRow.memo(row);
  }

  private void takeMarks(RocksStore store) {
    try (RowIterator marks = rows.removed()) {
      RocksBatch batch = store.begin();
      for (boolean there = marks.first(); there; there = marks.next()) {
        batch.putRemoved(marks.key());
        batch = committed(store, batch);
      }
      store.commit(batch);
    }
  }

  /** Why transactions were dropped, in the order in which they were. */
  private void takeDropped(RocksStore store) {
    try (RowIterator dropped = rows.dropped()) {
      RocksBatch batch = store.begin();
      for (boolean there = dropped.first(); there; there = dropped.next()) {
        byte[] key = dropped.key();
        EntryKey entry = Keys.entry(Arrays.copyOfRange(key, NUMBER, key.length));
        batch.putDropped(DroppedRow.dropped(entry, dropped.value()));
        batch = committed(store, batch);
      }
      store.commit(batch);
    }
  }

  private void takeAnswers(RocksStore store) {
    try (RowIterator answers = rows.answers()) {
      RocksBatch batch = store.begin();
      for (boolean there = answers.first(); there; there = answers.next()) {
        Hash key = Hash.copiedFrom(answers.key(), 0);
        try {
          batch.keepAnswer(key, AnswerRow.answer(answers.value()));
        } catch (StoreDamagedException e) {
          LOG.warn("{}: {}", folder.name(), e.getMessage());
        }
        batch = committed(store, batch);
      }
      store.commit(batch);
    }
  }

  private static RocksBatch committed(RocksStore store, RocksBatch batch) {
    if (batch.changes().size() < BATCH_ROWS) {
      return batch;
    }
    store.commit(batch);
    return store.begin();
  }

  /** What does not stand in the chain waits, in the order in which it did. */
  private void takePool(RocksStore store) {
    Chain chain = new Chain(rules, store, 0);
    Set<EntryId> taken = new HashSet<>();
    Map<TxId, Long> untraced = new HashMap<>();
    PoolState state = PoolState.EMPTY;
    RocksBatch batch = store.begin();
    try (RowIterator pool = rows.pool()) {
      for (boolean there = pool.first(); there; there = pool.next()) {
        PoolEntry found = PoolRow.entry(state.next(), pool.value(), rules.codec());
        EntryKey key = found.key();
        if (taken.contains(found.id())
            || store.live().wasRemoved(key)
            || store.live().blockOf(key, chain.path(), rules.identity()).isPresent()) {
          continue;
        }
        TxId content = found.transaction().id();
        long standing = untraced.computeIfAbsent(content, id -> untraced(store, chain, id));
        untraced.put(content, Math.max(0, standing - 1));
        if (standing > 0) {
          leftOut++;
          continue;
        }
        taken.add(found.id());
        state = plus(state, found);
        batch.add(found);
        batch.setPool(state);
        waiting++;
        batch = committed(store, batch);
      }
    }
    store.commit(batch);
  }

  /** How often these contents occur in blocks with unknown entry ids. */
  private static long untraced(RocksStore store, Chain chain, TxId content) {
    return store.live().occurrences(content, BATCH_ROWS).stream()
        .filter(one -> chain.path().contains(one.block()))
        .filter(one -> store.live().memo(one.block()).isEmpty())
        .count();
  }

  private static PoolState plus(PoolState state, PoolEntry entry) {
    int size = entry.transaction().size();
    return entry.returned()
        ? new PoolState(
            state.first(),
            state.next() + 1,
            state.posted(),
            state.postedBytes(),
            state.returned() + 1,
            state.returnedBytes() + size)
        : new PoolState(
            state.first(),
            state.next() + 1,
            state.posted() + 1,
            state.postedBytes() + size,
            state.returned(),
            state.returnedBytes());
  }
}
