package zveno.jmh.state;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksIterator;
import zveno.node.storage.engine.WriteOp;
import zveno.node.storage.schema.Column;

/**
 * A row for each account and each block that touches it: key, branch inverted, height inverted.
 * Also a row for each block with the keys that it touches, by which a forgotten block's rows are
 * found.
 */
final class VersionedState extends StateWay {

  private static final int PREFIX = Workload.KEY + 1;

  private static final int BLOCKS_OF_A_WRITE = 50;

  private final ReadOptions options = new ReadOptions().setPrefixSameAsStart(true);
  private long[] branches = {1};
  private long[] starts = {1};
  private long tip = 1;

  VersionedState(Workload work, Path folder) {
    super(work, folder);
  }

  @Override
  String title() {
    return "rows by branch and height";
  }

  @Override
  List<Column> columns() {
    return List.of(Column.STATE, Column.STATE_KEYS);
  }

  @Override
  void genesis() {
    List<WriteOp> changes = new ArrayList<>();
    for (int i = 0; i < work.accounts(); i++) {
      changes.add(new WriteOp.Put(Column.STATE, key(work.key(i), 1, 1), work.firstValue()));
    }
    engine().write(changes);
  }

  private static byte[] key(byte[] account, long branch, long height) {
    return ByteBuffer.allocate(PREFIX + 16)
        .put(account)
        .put((byte) Workload.KEY)
        .putLong(~branch)
        .putLong(~height)
        .array();
  }

  @Override
  byte @Nullable [] read(int account) {
    try (RocksIterator rows = rows()) {
      return read(rows, account);
    }
  }

  @Override
  List<byte @Nullable []> readAll(int[] touched) {
    try (RocksIterator rows = rows()) {
      return readAll(rows, touched);
    }
  }

  private List<byte @Nullable []> readAll(RocksIterator rows, int[] touched) {
    List<byte @Nullable []> values = new ArrayList<>(touched.length);
    for (int account : touched) {
      values.add(read(rows, account));
    }
    return values;
  }

  private RocksIterator rows() {
    return engine().db().newIterator(engine().handle(Column.STATE), options);
  }

  /** Numbers of branches rise along a path, so the first row of the path is the newest. */
  private byte @Nullable [] read(RocksIterator rows, int account) {
    byte[] key = work.key(account);
    int at = branches.length - 1;
    long end = tip;
    while (true) {
      rows.seek(key(key, branches[at], end));
      if (!rows.isValid()) {
        return null;
      }
      ByteBuffer found = ByteBuffer.wrap(rows.key());
      if (!Arrays.equals(found.array(), 0, Workload.KEY, key, 0, Workload.KEY)) {
        return null;
      }
      long branch = ~found.getLong(PREFIX);
      long height = ~found.getLong(PREFIX + 8);
      for (; branches[at] > branch; at--) {
        end = starts[at] - 1;
        if (at == 0) {
          return null;
        }
      }
      if (branches[at] == branch && height <= end) {
        return rows.value();
      }
    }
  }

  @Override
  List<WriteOp> changes(int[] touched, List<byte @Nullable []> before, byte[][] after) {
    return rowsOf(branches[branches.length - 1], ++tip, touched, after);
  }

  private List<WriteOp> rowsOf(long branch, long height, int[] touched, byte[][] values) {
    List<WriteOp> changes = new ArrayList<>();
    ByteBuffer keys = ByteBuffer.allocate(touched.length * Workload.KEY);
    for (int i = 0; i < touched.length; i++) {
      byte[] account = work.key(touched[i]);
      keys.put(account);
      changes.add(new WriteOp.Put(Column.STATE, key(account, branch, height), values[i]));
    }
    changes.add(new WriteOp.Put(Column.STATE_KEYS, keyOf(branch, height), keys.array()));
    return changes;
  }

  private static byte[] keyOf(long branch, long height) {
    return ByteBuffer.allocate(16).putLong(branch).putLong(height).array();
  }

  /**
   * The new blocks are stored beside the tree; then one small write makes their branch the tip's.
   */
  @Override
  Reorganisation reorganise(int depth, SplittableRandom random) {
    final long[] oldBranches = branches;
    final long[] oldStarts = starts;
    final long oldTip = tip;
    long fork = tip - depth;
    int kept = stretchOf(oldStarts, fork) + 1;
    long branch = branches[branches.length - 1] + 1;
    long begin = System.nanoTime();
    branches = Arrays.copyOf(branches, kept + 1);
    starts = Arrays.copyOf(starts, kept + 1);
    branches[kept] = branch;
    starts[kept] = fork + 1;
    tip = fork;
    while (tip < oldTip + 1) {
      stage(branch, Math.min(BLOCKS_OF_A_WRITE, oldTip + 1 - tip), random);
    }
    long staged = System.nanoTime();
    engine().sync();
    List<WriteOp> decision =
        List.of(
            new WriteOp.Put(Column.META, new byte[8], keyOf(branch, tip)),
            new WriteOp.Put(Column.BRANCHES, new byte[8], keyOf(branch, tip)));
    engine().writeSynced(decision);
    final long decided = System.nanoTime();
    sweep(oldBranches, oldStarts, fork, oldTip);
    return new Reorganisation(
        (staged - begin + System.nanoTime() - decided) / 1e6,
        (decided - staged) / 1e6,
        bytes(decision));
  }

  private void stage(long branch, long count, SplittableRandom random) {
    Map<Integer, byte[]> unwritten = new HashMap<>();
    List<WriteOp> changes = new ArrayList<>();
    try (RocksIterator rows = rows()) {
      for (long i = 0; i < count; i++) {
        int[] touched = work.touched(random);
        List<byte @Nullable []> before = new ArrayList<>();
        for (int account : touched) {
          byte[] value = unwritten.get(account);
          before.add(value != null ? value : read(rows, account));
        }
        byte[][] after = next(before, random);
        for (int j = 0; j < touched.length; j++) {
          unwritten.put(touched[j], after[j]);
        }
        changes.addAll(rowsOf(branch, ++tip, touched, after));
      }
    }
    engine().write(changes);
  }

  private static int stretchOf(long[] starts, long height) {
    int found = Arrays.binarySearch(starts, height);
    return found >= 0 ? found : -found - 2;
  }

  private void sweep(long[] oldBranches, long[] oldStarts, long fork, long oldTip) {
    List<WriteOp> changes = new ArrayList<>();
    for (long height = oldTip; height > fork; height--) {
      long branch = oldBranches[stretchOf(oldStarts, height)];
      byte[] keys = Objects.requireNonNull(get(Column.STATE_KEYS, keyOf(branch, height)));
      for (int at = 0; at < keys.length; at += Workload.KEY) {
        byte[] account = Arrays.copyOfRange(keys, at, at + Workload.KEY);
        changes.add(new WriteOp.Delete(Column.STATE, key(account, branch, height)));
      }
      changes.add(new WriteOp.Delete(Column.STATE_KEYS, keyOf(branch, height)));
      if (changes.size() > 2_000 || height == fork + 1) {
        engine().write(changes);
        changes.clear();
      }
    }
  }
}
