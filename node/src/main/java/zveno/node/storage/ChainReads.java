package zveno.node.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import zveno.kernel.state.StateKey;
import zveno.node.storage.engine.EngineReader;
import zveno.node.storage.engine.RowIterator;
import zveno.node.storage.schema.BlockRow;
import zveno.node.storage.schema.BranchRow;
import zveno.node.storage.schema.Column;
import zveno.node.storage.schema.Keys;
import zveno.node.storage.schema.MemoRow;
import zveno.node.storage.schema.Meta;
import zveno.node.storage.schema.StateKeys;

/** What the kernel asks about the chain, found in the rows. */
final class ChainReads implements ChainView {

  private final EngineReader reader;

  ChainReads(EngineReader reader) {
    this.reader = reader;
  }

  @Override
  public Optional<BlockPosition> tip() {
    return Optional.ofNullable(reader.get(Meta.TIP)).map(Meta::tip);
  }

  @Override
  public List<Branch> branches() {
    List<Branch> branches = new ArrayList<>();
    try (RowIterator rows = reader.all(Column.BRANCHES)) {
      for (boolean there = rows.first(); there; there = rows.next()) {
        branches.add(BranchRow.branch(rows.key(), rows.value()));
      }
    }
    return branches;
  }

  @Override
  public List<BlockPosition> find(BlockId id) {
    List<BlockPosition> places = new ArrayList<>();
    try (RowIterator rows = reader.beginningWith(Column.HASHES, id.hash().toBytes())) {
      for (boolean there = rows.first(); there; there = rows.next()) {
        long branch = Keys.longAt(rows.key(), Hash.LENGTH);
        places.add(new BlockPosition(branch, Keys.longAt(rows.value(), 0)));
      }
    }
    return places;
  }

  @Override
  public List<BlockId> blocksBetween(Hash from, Hash to, int most) {
    return reader.hashes(Column.HASHES, from, to, most).stream().map(BlockId::new).toList();
  }

  @Override
  public List<TxId> transactionsBetween(Hash from, Hash to, int most) {
    return reader.hashes(Column.TRANSACTIONS, from, to, most).stream().map(TxId::new).toList();
  }

  @Override
  public Optional<StoredBlock> block(BlockPosition where) {
    byte[] key = Keys.block(where.branch(), where.height());
    return Optional.ofNullable(reader.get(Column.BLOCKS, key)).map(BlockRow::block);
  }

  /** How many bytes a block has, without reading all of them into memory; -1 if it is not there. */
  int blockSize(BlockPosition where) {
    byte[] row = new byte[BlockRow.FIRST_BYTES];
    int size = reader.get(Column.BLOCKS, Keys.block(where.branch(), where.height()), row);
    if (size < 0) {
      return -1;
    }
    BlockRow.check(row, size);
    return size - BlockRow.headLength(row);
  }

  @Override
  public BlockCursor ascending(ChainPath.Stretch stretch) {
    return new StretchCursor(blocks(stretch), true);
  }

  @Override
  public BlockCursor descending(ChainPath.Stretch stretch) {
    return new StretchCursor(blocks(stretch), false);
  }

  private RowIterator blocks(ChainPath.Stretch stretch) {
    byte[] from = Keys.block(stretch.branch(), stretch.from());
    long end = Math.max(stretch.to(), stretch.from() - 1) + 1; // as a number without a sign
    byte[] to = Keys.block(stretch.branch(), end);
    boolean many = stretch.to() - stretch.from() > StretchCursor.A_FEW;
    return reader.rows(
        Column.BLOCKS, from, to, many ? RowIterator.Plan.A_LONG_RUN : RowIterator.Plan.A_FEW);
  }

  @Override
  public List<ChainPath.Stretch> stored() {
    List<ChainPath.Stretch> stretches = new ArrayList<>();
    try (RowIterator rows = reader.all(Column.BLOCKS)) {
      boolean there = rows.first();
      while (there) {
        long branch = Keys.longAt(rows.key(), 0);
        long from = Keys.longAt(rows.key(), 8);
        rows.upTo(Keys.block(branch, Long.MAX_VALUE));
        stretches.add(new ChainPath.Stretch(branch, from, Keys.longAt(rows.key(), 8)));
        there = rows.from(Keys.block(branch + 1, 0));
      }
    }
    return stretches;
  }

  @Override
  public List<TxLocation> occurrences(TxId id, int most) {
    List<TxLocation> found = new ArrayList<>();
    try (RowIterator rows = reader.beginningWith(Column.TRANSACTIONS, id.hash().toBytes())) {
      boolean there = rows.first();
      while (there && found.size() < most) {
        found.add(occurrence(rows.key()));
        there = rows.next();
      }
    }
    return found;
  }

  @Override
  public List<TxLocation> occurrencesOf(Hash address, long below, int position, int most) {
    List<TxLocation> found = new ArrayList<>();
    try (RowIterator rows = reader.beginningWith(Column.ADDRESSES, address.toBytes())) {
      // No branch has the number 0, so this key is after all that are asked for, and itself none.
      boolean there = rows.upTo(Keys.standing(address, below, position, 0));
      while (there && found.size() < most) {
        found.add(occurrence(rows.key()));
        there = rows.previous();
      }
    }
    return found;
  }

  @Override
  public Optional<BlockMemo> memo(BlockPosition where) {
    byte[] key = Keys.block(where.branch(), where.height());
    return Optional.ofNullable(reader.get(Column.MEMOS, key)).map(MemoRow::memo);
  }

  @Override
  public List<BlockPosition> blocksOf(EntryKey entry) {
    List<BlockPosition> found = new ArrayList<>();
    try (RowIterator rows = reader.beginningWith(Column.ENTRY_BLOCKS, Keys.entry(entry))) {
      for (boolean there = rows.first(); there; there = rows.next()) {
        long branch = Keys.longAt(rows.key(), Keys.ENTRY);
        found.add(new BlockPosition(branch, Keys.longAt(rows.value(), 0)));
      }
    }
    return found;
  }

  @Override
  public boolean occurs(TxId id, TxLocation where) {
    return reader.get(Column.TRANSACTIONS, key(id.hash(), where)) != null;
  }

  @Override
  public boolean occursFor(Hash address, TxLocation where) {
    return reader.get(Column.ADDRESSES, key(address, where)) != null;
  }

  @Override
  public StateReader state(ChainPath path) {
    return new StateReads(
        reader.rows(Column.STATE, new byte[0], null, RowIterator.Plan.BY_PREFIX), path);
  }

  @Override
  public List<StateKey> stateKeys(BlockPosition where) {
    byte[] list = reader.get(Column.STATE_KEYS, Keys.block(where.branch(), where.height()));
    return list == null ? List.of() : StateKeys.keys(list);
  }

  @Override
  public List<StateKey> stateKeys(Optional<StateKey> after, int most) {
    List<StateKey> found = new ArrayList<>();
    byte[] next = after.isPresent() ? Keys.after(StateKeys.prefix(after.get())) : new byte[0];
    try (RowIterator rows =
        reader.rows(Column.STATE, new byte[0], null, RowIterator.Plan.ACROSS_PREFIXES)) {
      while (next != null && found.size() < most && rows.from(next)) {
        found.add(StateKeys.key(rows.key()));
        next = Keys.after(StateKeys.prefix(found.getLast()));
      }
    }
    return found;
  }

  /** What a block has made of a key; empty if it has not written it. */
  Optional<StateRow> stateRow(StateKey key, BlockPosition where) {
    byte[] value = reader.get(Column.STATE, StateKeys.row(key, where));
    return value == null
        ? Optional.empty()
        : Optional.of(new StateRow(where, StateReads.valueOf(value)));
  }

  /** How many rows of the state are of blocks of a path. Reads all of them. */
  long stateRows(ChainPath path) {
    long found = 0;
    try (RowIterator rows =
        reader.rows(Column.STATE, new byte[0], null, RowIterator.Plan.ACROSS_PREFIXES)) {
      for (boolean there = rows.first(); there; there = rows.next()) {
        found += path.contains(StateKeys.where(rows.key())) ? 1 : 0;
      }
    }
    return found;
  }

  private static byte[] key(Hash hash, TxLocation where) {
    return Keys.standing(hash, where.block(), where.position());
  }

  private static TxLocation occurrence(byte[] key) {
    long height = Keys.longAt(key, Hash.LENGTH);
    int position = Keys.intAt(key, Hash.LENGTH + 8);
    return new TxLocation(new BlockPosition(Keys.longAt(key, Hash.LENGTH + 12), height), position);
  }
}
