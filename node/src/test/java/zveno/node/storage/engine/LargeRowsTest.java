package zveno.node.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.SstFileReader;
import zveno.node.storage.schema.Column;
import zveno.node.storage.schema.Keys;

/** A row of megabytes lies alone in its part of a table: what lies before it is read without it. */
class LargeRowsTest {

  private static final int SMALL = 360;
  private static final int LARGE = 5 << 20;

  @TempDir Path folder;

  private long partsOf(int... sizes) throws Exception {
    EngineLibrary.load();
    Path file = folder.resolve("table.sst");
    try (EngineOptions options = new EngineOptions(EngineSizes.SMALL, EngineMode.CREATE, false)) {
      try (SstFile table = SstFile.create(file, options.table(Column.BLOCKS))) {
        for (int i = 0; i < sizes.length; i++) {
          table.put(Keys.block(1, i + 1), new byte[sizes[i]]);
        }
        table.finish();
      }
      try (Options how = options.table(Column.BLOCKS);
          SstFileReader reader = new SstFileReader(how)) {
        reader.open(file.toString());
        return Objects.requireNonNull(reader.getTableProperties()).getNumDataBlocks();
      }
    }
  }

  @Test
  void aLargeRowHasNoNeighbours() throws Exception {
    assertThat(partsOf(SMALL, SMALL, LARGE, SMALL, SMALL)).isEqualTo(3);
  }

  @Test
  void smallOnesAreTogether() throws Exception {
    assertThat(partsOf(SMALL, SMALL, SMALL, SMALL, SMALL)).isEqualTo(1);
  }
}
