package zveno.node.storage.engine;

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
public final class SstFile implements AutoCloseable {

  private static final int MAX_INDEXED = 64;

  private final Path path;
  private final EnvOptions environment = new EnvOptions();
  private final Options options;
  private final SstFileWriter writer;
  private final ByteBuffer key = ByteBuffer.allocateDirect(MAX_INDEXED);
  private final ByteBuffer value = ByteBuffer.allocateDirect(MAX_INDEXED);

  private SstFile(Path path, Options options) {
    this.path = path;
    this.options = options;
    this.writer = new SstFileWriter(environment, options);
  }

  /**
   * Begins a table.
   *
   * @param options how the tables of its column are made; closed with it
   */
  static SstFile create(Path path, Options options) throws RocksDBException {
    SstFile file = new SstFile(path, options);
    try {
      file.writer.open(path.toString());
      return file;
    } catch (RocksDBException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  public Path path() {
    return path;
  }

  public void put(byte[] rowKey, byte[] rowValue) throws RocksDBException {
    writer.put(rowKey, rowValue);
  }

  /**
   * Adds a small row from a position in an array.
   *
   * @param keyLength at most 64, as {@code valueLength}
   */
  public void put(byte[] rows, int at, int keyLength, int valueLength) throws RocksDBException {
    key.clear().put(rows, at, keyLength).flip();
    value.clear().put(rows, at + keyLength, valueLength).flip();
    writer.put(key, value);
  }

  /** Writes the rest, and returns when all is on the disk. */
  public void finish() throws RocksDBException {
    writer.finish();
  }

  @Override
  public void close() {
    writer.close();
    options.close();
    environment.close();
  }
}
