package zveno.node.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;
import org.rocksdb.SstFileReaderIterator;
import zveno.kernel.bytes.Hash;
import zveno.node.storage.engine.Engine;
import zveno.node.storage.engine.EngineMode;
import zveno.node.storage.engine.EngineReader;
import zveno.node.storage.engine.EngineSizes;
import zveno.node.storage.engine.RowIterator;
import zveno.node.storage.engine.WriteOp;
import zveno.node.storage.errors.StoreDamagedException;
import zveno.node.storage.folder.LogRecord;
import zveno.node.storage.folder.LogScan;
import zveno.node.storage.folder.StoreFolder;
import zveno.node.storage.schema.BlockRow;
import zveno.node.storage.schema.Column;
import zveno.node.storage.schema.DroppedRow;
import zveno.node.storage.schema.Keys;
import zveno.node.storage.schema.MemoRow;
import zveno.node.storage.schema.Meta;
import zveno.node.storage.schema.PoolRow;

/**
 * Every row that can still be read in a damaged engine's files, taken table by table and record by
 * record: the engine that wrote them is not asked, so it does not matter what its manifest says.
 * Nothing is changed there. The rows go to an engine of their own, in an order in which a chain can
 * be put together; what is few stays in memory.
 *
 * <p>What was taken away is not known of most rows, so there may be more of them than the store
 * had. Indexes are not read: they are made anew.
 */
final class SalvagedRows implements AutoCloseable {

  /** How many bytes of rows are written at once. */
  private static final long PER_WRITE = 1 << 20;

  private static final int NUMBER = 8;

  private final StoreFolder folder;
  private final Engine scratch;
  private final EngineReader reader;
  private final Map<Integer, Column> columns = new HashMap<>();
  private final List<WriteOp> waiting = new ArrayList<>();
  private long waitingBytes;

  private final Map<String, byte[]> meta = new HashMap<>();
  private final SequencedMap<String, byte[]> peers = new TreeMap<>();
  private final List<String> unreadable = new ArrayList<>();
  private long nextEvent;

  private SalvagedRows(StoreFolder folder, Engine scratch) {
    this.folder = folder;
    this.scratch = scratch;
    this.reader = EngineReader.live(scratch, () -> true, scratch::close);
  }

  /**
   * Reads all there is.
   *
   * @param scratch an empty folder for the rows
   */
  static SalvagedRows of(StoreFolder folder, EngineSizes sizes, Path scratch) throws IOException {
    SalvagedRows rows =
        new SalvagedRows(folder, Engine.open(folder.name(), scratch, sizes, EngineMode.CREATE));
    try {
      rows.readAll();
      return rows;
    } catch (IOException | RuntimeException | Error e) {
      rows.close();
      throw e;
    }
  }

  /** The rows of one name in {@link Column#META}, the newest that was found. */
  Optional<byte[]> meta(Meta row) {
    return Optional.ofNullable(meta.get(keyOf(row.key())));
  }

  /** What is known of peers, by the keys of their rows. */
  SequencedMap<String, byte[]> peers() {
    return peers;
  }

  /** A number that no event has reached. */
  long nextEvent() {
    return nextEvent;
  }

  /** The files of which not all could be read, with what is wrong. */
  List<String> unreadable() {
    return unreadable;
  }

  /** Height (8), block id (32) → branch (8), {@link BlockRow}. */
  RowIterator blocks() {
    return reader.rows(Column.BLOCKS, new byte[0], null, RowIterator.Plan.A_LONG_RUN);
  }

  byte @Nullable [] block(byte[] key) {
    return reader.get(Column.BLOCKS, key);
  }

  /** Branch (8), height (8) → {@link MemoRow}. */
  byte @Nullable [] memo(long branch, long height) {
    return reader.get(Column.MEMOS, Keys.block(branch, height));
  }

  /** Place (8), the row's SHA-256 (32) → {@link PoolRow}. */
  RowIterator pool() {
    return reader.rows(Column.POOL, new byte[0], null, RowIterator.Plan.A_LONG_RUN);
  }

  /** As in {@link Column#REMOVED}. */
  RowIterator removed() {
    return reader.rows(Column.PEERS, new byte[0], null, RowIterator.Plan.A_LONG_RUN);
  }

  /** Number (8), entry id (16), transaction id (32) → {@link DroppedRow}. */
  RowIterator dropped() {
    return reader.rows(Column.DROPPED, new byte[0], null, RowIterator.Plan.A_LONG_RUN);
  }

  /** As in {@link Column#KEYS}. */
  RowIterator answers() {
    return reader.rows(Column.KEY_TIMES, new byte[0], null, RowIterator.Plan.A_LONG_RUN);
  }

  /** Notes which block of a height is on the chain; to be read by {@link #chosen}. */
  void choose(long height, byte[] blockKey) {
    keep(Column.BRANCHES, Keys.number(height), blockKey);
    write();
  }

  byte @Nullable [] chosen(long height) {
    return reader.get(Column.BRANCHES, Keys.number(height));
  }

  private void readAll() throws IOException {
    for (Column column : Column.values()) {
      columns.put(columns.size(), column); // as the engine numbers them in a new store
    }
    for (Path manifest : files("MANIFEST-")) {
      readNumbers(manifest);
    }
    for (Path table : files(".sst")) {
      readTable(table);
    }
    for (Path log : files(".log")) {
      readLog(log);
    }
    write();
    scratch.flush();
  }

  /** The engine's files of a kind, oldest first. */
  private List<Path> files(String kind) throws IOException {
    try (Stream<Path> files = Files.list(folder.engine())) {
      return files
          .filter(file -> {
            String name = file.getFileName().toString();
            return name.endsWith(kind) || name.startsWith(kind);
          })
          .sorted()
          .toList();
    }
  }

  /**
   * Finds the numbers of the column families wherever the manifest's bytes name them: number and
   * name stand side by side, after their tags, 200 and 201.
   */
  private void readNumbers(Path manifest) {
    String bytes;
    try {
      bytes = Files.readString(manifest, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      unreadable.add(manifest.getFileName() + " (" + e.getMessage() + ")");
      return;
    }
    for (Column column : Column.values()) {
      String name = new String(column.engineName(), StandardCharsets.US_ASCII);
      String after = "\u00c9\u0001" + (char) name.length() + name;
      int at = bytes.indexOf(after);
      if (at >= 3 && bytes.startsWith("\u00c8\u0001", at - 3) && bytes.charAt(at - 1) < 128) {
        columns.put((int) bytes.charAt(at - 1), column);
      }
    }
  }

  private void readTable(Path table) {
    String name = table.getFileName().toString();
    try (Options options = new Options();
        ReadOptions all = new ReadOptions().setTotalOrderSeek(true).setFillCache(false);
        SstFileReader file = new SstFileReader(options)) {
      file.open(table.toString());
      var properties = file.getTableProperties();
      String family = new String(properties.getColumnFamilyName(), StandardCharsets.US_ASCII);
      Optional<Column> column =
          Stream.of(Column.values()).filter(one -> one.isCalled(family)).findFirst();
      column.ifPresent(one -> columns.put((int) properties.getColumnFamilyId(), one));
      try (SstFileReaderIterator rows = file.newIterator(all)) {
        readRows(rows, column, name);
      }
    } catch (RocksDBException e) {
      unreadable.add(name + " (" + said(e) + ")");
    }
  }

  /** Up to a bad place, and then from the end back to it. */
  private void readRows(SstFileReaderIterator rows, Optional<Column> column, String name) {
    try {
      for (rows.seekToFirst(); rows.isValid(); rows.next()) {
        takeFromTable(column, rows);
      }
      rows.status();
    } catch (RocksDBException e) {
      unreadable.add("parts of " + name + " (" + said(e) + ")");
      for (rows.seekToLast(); rows.isValid(); rows.prev()) {
        takeFromTable(column, rows);
      }
    }
  }

  private static String said(RocksDBException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /**
   * A table that was made outside the engine does not name its column; see {@link SstBulkWriter}.
   * What is kept as a block, and is none, cannot be decoded.
   */
  private void takeFromTable(Optional<Column> column, SstFileReaderIterator rows) {
    byte[] key = rows.key();
    byte[] value = rows.value();
    if (column.isPresent()) {
      take(column.get(), key, value);
    } else if (key.length == 2 * NUMBER) {
      take(Column.BLOCKS, key, value);
      if (!isJsonBlock(value)) {
        take(Column.MEMOS, key, value);
      }
    }
  }

  private static boolean isBlockRow(byte[] row) {
    try {
      BlockRow.check(row, row.length);
      return true;
    } catch (StoreDamagedException | IndexOutOfBoundsException _) {
      return false;
    }
  }

  private static boolean isJsonBlock(byte[] row) {
    return isBlockRow(row) && row[BlockRow.headLength(row)] == '{';
  }

  private void readLog(Path log) {
    try {
      LogScan.Result found = LogScan.of(log, this::takeFromLog);
      if (found.ending() != LogScan.Ending.WHOLE) {
        unreadable.add("parts of " + log.getFileName() + " (from byte " + found.badAt() + ")");
      }
    } catch (IOException e) {
      unreadable.add("the rest of " + log.getFileName() + " (" + e.getMessage() + ")");
    }
  }

  private void takeFromLog(byte[] record) {
    LogRecord.rows(
        record,
        (number, key, value) -> {
          Column column = columns.get(number);
          if (column != null) {
            take(column, key, value);
          }
        });
  }

  /** Keeps a row that has the form of its column. */
  private void take(Column column, byte[] key, byte[] value) {
    switch (column) {
      case BLOCKS -> {
        if (key.length == 2 * NUMBER && isBlockRow(value)) {
          keep(column, blockKey(key, value), joined(Arrays.copyOf(key, NUMBER), value));
        }
      }
      case MEMOS -> {
        if (key.length == 2 * NUMBER && MemoRow.isRow(value)) {
          keep(column, key, value);
        }
      }
      case POOL -> {
        if (key.length == NUMBER && PoolRow.size(value) > 0) {
          keep(column, joined(key, Hash.of(value).toBytes()), value);
        }
      }
      case REMOVED -> {
        if (key.length == Keys.ENTRY) {
          keep(Column.PEERS, key, value);
        }
      }
      case KEYS -> {
        if (key.length == 32) {
          keep(Column.KEY_TIMES, key, value);
        }
      }
      case PEERS -> peers.put(new String(key, StandardCharsets.UTF_8), value);
      case META -> {
        meta.put(keyOf(key), value);
        if (keyOf(key).equals(keyOf(Meta.NEXT_EVENT.key())) && value.length == NUMBER) {
          nextEvent = Math.max(nextEvent, Keys.longAt(value, 0));
        }
      }
      case DROPPED -> {
        if (key.length == Keys.ENTRY && DroppedRow.isRow(value)) {
          keep(column, joined(Keys.number(DroppedRow.number(value)), key), value);
        }
      }
      case BRANCHES,
          HASHES,
          TRANSACTIONS,
          ADDRESSES,
          POOL_INDEX,
          ENTRIES,
          ENTRY_BLOCKS,
          KEY_TIMES,
          STATE,
          STATE_KEYS,
          EVENTS -> {} // made anew, or gone
    }
  }

  private static String keyOf(byte[] key) {
    return new String(key, StandardCharsets.US_ASCII);
  }

  /** Two blocks may have lain at one place, one after the other. */
  private static byte[] blockKey(byte[] key, byte[] row) {
    return joined(Arrays.copyOfRange(key, NUMBER, 2 * NUMBER), Arrays.copyOf(row, 32));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private void keep(Column column, byte[] key, byte[] value) {
    WriteOp.Put row = new WriteOp.Put(column, key, value);
    waiting.add(row);
    waitingBytes += row.size();
    if (waitingBytes >= PER_WRITE) {
      write();
    }
  }

  private void write() {
    scratch.write(waiting);
    waiting.clear();
    waitingBytes = 0;
  }

  @Override
  public void close() {
    var _ = reader.shut();
  }
}
