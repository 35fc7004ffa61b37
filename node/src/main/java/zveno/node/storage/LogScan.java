package zveno.node.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * Looks for damage in a file of records, as the engine writes its logs and its manifest: blocks of
 * 32 KiB, in which lie records of a masked CRC-32C (4, little-endian), a length (2, little-endian),
 * a type (1) and so many bytes. What is too short for a header at the end of a block is filled up.
 *
 * <p>The engine checks the same sums, but of some damage its reader never returns (RocksDB issue
 * 13333: a type of 5 where there was a 1), so a file must be found whole before the engine sees it.
 */
final class LogScan {

  private static final int BLOCK = 32 << 10;
  private static final int HEADER = 7;
  private static final int LENGTH_AT = 4;
  private static final int TYPE_AT = 6;
  private static final int MASK = 0xa282ead8;

  /** What came of a record. */
  private enum Found {
    WHOLE,
    /** The file ends in it, or is nothing but zeros from here on: a write that was cut off. */
    CUT_OFF,
    DAMAGED
  }

  private final InputStream file;
  private byte[] block;
  private long blockStart;

  private LogScan(InputStream file) throws IOException {
    this.file = file;
    this.block = file.readNBytes(BLOCK);
  }

  /**
   * Where the first damaged record begins; nothing if there is none but a cut-off one at the end.
   */
  static OptionalLong firstDamage(Path path) throws IOException {
    try (InputStream file = Files.newInputStream(path)) {
      return new LogScan(file).firstDamage();
    }
  }

  private OptionalLong firstDamage() throws IOException {
    while (block.length > 0) {
      for (int at = 0; at < block.length && BLOCK - at >= HEADER; at += HEADER + length(at)) {
        long place = blockStart + at;
        switch (record(at)) {
          case WHOLE -> {}
          case CUT_OFF -> {
            return OptionalLong.empty();
          }
          case DAMAGED -> {
            return OptionalLong.of(place);
          }
        }
      }
      nextBlock();
    }
    return OptionalLong.empty();
  }

  private void nextBlock() throws IOException {
    blockStart += block.length;
    block = file.readNBytes(BLOCK);
  }

  private Found record(int at) throws IOException {
    if (at + HEADER > block.length) {
      return Found.CUT_OFF;
    }
    int end = at + HEADER + length(at);
    if (end > BLOCK) {
      return Found.DAMAGED;
    }
    if (end > block.length) {
      return Found.CUT_OFF;
    }
    if (sum(at) == ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).getInt(at)) {
      return Found.WHOLE;
    }
    return onlyZerosFollow(at) ? Found.CUT_OFF : Found.DAMAGED;
  }

  private int length(int at) {
    return (block[at + LENGTH_AT] & 0xff) | (block[at + LENGTH_AT + 1] & 0xff) << 8;
  }

  /** Of the type and the bytes after it; masked, since sums of sums are weak. */
  private int sum(int at) {
    CRC32C crc = new CRC32C();
    crc.update(block, at + TYPE_AT, 1 + length(at));
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }

  /** From here to the end of the file; afterwards there is nothing more to scan. */
  private boolean onlyZerosFollow(int at) throws IOException {
    int from = at;
    while (block.length > 0) {
      for (int i = from; i < block.length; i++) {
        if (block[i] != 0) {
          return false;
        }
      }
      nextBlock();
      from = 0;
    }
    return true;
  }
}
