package zveno.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;

/** Appends to a file and has the system write it to the disk, again and again, and nothing else. */
final class DiskLoop implements AutoCloseable {

  /** About what the storage engine's log gets for one transaction. */
  private static final int BYTES = 320;

  private final FileChannel file;
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES);

  DiskLoop(Path path) throws IOException {
    file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** Goes on for this time, or until it has been done so many times. */
  HttpLoad.Done run(Duration time, int most) throws IOException {
    long[] waits = new long[most];
    int done = 0;
    long begin = System.nanoTime();
    long end = begin + time.toNanos();
    for (long from = begin; done < most && from - end < 0; done++) {
      bytes.clear();
      while (bytes.hasRemaining()) {
        var _ = file.write(bytes);
      }
      file.force(false); // fdatasync
      long now = System.nanoTime();
      waits[done] = now - from;
      from = now;
    }
    long[] sorted = Arrays.copyOf(waits, done);
    Arrays.sort(sorted);
    return new HttpLoad.Done(System.nanoTime() - begin, sorted);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
