package zveno.node.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import zveno.node.storage.schema.Column;

/** Changes are written down as the engine itself would, and it does what they say. */
class WriteBatchEncoderTest {

  private static final long SEED = Long.getLong("zveno.seed", 20_171);

  private final Random random = new Random(SEED);
  private final Map<Column, ColumnFamilyHandle> columns = new EnumMap<>(Column.class);

  @Test
  void areWhatTheEngineWrites(@TempDir Path folder) throws RocksDBException {
    System.out.println("WriteBatchEncoderTest: -Dzveno.seed=" + SEED);
    EngineLibrary.load();
    List<ColumnFamilyDescriptor> wanted = new ArrayList<>();
    for (Column column : Column.values()) {
      wanted.add(new ColumnFamilyDescriptor(column.engineName(), new ColumnFamilyOptions()));
    }
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try (DBOptions options =
            new DBOptions().setCreateIfMissing(true).setCreateMissingColumnFamilies(true);
        WriteOptions unsynced = new WriteOptions();
        RocksDB db = RocksDB.open(options, folder.toString(), wanted, handles)) {
      Iterator<ColumnFamilyHandle> each = handles.iterator();
      for (Column column : Column.values()) {
        columns.put(column, each.next());
      }
      for (int round = 0; round < 200; round++) {
        List<WriteOp> changes = round == 100 ? List.of(aLargeOne()) : someChanges();
        byte[] bytes = WriteBatchEncoder.of(changes, column -> handle(column).getID());
        try (WriteBatch taken = new WriteBatch(bytes);
            WriteBatch told = told(changes)) {
          assertThat(taken.count()).isEqualTo(changes.size());
          assertThat(told.data()).isEqualTo(bytes);
          db.write(unsynced, taken);
        }
        insistOnTheLast(changes, db);
      }
    }
  }

  private ColumnFamilyHandle handle(Column column) {
    return Objects.requireNonNull(columns.get(column));
  }

  private List<WriteOp> someChanges() {
    List<WriteOp> changes = new ArrayList<>();
    int count = random.nextInt(20);
    for (int i = 0; i < count; i++) {
      Column column = Column.values()[random.nextInt(Column.values().length)];
      changes.add(
          switch (random.nextInt(10)) {
            case 0 -> new WriteOp.Delete(column, bytes(40));
            case 1 -> new WriteOp.DeleteRange(column, new byte[] {1}, new byte[] {2});
            case 2 -> new WriteOp.Put(column, bytes(40), bytes(70_000));
            default -> new WriteOp.Put(column, bytes(300), bytes(300));
          });
    }
    return changes;
  }

  /** Its length takes four bytes. */
  private WriteOp aLargeOne() {
    return new WriteOp.Put(Column.BLOCKS, bytes(40), new byte[3 << 20]);
  }

  private byte[] bytes(int most) {
    byte[] bytes = new byte[1 + random.nextInt(most)];
    random.nextBytes(bytes);
    return bytes;
  }

  private WriteBatch told(List<WriteOp> changes) throws RocksDBException {
    WriteBatch batch = new WriteBatch();
    for (WriteOp change : changes) {
      ColumnFamilyHandle handle = handle(change.column());
      switch (change) {
        case WriteOp.Put(_, var key, var value) -> batch.put(handle, key, value);
        case WriteOp.Delete(_, var key) -> batch.delete(handle, key);
        case WriteOp.DeleteRange(_, var from, var to) -> batch.deleteRange(handle, from, to);
      }
    }
    return batch;
  }

  private void insistOnTheLast(List<WriteOp> changes, RocksDB db) throws RocksDBException {
    if (!changes.isEmpty()
        && changes.getLast() instanceof WriteOp.Put(var column, var key, var value)) {
      assertThat(db.get(handle(column), key)).isEqualTo(value);
    }
  }
}
