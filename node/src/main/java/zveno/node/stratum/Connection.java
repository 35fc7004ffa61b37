package zveno.node.stratum;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket of one miner: a thread that reads, and one that writes, so that a miner that does not
 * read keeps nobody waiting.
 */
final class Connection {

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /** A miner that has not read so many lines is too slow. */
  private static final int MAX_WAITING = 64;

  private static final Duration FOR_THE_LAST_WORDS = Duration.ofSeconds(5);

  private static final byte[] END = {};

  private final Socket socket;
  private final StratumSettings settings;
  private final LongSupplier nanoTime;
  private final long since;
  private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private volatile @Nullable Session session;

  /** When the last whole line came; the beginning before there was one. */
  private volatile long heard;

  Connection(Socket socket, StratumSettings settings, LongSupplier nanoTime) throws IOException {
    this.socket = socket;
    this.settings = settings;
    this.nanoTime = nanoTime;
    this.since = nanoTime.getAsLong();
    this.heard = since;
    socket.setTcpNoDelay(true);
    socket.setKeepAlive(true);
  }

  /**
   * Serves it until it ends.
   *
   * @param gone run once, after the end
   */
  void serve(Session miner, Runnable gone) {
    session = miner;
    Thread writer = Thread.ofVirtual().name("stratum-write").start(this::write);
    Thread.ofVirtual()
        .name("stratum-read")
        .start(() -> {
          try {
            read(miner);
          } finally {
            end(writer);
            gone.run();
          }
        });
  }

  /** Whom it serves; nothing before it is served. */
  Optional<Session> session() {
    return Optional.ofNullable(session);
  }

  private void read(Session miner) {
    try {
      LineReader lines = new LineReader(socket.getInputStream());
      boolean more = true;
      while (more) {
        Optional<byte[]> line = lines.next();
        heard = nanoTime.getAsLong();
        more = line.isPresent() && miner.handle(line.get());
      }
    } catch (IOException e) {
      LOG.debug("a miner's connection ends: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("a miner's request failed", e);
    }
  }

  private void write() {
    try {
      OutputStream out = socket.getOutputStream();
      ByteArrayOutputStream together = new ByteArrayOutputStream();
      byte[] line = waiting.take();
      while (line.length > 0) {
        together.reset();
        while (line != null && line.length > 0) {
          together.writeBytes(line);
          line = waiting.poll();
        }
        together.writeTo(out);
        line = line == null ? waiting.take() : line;
      }
    } catch (IOException e) {
      LOG.debug("a miner cannot be told: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  /** Sends a line, or ends the connection if the miner has not read the ones before. */
  void send(byte[] line) {
    if (!waiting.offer(line)) {
      close();
    }
  }

  /** What was said last is still written, to a miner that reads it; then the socket is closed. */
  private void end(Thread writer) {
    try {
      if (waiting.offer(END)) {
        var _ = writer.join(FOR_THE_LAST_WORDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  /** Ends it if no line has come for too long, or no worker has been authorized in time. */
  void closeIfSilent() {
    long now = nanoTime.getAsLong();
    Session miner = session;
    boolean late = now - since >= settings.forAuthorization().toNanos();
    if (now - heard >= settings.silence().toNanos()
        || (late && miner != null && !miner.isAuthorized())) {
      close();
    }
  }

  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("while closing: {}", e.getMessage());
    }
  }
}
