package zveno.export.files;

import java.io.IOException;
import zveno.export.rows.BlockRow;

/** Writes the two files of a range of heights: its blocks, and their transactions. */
interface RangeWriter extends AutoCloseable {

  /** Adds the next block, with its transactions. */
  void add(BlockRow block) throws IOException;

  /** Writes what is left; both files are then whole, though perhaps not on the disk. */
  void finish() throws IOException;

  @Override
  void close() throws IOException;
}
