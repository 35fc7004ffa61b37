package zveno.node.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import zveno.node.storage.errors.StoreException;
import zveno.node.storage.schema.Column;

class EngineStopTest {

  private static final byte[] KEY = {1};
  private static final byte[] VALUE = {2};

  @TempDir Path folder;

  private Engine open(EngineMode mode) {
    return Engine.open("the store", folder.resolve("engine"), EngineSizes.SMALL, mode);
  }

  /** With what has been written and not sorted: it stays in the log, and only there. */
  @Test
  void anEngineThatIsStoppedWritesNoTableAndStillReads() throws Exception {
    Engine engine = open(EngineMode.CREATE);
    try {
      engine.writeSynced(List.of(new WriteOp.Put(Column.META, KEY, VALUE)));
      engine.stop();
      engine.stop();
      assertThatThrownBy(engine::flush).isInstanceOf(StoreException.class);
      assertThat(read(engine)).isEqualTo(VALUE);
    } finally {
      engine.close();
    }
    assertThat(tables()).isEmpty();

    Engine again = open(EngineMode.WORK);
    try {
      assertThat(read(again)).isEqualTo(VALUE);
    } finally {
      again.close();
    }
  }

  private static byte[] read(Engine engine) throws RocksDBException {
    return engine.db().get(engine.handle(Column.META), KEY);
  }

  private List<Path> tables() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("engine"))) {
      return files.filter(file -> file.toString().endsWith(".sst")).toList();
    }
  }
}
