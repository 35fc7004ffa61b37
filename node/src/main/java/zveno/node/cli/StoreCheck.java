package zveno.node.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.Quantity;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.Chain;
import zveno.kernel.chain.ChainPath;
import zveno.kernel.chain.PathReader;
import zveno.kernel.chain.StateRow;
import zveno.kernel.chain.StoredContext;
import zveno.kernel.chain.TxLocation;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.BlockMemo;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Transaction;
import zveno.kernel.model.TxId;
import zveno.kernel.model.Work;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.pool.PoolState;
import zveno.kernel.rules.BlockEntries;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.StateTransition;
import zveno.kernel.rules.Verdict;
import zveno.kernel.state.StateChanges;
import zveno.node.config.RuleOptions;
import zveno.node.storage.IndexSums;
import zveno.node.storage.MemoCursor;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;
import zveno.node.storage.errors.StoreDamagedException;

/** Goes over a whole store and compares everything with everything else. */
final class StoreCheck {

  private static final int PAGE = 1_000;

  private final RuleSet rules;
  private final RocksStore store;
  private ChainPath path = ChainPath.EMPTY;
  private long blocks;
  private long transactions;
  private long waiting;
  private long stateRows;

  StoreCheck(RuleSet rules, RocksStore store) {
    this.rules = rules;
    this.store = store;
  }

  /**
   * Checks the store in a folder that is not in use.
   *
   * @return what there is, in a line
   * @throws StoreDamagedException at the first inconsistency, with its position
   */
  static String of(Path folder) {
    try (RocksStore store = RocksStore.openReadOnly(StoreSettings.in(folder))) {
      RuleSet rules = RuleOptions.rulesOf(store.parameters());
      StoreCheck check = new StoreCheck(rules, store);
      check.run();
      return "%s: %s, %s, %d waiting: valid (%s)"
          .formatted(
              folder,
              Quantity.of(check.blocks, "block"),
              Quantity.of(check.transactions, "transaction"),
              check.waiting,
              rules.parameters());
    }
  }

  /**
   * Checks everything. The indexes are compared as a whole at first; only if something is wrong is
   * each row looked up, from the first block on, to find out where.
   *
   * @throws StoreDamagedException at the first inconsistency, with its position
   */
  void run() {
    store.checkFiles();
    Chain chain = new Chain(rules, store, 0);
    path = chain.path();
    if (!isRightAsAWhole(chain)) {
      checkChain(chain, new RowByRow());
    }
    checkPool(store.livePool().poolState());
  }

  private boolean isRightAsAWhole(Chain chain) {
    IndexSums wanted = new IndexSums();
    IndexSums stored = wanted.another();
    FutureTask<@Nullable Void> reading =
        new FutureTask<>(() -> store.live().addIndexes(path, stored), null);
    Thread reader = Thread.ofPlatform().name("index-reader").start(reading);
    try (AsAWhole whole = new AsAWhole(wanted)) {
      checkChain(chain, whole);
      reading.get();
      return wanted.matches(stored);
    } catch (StoreDamagedException | ExecutionException e) {
      return false; // the other check says what is wrong
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      awaitEnd(reader);
    }
  }

  /** The reader uses the store, which is closed after the check. */
  private static void awaitEnd(Thread reader) {
    try {
      reader.join();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("the check was interrupted", e);
  }

  /** How a block is compared with the indexes. */
  private interface Indexes {

    void block(BlockId id, BlockPosition where);

    void transaction(TxId id, TxLocation here);

    void address(Hash address, TxLocation here);

    void entry(EntryKey entry, BlockPosition where);

    Optional<BlockMemo> memo(BlockPosition where);
  }

  /** Adds up the rows that there should be. */
  private final class AsAWhole implements Indexes, AutoCloseable {

    private final IndexSums wanted;
    private final MemoCursor memos = store.live().memos();

    AsAWhole(IndexSums wanted) {
      this.wanted = wanted;
    }

    @Override
    public void block(BlockId id, BlockPosition where) {
      wanted.add(id, where);
    }

    @Override
    public void transaction(TxId id, TxLocation here) {
      wanted.add(id, here);
    }

    @Override
    public void address(Hash address, TxLocation here) {
      wanted.add(address, here);
    }

    @Override
    public void entry(EntryKey entry, BlockPosition where) {
      wanted.add(entry, where);
    }

    @Override
    public Optional<BlockMemo> memo(BlockPosition where) {
      return memos.of(where);
    }

    @Override
    public void close() {
      memos.close();
    }
  }

  /** Looks up each row. */
  private final class RowByRow implements Indexes {

    @Override
    public void block(BlockId id, BlockPosition where) {
      require(
          store.live().find(id).contains(where), where.height(), "its hash is not in the index");
    }

    @Override
    public void transaction(TxId id, TxLocation here) {
      require(
          store.live().occurs(id, here),
          here.block().height(),
          "a transaction is not in the index");
    }

    @Override
    public void address(Hash address, TxLocation here) {
      require(
          store.live().occursFor(address, here),
          here.block().height(),
          "an address of a transaction is not in the index");
    }

    @Override
    public void entry(EntryKey entry, BlockPosition where) {
      List<BlockPosition> indexed =
          store.live().blocksOf(entry).stream().filter(path::contains).toList();
      require(
          indexed.equals(List.of(where)),
          where.height(),
          "an entry that it carries is not in the index, or is in it twice");
    }

    @Override
    public Optional<BlockMemo> memo(BlockPosition where) {
      return store.live().memo(where);
    }
  }

  long blocks() {
    return blocks;
  }

  long transactions() {
    return transactions;
  }

  long waiting() {
    return waiting;
  }

  private void checkChain(Chain chain, Indexes indexes) {
    blocks = 0;
    transactions = 0;
    stateRows = 0;
    long length = chain.path().length();
    @Nullable Block last = null;
    Work chainWork = Work.NONE;
    try (PathReader reader = PathReader.ascending(store.live(), chain.path(), 1, length);
        ProgressLine progress = new ProgressLine("verifying", length)) {
      while (reader.next()) {
        Block block = decode(reader);
        switch (judge(block, last, chain)) {
          case StateTransition.Rejected(Verdict.Rejected why) ->
              throw wrong(reader.height(), why.detail());
          case StateTransition.Applied(StateChanges changes) ->
              checkState(changes, chain.path().at(block.height()));
        }
        chainWork = chainWork.plus(rules.consensus().workOf(block));
        require(
            chainWork.equals(reader.chainWork()),
            reader.height(),
            "its stored chain work is wrong");
        checkIndexes(block, chain.path().at(block.height()), indexes);
        last = block;
        blocks = reader.height();
        progress.at(blocks);
      }
    }
    if (store.live().stateRows(path) != stateRows) {
      throw new StoreDamagedException("the state has a row that no block has written");
    }
  }

  /**
   * What a block makes of the state is computed anew from what is there below it, which has been
   * compared before: from genesis on, every balance is.
   */
  private void checkState(StateChanges changes, BlockPosition where) {
    require(
        List.copyOf(changes.keys()).equals(store.live().stateKeys(where)),
        where.height(),
        "the list of what it changes in the state is wrong");
    changes.forEach((key, value) -> {
      Optional<StateRow> row = store.live().stateRow(key, where);
      require(
          row.isPresent() && same(row.get().value(), value),
          where.height(),
          "what is stored of the state after it is wrong, at key " + key);
      stateRows++;
    });
  }

  private static boolean same(Optional<byte[]> one, Optional<byte[]> other) {
    return Arrays.equals(one.orElse(null), other.orElse(null));
  }

  private StateTransition judge(Block block, @Nullable Block last, Chain chain) {
    if (last == null) {
      return rules.consensus().judge(block, ChainContext.GENESIS);
    }
    try (StoredContext context = new StoredContext(rules, store.live(), chain.path(), last)) {
      return rules.consensus().judge(block, context);
    }
  }

  private Block decode(PathReader reader) {
    long height = reader.height();
    try {
      Block block = rules.codec().untrustedBlock(reader.bytes(), height);
      require(block.id().equals(reader.id()), height, "its bytes do not hash to its stored hash");
      return block;
    } catch (DecodeException e) {
      throw wrong(height, String.valueOf(e.getMessage()));
    }
  }

  private void checkIndexes(Block block, BlockPosition where, Indexes indexes) {
    indexes.block(block.id(), where);
    int position = 0;
    for (Transaction transaction : block.transactions()) {
      TxLocation here = new TxLocation(where, position++);
      indexes.transaction(transaction.id(), here);
      rules.codec().addresses(transaction).stream()
          .map(Hash::of)
          .distinct()
          .forEach(address -> indexes.address(address, here));
      transactions++;
    }
    checkEntries(block, where, indexes);
  }

  private void checkEntries(Block block, BlockPosition where, Indexes indexes) {
    if (rules.identity().isSelfNamed()) {
      return;
    }
    Optional<BlockMemo> memo = indexes.memo(where);
    BlockEntries entries = rules.identity().stored(block, memo);
    require(
        memo.map(known -> known.count() == entries.count()).orElse(true),
        where.height(),
        "its entry ids do not match its transactions");
    for (int i = 0; i < entries.count(); i++) {
      indexes.entry(entries.key(i), where);
    }
  }

  private void checkPool(PoolState state) {
    long from = state.first();
    long bytes = 0;
    while (from < state.next()) {
      List<PoolEntry> page = store.livePool().entries(from, state.next(), PAGE, Long.MAX_VALUE);
      if (page.isEmpty()) {
        break;
      }
      for (PoolEntry entry : page) {
        waiting++;
        bytes += entry.transaction().size();
        if (!store.livePool().entries(entry.transaction().id(), entry.place(), 1).contains(entry)) {
          throw new StoreDamagedException("pool entry " + entry.id() + " is not in the index");
        }
        checkIdentity(entry, state);
      }
      from = page.getLast().place() + 1;
    }
    if (waiting != state.count() || bytes != state.bytes()) {
      throw new StoreDamagedException(
          "the pool holds "
              + Quantity.of(waiting, "entry")
              + ", and its record says "
              + state.count());
    }
  }

  private void checkIdentity(PoolEntry entry, PoolState state) {
    List<PoolEntry> alike =
        store.livePool().entries(entry.key()).stream().filter(e -> state.holds(e.place())).toList();
    if (!alike.equals(List.of(entry))) {
      throw new StoreDamagedException(
          "pool entry " + entry.id() + " is not in the index of entries, or is in it twice");
    }
    if (store.live().blockOf(entry.key(), path, rules.identity()).isPresent()) {
      throw new StoreDamagedException("pool entry " + entry.id() + " is in a block as well");
    }
  }

  private static void require(boolean right, long height, String otherwise) {
    if (!right) {
      throw wrong(height, otherwise);
    }
  }

  private static StoreDamagedException wrong(long height, String what) {
    return new StoreDamagedException("block " + height + ": " + what);
  }
}
