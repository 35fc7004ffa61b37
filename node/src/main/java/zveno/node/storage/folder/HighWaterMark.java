package zveno.node.storage.folder;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import zveno.node.storage.errors.RocksErrors;
import zveno.node.storage.errors.StoreException;
import zveno.node.storage.errors.StoreFailedException;

/**
 * The file {@code ACKNOWLEDGED}: the number of the last commit that is known to be on the disk. The
 * engine's log can lose its tail without a word; this is how it is noticed.
 *
 * <p>Two slots are written in turn, so that one is always whole. The end of the process loses
 * nothing; to save time the file is forced to the disk only about once a second, so that a loss of
 * power may lose the last second of the mark (not of what was committed).
 *
 * <p>A slot: "ZVENOACK" (8), turn (8), commit (8), 1 if the store was closed cleanly and else 0
 * (4), CRC-32C of the 28 bytes before it (4). It is a {@link RandomAccessFile} since a channel
 * would be closed under our hands when a thread that writes is interrupted.
 */
public final class HighWaterMark implements AutoCloseable {

  private static final long MAGIC = 0x5a56_454e_4f41_434bL;
  private static final int SLOT = 32;
  private static final int CHECKED = SLOT - Integer.BYTES;

  /** Far enough apart that no torn sector and no torn page reaches both. */
  private static final int APART = 4096;

  private static final long FORCE_EVERY = Duration.ofSeconds(1).toNanos();

  /**
   * What a slot says.
   *
   * @param turn the slot with the higher turn counts
   * @param commit the last commit known to be on the disk
   * @param clean whether the engine's log holds nothing that is not in its tables
   */
  public record State(long turn, long commit, boolean clean) {}

  private final Path path;
  private final RandomAccessFile file;
  private State state;
  private long forced = System.nanoTime();

  /**
   * After a failed write or fsync the content of this slot is unknown, so only the other one is
   * used.
   */
  private boolean failed;

  /** Continues in a file that has this number already. */
  public HighWaterMark(Path path, RandomAccessFile file, State state) {
    this.path = path;
    this.file = file;
    this.state = state;
  }

  /** What the file says; nothing if it is not there, or neither slot is whole. */
  public static Optional<State> read(Path path) throws IOException {
    if (Files.notExists(path)) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
    return Stream.of(0, APART)
        .flatMap(offset -> slot(bytes, offset).stream())
        .max(Comparator.comparingLong(State::turn));
  }

  private static Optional<State> slot(ByteBuffer bytes, int offset) {
    if (bytes.limit() < offset + SLOT) {
      return Optional.empty();
    }
    ByteBuffer slot = bytes.slice(offset, SLOT);
    return slot.getLong(0) == MAGIC && slot.getInt(CHECKED) == checksum(slot)
        ? Optional.of(new State(slot.getLong(8), slot.getLong(16), slot.getInt(24) == 1))
        : Optional.empty();
  }

  /** Opens the file, or makes it, and says that from now on the store is not closed cleanly. */
  public static HighWaterMark open(Path path, State state) {
    try {
      boolean fresh = Files.notExists(path);
      HighWaterMark mark =
          new HighWaterMark(path, new RandomAccessFile(path.toFile(), "rw"), state);
      mark.write(state.commit(), false);
      mark.force();
      if (fresh) {
        FolderNames.sync(FolderNames.parent(path));
      }
      return mark;
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  /**
   * Notes that this commit, and all before it, are on the disk.
   *
   * @throws StoreFailedException if that cannot be noted, for lack of space too: the commit is on
   *     the disk already, so it must not look as if it had never begun
   */
  public synchronized void set(long commit) {
    try {
      write(commit, false);
      if (System.nanoTime() - forced >= FORCE_EVERY) {
        force();
      }
    } catch (IOException e) {
      throw new StoreFailedException(path + " has failed: " + e, e);
    }
  }

  /**
   * Notes, in both slots, that all is on the disk and nothing only in the engine's log. The first
   * is on the disk before the second is touched.
   */
  public synchronized void closeCleanly(long commit) {
    try {
      write(commit, true);
      force();
      write(commit, true);
    } catch (IOException e) {
      throw failed(path, e);
    } finally {
      close();
    }
  }

  /** Closes the file as it is. */
  @Override
  public synchronized void close() {
    try (file) {
      if (!failed) {
        force();
      }
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  /** The turn passes to the other slot when this one has been written, and not before. */
  private void write(long commit, boolean clean) throws IOException {
    insistOnGoodFile();
    State next = new State(state.turn() + 1, commit, clean);
    ByteBuffer slot =
        ByteBuffer.allocate(SLOT)
            .putLong(MAGIC)
            .putLong(next.turn())
            .putLong(commit)
            .putInt(clean ? 1 : 0);
    slot.putInt(checksum(slot));
    failed = true;
    file.seek(next.turn() % 2 * APART);
    file.write(slot.array());
    failed = false;
    state = next;
  }

  private void force() throws IOException {
    failed = true; // an fsync that failed is not made good by one that succeeds later
    file.getFD().sync();
    failed = false;
    forced = System.nanoTime();
  }

  private void insistOnGoodFile() throws IOException {
    if (failed) {
      throw new IOException("an earlier write has failed");
    }
  }

  private static int checksum(ByteBuffer slot) {
    CRC32C crc = new CRC32C();
    crc.update(slot.slice(0, CHECKED));
    return (int) crc.getValue();
  }

  private static StoreException failed(Path path, IOException e) {
    return RocksErrors.of(e, path.toString());
  }
}
