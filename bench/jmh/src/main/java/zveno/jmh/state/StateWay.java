package zveno.jmh.state;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompactRangeOptions.BottommostLevelCompaction;
import org.rocksdb.RocksDBException;
import zveno.node.storage.engine.Engine;
import zveno.node.storage.engine.EngineMode;
import zveno.node.storage.engine.EngineSizes;
import zveno.node.storage.engine.WriteOp;
import zveno.node.storage.schema.Column;

/** One of the ways; with an engine of its own, opened as the node opens its own. */
abstract class StateWay implements AutoCloseable {

  private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /** Every so many blocks what they touch is read from the engine too; that takes much longer. */
  private static final int BLOCKS_OF_A_READ = 20;

  final Workload work;
  private final byte[][] values;
  private final Path folder;
  private Engine engine;
  private long readNanos;
  private long writeNanos;
  private long processNanos;
  private long blocks;
  private long blocksRead;
  private long accounts;

  StateWay(Workload work, Path folder) {
    this.work = work;
    this.values = new byte[work.accounts()][];
    Arrays.fill(values, work.firstValue());
    this.folder = folder;
    this.engine = Engine.open(title(), folder, EngineSizes.SMALL, EngineMode.CREATE);
  }

  abstract String title();

  /** The columns whose sizes count. */
  abstract List<Column> columns();

  abstract void genesis();

  /** The value of an account at the tip, read by itself, as for an answer to a client. */
  abstract byte @Nullable [] read(int account);

  /** The values of a block's accounts at the tip. */
  abstract List<byte @Nullable []> readAll(int[] touched);

  abstract List<WriteOp> changes(int[] touched, List<byte @Nullable []> before, byte[][] after);

  /** Leaves some blocks and joins as many and one; says what took how long. */
  abstract Reorganisation reorganise(int depth, SplittableRandom random);

  /**
   * What a reorganisation costs.
   *
   * @param beside milliseconds on another thread than the writer's, while that goes on
   * @param writer milliseconds in which the writer does nothing else
   * @param bytes of the write that decides
   */
  record Reorganisation(double beside, double writer, long bytes) {}

  /** Blocks one by one; all times are those of processors, which a busy machine distorts less. */
  void blocks(int count, SplittableRandom random) {
    long begin = PROCESS.getProcessCpuTime();
    for (int i = 0; i < count; i++) {
      block(random);
    }
    processNanos += PROCESS.getProcessCpuTime() - begin;
  }

  /** Writes what becomes of the accounts that a block touches, in one unsynced write. */
  private void block(SplittableRandom random) {
    int[] touched = work.touched(random);
    List<byte @Nullable []> before = new ArrayList<>();
    for (int account : touched) {
      before.add(values[account]);
    }
    if (blocks++ % BLOCKS_OF_A_READ == 0) {
      check(touched, before);
    }
    byte[][] after = next(before, random);
    for (int i = 0; i < touched.length; i++) {
      values[touched[i]] = after[i];
    }
    long begin = THREAD.getCurrentThreadCpuTime();
    engine.write(changes(touched, before, after));
    writeNanos += THREAD.getCurrentThreadCpuTime() - begin;
    accounts += touched.length;
  }

  /** Reads them from the engine as well, as a node does. */
  private void check(int[] touched, List<byte @Nullable []> expected) {
    long begin = THREAD.getCurrentThreadCpuTime();
    List<byte @Nullable []> read = readAll(touched);
    readNanos += THREAD.getCurrentThreadCpuTime() - begin;
    blocksRead++;
    for (int i = 0; i < touched.length; i++) {
      if (!Arrays.equals(read.get(i), expected.get(i))) {
        throw new IllegalStateException(title() + " has lost what account " + touched[i] + " has");
      }
    }
  }

  byte[][] next(List<byte @Nullable []> before, SplittableRandom random) {
    byte[][] after = new byte[before.size()][];
    for (int i = 0; i < after.length; i++) {
      after[i] = work.nextValue(before.get(i), random);
    }
    return after;
  }

  double readMicros() {
    return readNanos / 1e3 / blocksRead;
  }

  double writeMicros() {
    return writeNanos / 1e3 / blocks;
  }

  /** Of all threads, those that sort and merge files included. */
  double processMicros() {
    return processNanos / 1e3 / blocks;
  }

  double accountsOfABlock() {
    return (double) accounts / blocks;
  }

  Engine engine() {
    return engine;
  }

  /** Closes and opens the engine; returns milliseconds until an account can be read. */
  double reopen() {
    engine.flush();
    close();
    long begin = System.nanoTime();
    engine = Engine.open(title(), folder, EngineSizes.SMALL, EngineMode.WORK);
    read(Workload.HOT);
    return (System.nanoTime() - begin) / 1e6;
  }

  /** Bytes of each column. */
  List<Long> sizes() {
    engine.flush();
    return columns().stream().map(column -> engine.sizes().get(column.title())).toList();
  }

  void compact() {
    engine.flush();
    try (CompactRangeOptions all = new CompactRangeOptions()) {
      all.setBottommostLevelCompaction(BottommostLevelCompaction.kForce);
      for (Column column : columns()) {
        engine.db().compactRange(engine.handle(column), null, null, all);
      }
    } catch (RocksDBException e) {
      throw new IllegalStateException(e);
    }
  }

  byte @Nullable [] get(Column column, byte[] key) {
    try {
      return engine.db().get(engine.handle(column), key);
    } catch (RocksDBException e) {
      throw new IllegalStateException(e);
    }
  }

  static long bytes(List<WriteOp> changes) {
    return changes.stream().mapToLong(WriteOp::size).sum();
  }

  @Override
  public void close() {
    engine.close();
  }
}
