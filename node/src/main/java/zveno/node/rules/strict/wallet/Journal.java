package zveno.node.rules.strict.wallet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import zveno.kernel.rules.strict.RefusedException;
import zveno.kernel.rules.strict.StrictTransaction;
import zveno.node.config.CommandException;
import zveno.node.config.IoErrors;

/**
 * A file of what was signed, one transaction on a line, on the disk before it is sent. Whoever
 * starts again with it sends the same transactions again, which doubles nothing, and goes on after
 * the last one.
 */
final class Journal implements AutoCloseable {

  private final Path file;
  private final FileChannel channel;
  private final List<StrictTransaction> before;

  private Journal(Path file, FileChannel channel, List<StrictTransaction> before) {
    this.file = file;
    this.channel = channel;
    this.before = before;
  }

  /** Opens it, or makes it. */
  static Journal open(Path file) {
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = locked(channel);
      if (lock == null) {
        channel.close();
        throw CommandException.badInput("another zveno record uses " + file);
      }
      return new Journal(file, channel, read(file, channel));
    } catch (IOException e) {
      throw CommandException.badInput("cannot open " + file + ": " + IoErrors.of(e));
    }
  }

  private static @Nullable FileLock locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** A last line without an end was never sent: it is cut off. */
  private static List<StrictTransaction> read(Path file, FileChannel channel) throws IOException {
    List<StrictTransaction> all = new ArrayList<>();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    long complete = 0;
    while (channel.read(buffer.clear()) >= 0) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        byte b = buffer.get();
        if (b != '\n') {
          line.write(b);
          continue;
        }
        complete += line.size() + 1;
        try {
          all.add(StrictTransaction.parse(line.toByteArray()));
        } catch (RefusedException e) {
          channel.close();
          throw CommandException.badInput(
              "line " + (all.size() + 1) + " of " + file + " is no transaction: " + e.getMessage());
        }
        line.reset();
      }
    }
    channel.truncate(complete).position(complete);
    return all;
  }

  /** What it held when it was opened. */
  List<StrictTransaction> before() {
    return before;
  }

  /** Adds, and returns when it is on the disk. */
  void add(List<StrictTransaction> transactions) {
    try {
      ByteBuffer rest = ByteBuffer.wrap(lines(transactions));
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(false);
    } catch (IOException e) {
      throw CommandException.failed("cannot write " + file + ": " + IoErrors.of(e));
    }
  }

  /** One on a line. */
  static byte[] lines(List<StrictTransaction> transactions) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (StrictTransaction transaction : transactions) {
      lines.writeBytes(transaction.encoded());
      lines.write('\n');
    }
    return lines.toByteArray();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw CommandException.failed("cannot close " + file + ": " + IoErrors.of(e));
    }
  }
}
