package zveno.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request again and again over a number of connections, each on a thread of its own that
 * waits for the answer before it asks again. It writes and reads bytes and not much more, so that
 * the server is what is measured.
 */
final class HttpLoad {

  /** How much of an answer is shown that should be another. */
  private static final int MAX_SHOWN = 400;

  private static final int PATIENCE = 600_000; // milliseconds

  private final URI server;
  private final int connections;
  private final byte[] request;
  private final int wanted;

  /**
   * @param connections how many, at least 1
   * @param request head and body
   * @param wanted the status that every answer has to have
   */
  HttpLoad(URI server, int connections, byte[] request, int wanted) {
    this.server = server;
    this.connections = connections;
    this.request = request;
    this.wanted = wanted;
  }

  static byte[] post(String path, String type, String body) {
    String head =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
            + type
            + "\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n";
    return (head + body).getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] get(String path) {
    return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * What was done in a time.
   *
   * @param nanos how long it took
   * @param waits how long each answer took, in nanoseconds, sorted
   */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  record Done(long nanos, long[] waits) {

    double perSecond() {
      return waits.length * 1e9 / nanos;
    }

    /** In seconds. */
    double wait(double part) {
      return waits.length == 0
          ? 0
          : waits[(int) Math.min(waits.length - 1, part * waits.length)] / 1e9;
    }
  }

  /**
   * Goes on for this time, or until there have been so many requests.
   *
   * @throws IOException if an answer is not what it should be
   */
  Done run(Duration time, int most) throws IOException, InterruptedException {
    long[] waits = new long[most];
    AtomicInteger next = new AtomicInteger();
    long begin = System.nanoTime();
    long end = begin + time.toNanos();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all =
          IntStream.range(0, connections)
              .<Future<@Nullable Void>>mapToObj(i ->
                  threads.submit(() -> {
                    ask(waits, next, end);
                    return null;
                  }))
              .toList();
      for (Future<@Nullable Void> one : all) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(server + ": " + e.getCause(), e);
    }
    int done = Math.min(most, next.get());
    long[] sorted = Arrays.copyOf(waits, done);
    Arrays.sort(sorted);
    return new Done(System.nanoTime() - begin, sorted);
  }

  private void ask(long[] waits, AtomicInteger next, long end) throws IOException {
    Talk talk = null;
    try {
      while (System.nanoTime() - end < 0) {
        int number = next.getAndIncrement();
        if (number >= waits.length) {
          return;
        }
        long begin = System.nanoTime();
        talk = talk == null ? new Talk(server) : talk;
        if (!talk.ask(request, wanted)) {
          talk.close();
          talk = null;
        }
        waits[number] = System.nanoTime() - begin;
      }
    } finally {
      if (talk != null) {
        talk.close();
      }
    }
  }

  /** Asks once over a connection of its own; returns how many bytes the body has. */
  static long once(URI server, byte[] request, int wanted) throws IOException {
    try (Talk talk = new Talk(server)) {
      talk.ask(request, wanted);
      return talk.bodyBytes;
    }
  }

  /** One connection. */
  static final class Talk implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;
    private final byte[] buffer = new byte[64 * 1024];
    private int from;
    private int to;
    private long bodyBytes;

    Talk(URI server) throws IOException {
      socket = new Socket(server.getHost(), server.getPort());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE);
      in = socket.getInputStream();
    }

    /** Returns whether the connection can be used again. */
    boolean ask(byte[] request, int wanted) throws IOException {
      socket.getOutputStream().write(request);
      String status = line();
      boolean again = status.startsWith("HTTP/1.1 ");
      long length = -1;
      boolean chunked = false;
      for (String field = line(); !field.isEmpty(); field = line()) {
        String plain = field.toLowerCase(Locale.ROOT);
        if (plain.startsWith("content-length:")) {
          length = Long.parseLong(plain.substring(15).strip());
        } else if (plain.startsWith("transfer-encoding:")) {
          chunked = true;
        } else if (plain.startsWith("connection:") && plain.endsWith("close")) {
          again = false;
        }
      }
      if (!status.contains(" " + wanted + " ")) {
        throw new IOException("it has answered " + status + ": " + text(length));
      }
      bodyBytes = chunked ? chunks() : length >= 0 ? skip(length) : rest();
      return again && (chunked || length >= 0);
    }

    /** The beginning of a body. */
    private String text(long length) throws IOException {
      StringBuilder text = new StringBuilder();
      while (text.length() < Math.min(length, MAX_SHOWN) && (from < to || fill())) {
        text.append((char) (buffer[from++] & 0xff));
      }
      return text.toString();
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      while (true) {
        if (from == to && !fill()) {
          throw new EOFException("the connection has ended before the answer");
        }
        char next = (char) (buffer[from++] & 0xff);
        if (next == '\n') {
          return line.toString().stripTrailing();
        }
        line.append(next);
      }
    }

    private long chunks() throws IOException {
      long all = 0;
      while (true) {
        long size = Long.parseLong(line(), 16);
        all += skip(size);
        line();
        if (size == 0) {
          return all;
        }
      }
    }

    private long skip(long length) throws IOException {
      long left = length;
      while (left > 0) {
        if (from == to && !fill()) {
          throw new EOFException("the answer has ended too early");
        }
        int now = (int) Math.min(left, to - from);
        from += now;
        left -= now;
      }
      return length;
    }

    private long rest() throws IOException {
      long all = (long) to - from;
      from = to;
      while (fill()) {
        all += to - from;
        from = to;
      }
      return all;
    }

    private boolean fill() throws IOException {
      from = 0;
      to = Math.max(0, in.read(buffer));
      return to > 0;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
