package zveno.node.storage.folder;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Reads a file of records, as the engine writes its logs and its manifest: blocks of 32 KiB, in
 * which lie pieces of a masked CRC-32C (4, little-endian), a length (2, little-endian), a type (1)
 * and so many bytes. What is too short for a header at the end of a block is filled up. A record is
 * one piece of type 1, or pieces of types 2, 3, …, 3, 4.
 *
 * <p>The engine checks the same sums, but of some damage its reader never returns (RocksDB issue
 * 13333: a type of 5 where there was a 1), so it must see nothing but whole records.
 */
public final class LogScan {

  private static final int BLOCK = 32 << 10;
  private static final int HEADER = 7;
  private static final int LENGTH_AT = 4;
  private static final int TYPE_AT = 6;
  private static final int MASK = 0xa282ead8;

  /** What a disk writes whole or not at all. */
  private static final int SECTOR = 512;

  private static final int FULL = 1;
  private static final int FIRST = 2;
  private static final int MIDDLE = 3;
  private static final int LAST = 4;

  /** How a file of records ends, or where its first bad place is. */
  public enum Ending {
    /** With a whole record. */
    WHOLE,
    /** In the middle of a record, or with nothing but zeros: a write that was cut off. */
    CUT_OFF,
    /**
     * In a record of which some sectors were never written, and hold zeros. An fsync that covers a
     * record leaves no such place, so this one was not on the disk yet when the power went.
     */
    TORN,
    /** In a record with a wrong checksum or of an unknown type. */
    DAMAGED
  }

  /**
   * What was found.
   *
   * @param wholeTo the end of the last whole record before the first bad place; the length of the
   *     file if there is none
   * @param badAt where the first piece begins that is not whole; the length of the file if there is
   *     none
   * @param records the whole records before that place
   * @param after whole records behind it
   */
  public record Result(
      Ending ending, long wholeTo, long badAt, List<LogRecord> records, List<LogRecord> after) {}

  /** A piece that is whole. */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  private record Piece(long at, int type, byte[] bytes) {

    long end() {
      return at + HEADER + bytes.length;
    }
  }

  private final FileChannel file;
  private final long size;
  private final List<LogRecord> records = new ArrayList<>();
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private boolean inRecord;
  private byte[] block = {};
  private long blockStart = -1;

  private final Consumer<byte[]> listener;

  private LogScan(FileChannel file, Consumer<byte[]> listener) throws IOException {
    this.file = file;
    this.listener = listener;
    this.size = file.size();
  }

  /** What is to be written at this place so that the file ends in the middle of a record. */
  static byte[] beginningOfRecord(long at) {
    int left = (int) (BLOCK - at % BLOCK);
    int filling = left <= HEADER ? left : 0;
    byte[] bytes = new byte[filling + HEADER];
    bytes[filling + LENGTH_AT] = 1;
    bytes[filling + TYPE_AT] = FULL;
    return bytes;
  }

  /** Reads all of it, and changes nothing. */
  public static Result of(Path path) throws IOException {
    return of(path, _ -> {});
  }

  /**
   * Scans a log.
   *
   * @param listener receives each whole record, also those after damage
   */
  public static Result of(Path path, Consumer<byte[]> listener) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      return new LogScan(file, listener).scan();
    }
  }

  private Result scan() throws IOException {
    long wholeTo = 0;
    long at = 0;
    while (at < size) {
      if (BLOCK - at % BLOCK < HEADER) {
        at = nextBlock(at); // filled up
        continue;
      }
      Optional<Piece> piece = pieceAt(at);
      if (piece.isEmpty() || !fits(piece.get().type())) {
        return bad(wholeTo, at);
      }
      at = piece.get().end();
      if (take(piece.get(), records)) {
        wholeTo = at;
      }
    }
    return inRecord
        ? new Result(Ending.CUT_OFF, wholeTo, wholeTo, records, List.of())
        : new Result(Ending.WHOLE, size, size, records, List.of());
  }

  /** May a piece of this type come now? */
  private boolean fits(int type) {
    return inRecord ? type == MIDDLE || type == LAST : type == FULL || type == FIRST;
  }

  /** Returns whether a record is complete. */
  private boolean take(Piece piece, List<LogRecord> into) {
    begun.writeBytes(piece.bytes());
    inRecord = piece.type() == FIRST || piece.type() == MIDDLE;
    if (!inRecord) {
      byte[] record = begun.toByteArray();
      into.add(LogRecord.of(record));
      listener.accept(record);
      begun.reset();
    }
    return !inRecord;
  }

  private Result bad(long wholeTo, long at) throws IOException {
    begun.reset();
    inRecord = false;
    List<LogRecord> after = new ArrayList<>();
    long next = resume(at, after);
    return new Result(ending(wholeTo, at, next), wholeTo, at, records, after);
  }

  private Ending ending(long wholeTo, long at, long next) throws IOException {
    if (next == size && (endsIn(at) || isZero(at, size))) {
      return Ending.CUT_OFF;
    }
    return hasHole(wholeTo, next) ? Ending.TORN : Ending.DAMAGED;
  }

  /** Is the file too short for what its header says? */
  private boolean endsIn(long at) throws IOException {
    load(at);
    int offset = (int) (at - blockStart);
    if (size - at < HEADER) {
      return true;
    }
    int end = offset + HEADER + length(offset);
    return end <= BLOCK && blockStart + end > size;
  }

  /**
   * Looks for whole records behind a bad place, where no length can be trusted; returns where the
   * first of them begins, or the end of the file.
   */
  private long resume(long from, List<LogRecord> after) throws IOException {
    long first = size;
    long at = from;
    while (at < size) {
      Optional<Piece> piece = BLOCK - at % BLOCK < HEADER ? Optional.empty() : pieceAt(at);
      if (piece.isEmpty() || !fits(piece.get().type())) {
        if (inRecord) {
          begun.reset();
          inRecord = false;
        }
        at++;
        continue;
      }
      first = Math.min(first, at);
      at = piece.get().end();
      take(piece.get(), after);
    }
    return after.isEmpty() ? size : first;
  }

  /** Between these places, is there a sector, or all of it that lies there, that holds zeros? */
  private boolean hasHole(long from, long to) throws IOException {
    for (long at = from; at < to; at = (at / SECTOR + 1) * SECTOR) {
      if (isZero(at, Math.min((at / SECTOR + 1) * SECTOR, to))) {
        return true;
      }
    }
    return false;
  }

  private boolean isZero(long from, long to) throws IOException {
    for (long at = from; at < to; at++) {
      load(at);
      if (block[(int) (at - blockStart)] != 0) {
        return false;
      }
    }
    return true;
  }

  private Optional<Piece> pieceAt(long at) throws IOException {
    load(at);
    int offset = (int) (at - blockStart);
    if (offset + HEADER > block.length) {
      return Optional.empty();
    }
    int type = block[offset + TYPE_AT];
    int end = offset + HEADER + length(offset);
    if (type < FULL || type > LAST || end > block.length || !isWhole(offset)) {
      return Optional.empty();
    }
    byte[] bytes = new byte[length(offset)];
    System.arraycopy(block, offset + HEADER, bytes, 0, bytes.length);
    return Optional.of(new Piece(at, type, bytes));
  }

  private boolean isWhole(int offset) {
    return sum(offset) == ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).getInt(offset);
  }

  private int length(int offset) {
    return (block[offset + LENGTH_AT] & 0xff) | (block[offset + LENGTH_AT + 1] & 0xff) << 8;
  }

  /** Of the type and the bytes after it; masked, since sums of sums are weak. */
  private int sum(int offset) {
    CRC32C crc = new CRC32C();
    crc.update(block, offset + TYPE_AT, 1 + length(offset));
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }

  private static long nextBlock(long at) {
    return (at / BLOCK + 1) * BLOCK;
  }

  /** Makes the block that holds this place the current one. */
  private void load(long at) throws IOException {
    long start = at / BLOCK * BLOCK;
    if (start == blockStart) {
      return;
    }
    ByteBuffer read = ByteBuffer.allocate((int) Math.min(BLOCK, size - start));
    while (read.hasRemaining() && file.read(read, start + read.position()) > 0) {
      // on
    }
    if (read.hasRemaining()) {
      throw new IOException("the file was truncated while it was read");
    }
    block = read.array();
    blockStart = start;
  }
}
