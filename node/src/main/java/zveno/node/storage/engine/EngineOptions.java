package zveno.node.storage.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.Env;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksMemEnv;
import org.rocksdb.util.StdErrLogger;
import zveno.node.storage.schema.Column;

/** How the engine is tuned: for little memory, small files and a short log. */
final class EngineOptions implements AutoCloseable {

  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;

  /** Open table files; each costs some memory, so the chain's length must not decide. */
  private static final int OPEN_FILES = 256;

  /**
   * The engine would start 15 threads more whenever a column's list of files changes: hundreds for
   * each time that a store is opened and closed, which takes longer than its few files do.
   */
  private static final int FILE_OPENING_THREADS = 1;

  private static final double FILTER_BITS = 10;

  /**
   * A row that does not fit into what is left of a block begins the next one, as long as the block
   * has one per cent of its size. So a row of megabytes has a block of its own, and is not read by
   * those who look for a row before it. With 100 the engine would not look at sizes at all.
   */
  private static final int ALONE = 99;

  /**
   * The format of tables, whatever the engine would choose. It belongs to {@code
   * StoreFolder#VERSION}: with another one, or another engine whose files older ones cannot read,
   * that number must rise, so that an older Zveno says by itself that the store is newer.
   */
  static final int TABLE_FORMAT = 5;

  private final Deque<AbstractNativeReference> owned = new ArrayDeque<>();
  private final EngineSizes sizes;
  private final LRUCache cache;
  private final BloomFilter filter;
  private final DBOptions engine;
  private final Map<Column, ColumnFamilyDescriptor> columns = new EnumMap<>(Column.class);

  EngineOptions(EngineSizes sizes, EngineMode mode, boolean inMemory) {
    this.sizes = sizes;
    this.cache = own(new LRUCache(sizes.blockCache()));
    this.filter = own(new BloomFilter(FILTER_BITS));
    this.engine = own(engine(mode, inMemory));
    if (inMemory) {
      engine.setEnv(own(new RocksMemEnv(Env.getDefault())));
    }
    for (Column column : Column.values()) {
      columns.put(column, new ColumnFamilyDescriptor(column.engineName(), own(options(column))));
    }
  }

  DBOptions engine() {
    return engine;
  }

  /** Those of some columns, in their order. */
  List<ColumnFamilyDescriptor> columns(List<Column> some) {
    return some.stream().map(column -> Objects.requireNonNull(columns.get(column))).toList();
  }

  /** How a table of a column is made; to be closed by the caller. */
  Options table(Column column) {
    return new Options(engine, Objects.requireNonNull(columns.get(column)).getOptions());
  }

  private DBOptions engine(EngineMode mode, boolean inMemory) {
    DBOptions options =
        logsTracked(mode.tracksLogs)
            .setCreateIfMissing(mode.creates)
            .setCreateMissingColumnFamilies(mode.writes)
            .setErrorIfExists(mode.creates)
            .setWalRecoveryMode(mode.recovery)
            .setDbWriteBufferSize(sizes.writeBuffers())
            .setMaxTotalWalSize(sizes.log())
            .setAllowFAllocate(false)
            .setMaxOpenFiles(OPEN_FILES)
            .setMaxFileOpeningThreads(FILE_OPENING_THREADS)
            .setMaxBackgroundJobs(2)
            .setBytesPerSync(MIB)
            .setMaxManifestFileSize(MIB)
            .setManifestPreallocationSize(64 * KIB)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setMaxLogFileSize(MIB)
            .setKeepLogFileNum(2)
            .setStatsDumpPeriodSec(0)
            .setStatsPersistPeriodSec(0);
    if (mode.writes && !inMemory) {
      options.setListeners(List.of(own(new RecoveryListener())));
      options.setAvoidFlushDuringShutdown(true); // the store flushes, unless it has failed
    }
    if (!mode.writes) {
      // Or the engine would begin a new log of its doings in the folder that it must not touch.
      options.setLogger(own(new StdErrLogger(InfoLogLevel.FATAL_LEVEL)));
    }
    return options;
  }

  /**
   * The manifest tells how long each finished log is, so that one that is missing or has lost its
   * end is noticed even when later ones are whole. The engine has this option, its Java face has no
   * setter. (The engine's newer {@code track_and_verify_wals} takes a record that a full disk has
   * cut off for damage.)
   */
  private static DBOptions logsTracked(boolean tracked) {
    Properties properties = new Properties();
    properties.setProperty("track_and_verify_wals_in_manifest", Boolean.toString(tracked));
    return Objects.requireNonNull(DBOptions.getDBOptionsFromProps(properties));
  }

  private ColumnFamilyOptions options(Column column) {
    ColumnFamilyOptions options =
        new ColumnFamilyOptions()
            .setWriteBufferSize(Math.max(MIB, sizes.writeBuffers() / 2))
            .setArenaBlockSize(64 * KIB)
            .setTargetFileSizeBase(8 * MIB)
            .setMaxBytesForLevelBase(32 * MIB)
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setTableFormatConfig(format(column));
    if (column.prefix() > 0) {
      options.useFixedLengthPrefixExtractor(column.prefix());
    }
    return options;
  }

  private BlockBasedTableConfig format(Column column) {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setBlockSize(column == Column.BLOCKS ? 16 * KIB : 4 * KIB)
            .setBlockSizeDeviation(ALONE)
            .setFormatVersion(TABLE_FORMAT)
            .setIndexType(IndexType.kTwoLevelIndexSearch)
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setPinTopLevelIndexAndFilter(true);
    return column.prefix() == 0
        ? table
        : table.setFilterPolicy(filter).setWholeKeyFiltering(false).setPartitionFilters(true);
  }

  private <T extends AbstractNativeReference> T own(T object) {
    owned.push(object);
    return object;
  }

  @Override
  public void close() {
    owned.forEach(AbstractNativeReference::close);
    owned.clear();
  }
}
