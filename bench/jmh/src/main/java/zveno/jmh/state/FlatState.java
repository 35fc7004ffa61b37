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
import zveno.node.storage.engine.WriteOp;
import zveno.node.storage.schema.Column;

/**
 * A row for each account, as it is at the tip, and for each block a record of what its accounts
 * were before. In columns that the node has for other things and that are made as these would be.
 */
final class FlatState extends StateWay {

  private static final Column ACCOUNTS = Column.KEYS;
  private static final Column UNDO = Column.MEMOS;

  private long tip = 1;

  FlatState(Workload work, Path folder) {
    super(work, folder);
  }

  @Override
  String title() {
    return "flat rows";
  }

  @Override
  List<Column> columns() {
    return List.of(ACCOUNTS, UNDO);
  }

  @Override
  void genesis() {
    List<WriteOp> changes = new ArrayList<>();
    for (int i = 0; i < work.accounts(); i++) {
      changes.add(new WriteOp.Put(ACCOUNTS, work.key(i), work.firstValue()));
    }
    engine().write(changes);
  }

  @Override
  byte @Nullable [] read(int account) {
    return get(ACCOUNTS, work.key(account));
  }

  @Override
  List<byte @Nullable []> readAll(int[] touched) {
    List<byte @Nullable []> values = new ArrayList<>(touched.length);
    for (int account : touched) {
      values.add(read(account));
    }
    return values;
  }

  @Override
  List<WriteOp> changes(int[] touched, List<byte @Nullable []> before, byte[][] after) {
    tip++;
    List<WriteOp> changes = new ArrayList<>();
    for (int i = 0; i < touched.length; i++) {
      changes.add(new WriteOp.Put(ACCOUNTS, work.key(touched[i]), after[i]));
    }
    changes.add(new WriteOp.Put(UNDO, numbered(tip), undo(touched, before)));
    return changes;
  }

  private byte[] undo(int[] touched, List<byte @Nullable []> before) {
    ByteBuffer undo = ByteBuffer.allocate(touched.length * (Workload.KEY + Workload.VALUE));
    for (int i = 0; i < touched.length; i++) {
      undo.put(work.key(touched[i])).put(Objects.requireNonNull(before.get(i)));
    }
    return undo.array();
  }

  private static byte[] numbered(long height) {
    return ByteBuffer.allocate(16).putLong(1).putLong(height).array();
  }

  /** One write, since a crash must not leave half of it. */
  @Override
  Reorganisation reorganise(int depth, SplittableRandom random) {
    Map<ByteBuffer, byte[]> values = new HashMap<>();
    long end = tip;
    long begin = System.nanoTime();
    for (; tip > end - depth; tip--) {
      byte[] undo = Objects.requireNonNull(get(UNDO, numbered(tip)));
      for (int at = 0; at < undo.length; at += Workload.KEY + Workload.VALUE) {
        int value = at + Workload.KEY;
        values.put(
            ByteBuffer.wrap(Arrays.copyOfRange(undo, at, value)),
            Arrays.copyOfRange(undo, value, value + Workload.VALUE));
      }
    }
    List<WriteOp> changes = new ArrayList<>();
    while (tip <= end) {
      int[] touched = work.touched(random);
      List<byte @Nullable []> before = new ArrayList<>();
      for (int account : touched) {
        byte[] left = values.get(ByteBuffer.wrap(work.key(account)));
        before.add(left != null ? left : read(account));
      }
      byte[][] after = next(before, random);
      for (int i = 0; i < touched.length; i++) {
        values.put(ByteBuffer.wrap(work.key(touched[i])), after[i]);
      }
      changes.add(new WriteOp.Put(UNDO, numbered(++tip), undo(touched, before)));
    }
    values.forEach((key, value) -> {
      byte[] account = new byte[Workload.KEY];
      key.get(0, account);
      changes.add(new WriteOp.Put(ACCOUNTS, account, value));
    });
    engine().writeSynced(changes);
    return new Reorganisation(0, (System.nanoTime() - begin) / 1e6, bytes(changes));
  }
}
