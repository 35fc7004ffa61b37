package zveno.node.storage;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.rocksdb.EnvOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/**
 * A table of the engine's, made beside it: rows in the order of their keys. Needs the engine only
 * while it is opened. For one thread.
 */
final class TableFile implements AutoCloseable {

  private static final int MOST_INDEXED = 64;

  private final Path path;
  private final EnvOptions environment = new EnvOptions();
  private final Options options;
  private final SstFileWriter writer;
  private final ByteBuffer key = ByteBuffer.allocateDirect(MOST_INDEXED);
  private final ByteBuffer value = ByteBuffer.allocateDirect(MOST_INDEXED);

  private TableFile(Path path, Options options) {
    this.path = path;
    this.options = options;
    this.writer = new SstFileWriter(environment, options);
  }

  /**
   * Begins a table.
   *
   * @param options how the tables of its column are made; closed with it
   */
  static TableFile create(Path path, Options options) throws RocksDBException {
    TableFile file = new TableFile(path, options);
    try {
      file.writer.open(path.toString());
      return file;
    } catch (RocksDBException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  Path path() {
    return path;
  }

  void put(byte[] rowKey, byte[] rowValue) throws RocksDBException {
    writer.put(rowKey, rowValue);
  }

  /**
   * Adds a small row from a position in an array.
   *
   * @param keyLength at most 64, as {@code valueLength}
   */
  void put(byte[] rows, int at, int keyLength, int valueLength) throws RocksDBException {
    key.clear().put(rows, at, keyLength).flip();
    value.clear().put(rows, at + keyLength, valueLength).flip();
    writer.put(key, value);
  }

  /** Writes the rest, and returns when all is on the disk. */
  void finish() throws RocksDBException {
    writer.finish();
  }

  @Override
  public void close() {
    writer.close();
    options.close();
    environment.close();
  }
}
