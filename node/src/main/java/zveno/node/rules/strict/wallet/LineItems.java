package zveno.node.rules.strict.wallet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import zveno.node.config.CommandException;

/** Lines of an input, recorded as they are; blank ones are left out. */
final class LineItems implements Items {

  private static final int MAX_QUEUED = 1_024;

  /** A line, the end, or what came between. */
  private record Read(@Nullable Item item, @Nullable IOException failure) {}

  private static final Read END = new Read(null, null);

  private final BlockingQueue<Read> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
  private final Thread reader;
  private boolean ended;

  /**
   * Reads ahead in a thread of its own, so that what is there can be sent while more is awaited.
   */
  LineItems(InputStream input) {
    this.reader = Thread.ofPlatform().daemon().name("record-lines").start(() -> read(input));
  }

  private void read(InputStream input) {
    try {
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8.newDecoder()))) {
        long number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          number++;
          if (!line.isBlank()) {
            long known = number;
            Item item = new Item(line, "line " + known, json -> json.name("line").integer(known));
            queue.put(new Read(item, null));
          }
        }
        queue.put(END);
      } catch (IOException e) {
        queue.put(new Read(null, e));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  @Override
  public List<Item> next(int max) throws InterruptedException {
    List<Item> items = new ArrayList<>();
    while (!ended && items.size() < max) {
      Read read = items.isEmpty() ? queue.take() : queue.poll();
      if (read == null) {
        break;
      }
      if (read.failure() != null) {
        throw CommandException.badInput(
            "standard input cannot be read (it must be UTF-8): " + read.failure().getMessage());
      }
      if (read.item() == null) {
        ended = true;
      } else {
        items.add(read.item());
      }
    }
    return items;
  }

  @Override
  public void close() {
    reader.interrupt();
  }
}
