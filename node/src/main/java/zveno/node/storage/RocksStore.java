package zveno.node.storage;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import zveno.kernel.chain.BulkWriter;
import zveno.kernel.chain.ChainBatch;
import zveno.kernel.chain.ChainPath;
import zveno.kernel.chain.ChainStore;
import zveno.kernel.pool.PoolBatch;
import zveno.kernel.pool.PoolStore;
import zveno.kernel.rules.RuleParameterException;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.RuleSets;
import zveno.node.storage.engine.CloseGuard;
import zveno.node.storage.engine.Engine;
import zveno.node.storage.engine.EngineReader;
import zveno.node.storage.engine.RowIterator;
import zveno.node.storage.errors.StoreDamagedException;
import zveno.node.storage.errors.StoreException;
import zveno.node.storage.errors.StoreFailedException;
import zveno.node.storage.errors.StoreFullException;
import zveno.node.storage.errors.StoreRefusedException;
import zveno.node.storage.folder.StoreEnvironment;
import zveno.node.storage.folder.StoreFolder;
import zveno.node.storage.schema.Column;
import zveno.node.storage.schema.Keys;
import zveno.node.storage.schema.Meta;

/**
 * A store on disk, or in memory: the chain, the pool, the latest events and the address book. A
 * folder is used by one store at a time. All methods may be called by any thread; trouble with the
 * disk is a {@link StoreException}, and a store that has been closed throws {@link
 * IllegalStateException}s.
 */
public final class RocksStore implements ChainStore, PoolStore, AutoCloseable {

  /** A block that is not an unusual one. */
  private static final long USUAL_WRITE = 1 << 20;

  private final StoreSettings settings;
  private final Engine engine;
  private final StoreEnvironment ground;
  private final EngineReader reader;
  private final StoreView view;
  private final StoreMaintenance maintenance;
  private final BranchNumbers branchNumbers;
  private final Object commitTurn = new Object();

  /** Each takes memory for the rows of many blocks. */
  private final Semaphore bulkTurn = new Semaphore(1);

  private final AtomicBoolean closing = new AtomicBoolean();

  /** Shut before {@link #reader}; keeps it open while a write is in progress. */
  private final CloseGuard writers;

  private volatile boolean open = true;
  private volatile boolean clean;
  private volatile long lastCommit;

  /** Whether something may have been written that is not on the disk yet. */
  private volatile boolean staged;

  /** The first write that failed. Nothing is written after it. */
  private volatile @Nullable StoreFailedException failed;

  private volatile LongConsumer commitListener = nanos -> {};

  /** Made of the parameters when the first transaction is read or written. */
  private volatile @Nullable RuleSet rules;

  private RocksStore(StoreSettings settings, Opening.Opened opened) {
    this.settings = settings;
    this.engine = opened.engine();
    this.ground = opened.ground();
    this.reader = EngineReader.live(engine, () -> open, this::letGo);
    this.view = new StoreView(reader, this::rules);
    this.maintenance = new StoreMaintenance(settings, engine, ground);
    this.lastCommit = reader.number(Meta.COMMIT, 0);
    this.branchNumbers = new BranchNumbers(highestBranch(), this::reserveBranches);
    this.writers = new CloseGuard(reader::leave);
    reader.enter();
  }

  /**
   * Opens a store, and creates it if there is none.
   *
   * @throws StoreRefusedException if the folder is not fit for it, is in use, or holds a store that
   *     has lost what it acknowledged; no file has been changed then
   * @throws StoreDamagedException if files of the store are missing or damaged
   * @throws StoreFullException if there is no space to create it
   */
  public static RocksStore open(StoreSettings settings) {
    RocksStore store =
        over(
            settings, settings.inMemory() ? Opening.inMemory(settings) : Opening.forWork(settings));
    try {
      store.writing(() -> store.maintenance.tidy(store.live(), store::begin));
      if (settings.acceptLoss()) {
        store.ground.synced(store.lastCommit);
      }
      return store;
    } catch (RuntimeException | Error e) {
      store.close();
      throw e;
    }
  }

  private static RocksStore over(StoreSettings settings, Opening.Opened opened) {
    try {
      return new RocksStore(settings, opened);
    } catch (RuntimeException | Error e) {
      opened.engine().close();
      opened.ground().close(0, false);
      throw e;
    }
  }

  /**
   * Opens an existing store to look at; nothing in its folder is changed. To write throws {@link
   * IllegalStateException}s. No other process can use the store in the meantime.
   *
   * @throws StoreRefusedException as {@link #open} does, and if there is no store
   * @throws StoreDamagedException if files of the store are missing or damaged
   */
  public static RocksStore openReadOnly(StoreSettings settings) {
    return over(settings, Opening.forReading(settings));
  }

  /**
   * Deletes a store that is not in use, and its folder if it is empty then.
   *
   * @throws StoreRefusedException if it is in use
   */
  public static void remove(StoreSettings settings) {
    Opening.remove(settings);
  }

  private long highestBranch() {
    long highest = reader.number(Meta.BRANCH_NUMBERS, 0);
    for (Column column : List.of(Column.BRANCHES, Column.BLOCKS)) {
      try (RowIterator rows = reader.all(column)) {
        highest = rows.last() ? Math.max(highest, Keys.longAt(rows.key(), 0)) : highest;
      }
    }
    return highest;
  }

  /**
   * Replaces what the store was created with; on disk when this returns. To be called before the
   * store is used for anything else.
   */
  public void remember(Map<String, String> parameters) {
    RocksBatch batch = begin();
    batch.put(Meta.PARAMETERS, Meta.parameters(parameters));
    writing(() -> engine.writeSynced(batch.changes()));
  }

  /**
   * The parameters with which the store was created, or that were {@linkplain #remember added}
   * later.
   */
  public Map<String, String> parameters() {
    byte[] row = reader.get(Meta.PARAMETERS);
    return row == null ? Map.of() : Meta.parameters(row);
  }

  /**
   * The rules that the store names.
   *
   * @throws StoreRefusedException if they are not there
   */
  private RuleSet rules() {
    RuleSet known = rules;
    if (known == null) {
      try {
        known = RuleSets.of(parameters());
      } catch (RuleParameterException e) {
        throw new StoreRefusedException(
            engine.name() + " is for rules that this program does not have: " + e.getMessage(), e);
      }
      rules = known;
    }
    return known;
  }

  /** The node's own name, made when the store was created: 32 lowercase hexadecimal digits. */
  public String nodeId() {
    byte[] row = reader.get(Meta.NODE);
    if (row == null) {
      throw new StoreDamagedException(engine.name() + " is damaged: its node id is missing");
    }
    return new String(row, StandardCharsets.US_ASCII);
  }

  @Override
  public StoreView live() {
    return view;
  }

  @Override
  public StoreView livePool() {
    return view;
  }

  /** What there is now, whatever comes after; to be closed. */
  public StoreSnapshot snapshot() {
    return new StoreSnapshot(reader.frozen(), this::rules);
  }

  /**
   * Reads every file completely.
   *
   * @throws StoreDamagedException at the first one with a wrong checksum
   */
  public void checkFiles() {
    reader.checkTables();
  }

  /** Reads all files, and finds out whether every block and every waiting entry is there. */
  void insistOnConsistency() {
    checkFiles();
    ConsistencyCheck.insist(engine.name(), reader);
  }

  /** How many bytes the store takes, about; quick to tell. */
  public long estimatedSize() {
    return reader.estimatedSize();
  }

  /** About how many bytes there are on disk, by what they hold. */
  public Map<String, Long> sizes() {
    return reader.sizes();
  }

  /**
   * Free bytes of the file system; infinite if the store is in memory.
   *
   * @throws StoreFailedException if the folder is not there any more, or its file system does not
   *     tell
   */
  public double freeBytes() {
    return ground.freeBytes();
  }

  /** With so few bytes free nothing is written any more. */
  public long reserveBytes() {
    return ground.reserveBytes();
  }

  /** Why nothing can be written now, as far as that can be seen before; nothing if it can. */
  public Optional<String> obstacle() {
    return lost().or(() -> full().map(why -> "the disk is full: " + why));
  }

  /** Why the folder cannot be reached any more; nothing if it can. */
  public Optional<String> lost() {
    try {
      freeBytes();
      return Optional.empty();
    } catch (StoreFailedException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Why there is no space to write what people usually write; nothing if there is. */
  private Optional<String> full() {
    Optional<String> met = metByEngine();
    if (met.isPresent()) {
      return met;
    }
    double free = freeBytes();
    return free - reserveBytes() >= USUAL_WRITE
        ? Optional.empty()
        : Optional.of(
            "%s stops at %d MiB of free space, and there are %d"
                .formatted(engine.name(), reserveBytes() >> 20, (long) free >> 20));
  }

  private Optional<String> metByEngine() {
    if (!writers.enter()) {
      return Optional.empty();
    }
    try {
      return engine.full();
    } finally {
      writers.leave();
    }
  }

  /**
   * What has failed, so that nothing is written any more; nothing as long as it is. Whether the
   * write that failed has arrived is known when the store is opened again, so none may come after.
   */
  public Optional<String> failure() {
    return Optional.ofNullable(failed).map(why -> String.valueOf(why.getMessage()));
  }

  /**
   * Receives the duration of each commit until it was on the disk, in nanoseconds; called on the
   * committing thread, so it must be quick.
   */
  public void onCommit(LongConsumer listener) {
    commitListener = listener;
  }

  /** An empty batch. */
  public RocksBatch begin() {
    return new RocksBatch(view);
  }

  /**
   * Writes a batch, all or nothing. When this returns, the batch is as durable as the settings ask.
   * One commit at a time; others wait.
   *
   * @throws StoreFullException if there is not enough space; nothing has been written, and the same
   *     batch may be tried again
   * @throws StoreFailedException if this write, or one before it, has failed
   */
  public void commit(RocksBatch batch) {
    writing(() -> commitNext(batch));
  }

  private void commitNext(RocksBatch batch) {
    synchronized (commitTurn) {
      insistOnNoFailure();
      long begin = System.nanoTime();
      long number = lastCommit + 1;
      batch.put(Meta.COMMIT, Keys.number(number));
      ground.ask(batch.size());
      if (settings.durability() == Durability.SYNC && !settings.inMemory()) {
        syncWhatWasStaged();
        engine.writeSynced(batch.changes());
        ground.synced(number);
      } else {
        engine.write(batch.changes());
      }
      lastCommit = number;
      commitListener.accept(System.nanoTime() - begin);
    }
  }

  /**
   * A commit may make rows count that were staged before, and that may lie in an earlier log than
   * its own record. They are on the disk before it is begun, so that it cannot be there without
   * them.
   */
  private void syncWhatWasStaged() {
    if (staged) {
      staged = false;
      try {
        engine.sync();
      } catch (StoreException e) {
        staged = true;
        throw e;
      }
    }
  }

  @Override
  public void stage(Consumer<ChainBatch> changes) {
    RocksBatch batch = begin();
    changes.accept(batch);
    writeUnsynced(batch);
  }

  @Override
  public Optional<BulkWriter> bulk() {
    if (settings.inMemory() || !bulkTurn.tryAcquire()) {
      return Optional.empty();
    }
    try {
      StoreFolder folder = new StoreFolder(settings.folder());
      return Optional.of(new SstBulkWriter(engine, folder, ground, this::using, bulkTurn::release));
    } catch (StoreException _) {
      bulkTurn.release();
      return Optional.empty(); // row by row it may be possible, or else it is said why not
    }
  }

  @Override
  public void stagePool(Consumer<PoolBatch> changes) {
    RocksBatch batch = begin();
    changes.accept(batch);
    writeUnsynced(batch);
  }

  @Override
  public long newBranch() {
    return branchNumbers.take();
  }

  private void reserveBranches(long upTo) {
    RocksBatch batch = begin();
    batch.put(Meta.BRANCH_NUMBERS, Keys.number(upTo));
    writeUnsynced(batch);
  }

  private void writeUnsynced(RocksBatch batch) {
    writing(() -> {
      if (batch.makesRoom()) {
        ground.askToMakeRoom(batch.size());
      } else {
        ground.ask(batch.size());
      }
      engine.write(batch.changes());
      staged = true;
    });
  }

  /** Gives back the room of blocks that have been removed. Takes long if they were many. */
  public void compact(ChainPath.Stretch removed) {
    using(() -> maintenance.compact(removed));
  }

  /** Where it lies; nothing if it is in memory. */
  public Optional<java.nio.file.Path> folder() {
    return settings.inMemory() ? Optional.empty() : Optional.of(settings.folder());
  }

  /**
   * Makes a copy of the engine's files inside the folder, for {@link StoreCopy#ofStaged} to fetch.
   * Commits continue meanwhile. One copy at a time.
   *
   * @return the last commit that was acknowledged before it was begun, which it therefore has
   * @throws StoreFullException if there is not enough space
   */
  public long stageCopy() {
    long acknowledged = lastCommit;
    using(maintenance::stageCopy);
    return acknowledged;
  }

  /** Takes away what {@link #stageCopy} has made, if it is there. */
  public void dropStagedCopy() {
    maintenance.dropStagedCopy();
  }

  /** After a failed write all further writes are refused, and the engine stops its own. */
  private void writing(Runnable write) {
    using(() -> {
      try {
        write.run();
      } catch (StoreFailedException e) {
        failed = e;
        engine.stop();
        throw e;
      }
    });
  }

  private void using(Runnable work) {
    if (!writers.enter()) {
      throw new IllegalStateException(engine.name() + " is closed");
    }
    try {
      insistOnNoFailure();
      work.run();
    } finally {
      writers.leave();
    }
  }

  private void insistOnNoFailure() {
    StoreFailedException before = failed;
    if (before != null) {
      throw new StoreFailedException(String.valueOf(before.getMessage()), before);
    }
  }

  /**
   * Closes the store: nothing more is written, and current readers have the settings' time to
   * finish. After that their reads fail, too, and the last reader to close releases the folder.
   * Closing twice is allowed.
   */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    writers.shut();
    clean = writers.awaitEmpty(settings.patience()) && flush();
    var _ = reader.shut().awaitEmpty(settings.patience());
    open = false;
  }

  /**
   * What cannot be sorted into tables now stays in the log, and is found there. After a failure
   * nothing is written, not even that.
   */
  private boolean flush() {
    if (ground instanceof StoreEnvironment.LookedAt || settings.inMemory() || failed != null) {
      return false;
    }
    try {
      engine.flush();
      return true;
    } catch (StoreException _) {
      return false;
    }
  }

  private void letGo() {
    try {
      engine.close();
    } finally {
      ground.close(lastCommit, clean);
    }
  }
}
