package zveno.node.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import zveno.kernel.bytes.Hash;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.TxId;
import zveno.kernel.pool.DroppedEntry;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.pool.PoolState;
import zveno.kernel.pool.PoolView;
import zveno.kernel.rules.RuleSet;
import zveno.node.storage.engine.EngineReader;
import zveno.node.storage.engine.RowIterator;
import zveno.node.storage.schema.Column;
import zveno.node.storage.schema.DroppedRow;
import zveno.node.storage.schema.Keys;
import zveno.node.storage.schema.Meta;
import zveno.node.storage.schema.PoolRow;

/** What the kernel asks about the pool, found in the rows. */
final class PoolReads implements PoolView {

  private final EngineReader reader;
  private final Supplier<RuleSet> rules;

  PoolReads(EngineReader reader, Supplier<RuleSet> rules) {
    this.reader = reader;
    this.rules = rules;
  }

  @Override
  public PoolState poolState() {
    return poolState(reader);
  }

  static PoolState poolState(EngineReader reader) {
    byte[] row = reader.get(Meta.POOL);
    return row == null ? PoolState.EMPTY : Meta.pool(row);
  }

  @Override
  public List<PoolEntry> entries(long from, long before, int maxEntries, long maxBytes) {
    List<PoolEntry> entries = new ArrayList<>();
    if (from >= before) {
      return entries;
    }
    try (RowIterator rows = rows(from, before)) {
      long bytes = 0;
      boolean there = rows.first();
      while (there && entries.size() < maxEntries) {
        byte[] row = rows.value();
        bytes += PoolRow.size(row);
        if (bytes > maxBytes && !entries.isEmpty()) {
          return entries;
        }
        entries.add(PoolRow.entry(place(rows), row, rules.get().codec()));
        there = rows.next();
      }
    }
    return entries;
  }

  private RowIterator rows(long from, long before) {
    return reader.rows(Column.POOL, Keys.place(from), Keys.place(before), RowIterator.Plan.A_FEW);
  }

  private static long place(RowIterator rows) {
    return Keys.turned(Keys.longAt(rows.key(), 0));
  }

  @Override
  public List<PoolEntry> entries(TxId id, long from, int most) {
    List<PoolEntry> entries = new ArrayList<>();
    try (RowIterator rows = reader.beginningWith(Column.POOL_INDEX, id.hash().toBytes())) {
      boolean there = rows.from(Keys.placeOf(id.hash(), from));
      while (there && entries.size() < most) {
        long place = Keys.turned(Keys.longAt(rows.key(), Hash.LENGTH));
        entry(place).filter(entry -> entry.transaction().id().equals(id)).ifPresent(entries::add);
        there = rows.next();
      }
    }
    return entries;
  }

  @Override
  public List<TxId> waitingBetween(Hash from, Hash to, int most) {
    return reader.hashes(Column.POOL_INDEX, from, to, most).stream().map(TxId::new).toList();
  }

  @Override
  public List<PoolEntry> entries(EntryKey key) {
    if (rules.get().identity().isSelfNamed()) {
      return key.equals(EntryKey.of(key.transaction()))
          ? entries(key.transaction(), Long.MIN_VALUE, Integer.MAX_VALUE)
          : List.of();
    }
    List<PoolEntry> entries = new ArrayList<>();
    try (RowIterator rows = reader.beginningWith(Column.ENTRIES, Keys.entry(key))) {
      for (boolean there = rows.first(); there; there = rows.next()) {
        long place = Keys.turned(Keys.longAt(rows.key(), Keys.ENTRY));
        entry(place).filter(entry -> entry.key().equals(key)).ifPresent(entries::add);
      }
    }
    return entries;
  }

  @Override
  public boolean wasRemoved(EntryKey key) {
    return reader.get(Column.REMOVED, Keys.entry(key)) != null;
  }

  @Override
  public Optional<DroppedEntry> dropped(EntryKey key) {
    return droppedRow(key).map(row -> DroppedRow.dropped(key, row));
  }

  Optional<byte[]> droppedRow(EntryKey key) {
    return Optional.ofNullable(reader.get(Column.DROPPED, Keys.entry(key)));
  }

  /** How many entries have ever been dropped. */
  long droppedCount() {
    byte[] row = reader.get(Meta.DROPPED);
    return row == null ? 0 : Keys.longAt(row, 0);
  }

  /** The entry that has this number modulo the number of those that are remembered. */
  Optional<EntryKey> droppedAs(long number) {
    return Optional.ofNullable(
            reader.get(Column.DROPPED, Keys.number(number % PoolView.MAX_DROPPED)))
        .map(Keys::entry);
  }

  /** What lies at a place, which need not be what the index expects there. */
  private Optional<PoolEntry> entry(long place) {
    return Optional.ofNullable(reader.get(Column.POOL, Keys.place(place)))
        .map(row -> PoolRow.entry(place, row, rules.get().codec()));
  }
}
