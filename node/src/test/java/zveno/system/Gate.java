package zveno.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address under which others know a node: passes on what they send, and what they are answered,
 * but can be shut to some of them. Whoever comes says in the head of the request who it is.
 */
final class Gate implements AutoCloseable {

  private static final Pattern NAME =
      Pattern.compile("^zveno-node: *(\\S+)", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  private static final int MAX_HEAD = 64 * 1024;

  /** A connection that has been let through. */
  private record Passage(String who, Socket outside, Socket inside) {

    void close() {
      closeQuietly(outside);
      closeQuietly(inside);
    }
  }

  private final ServerSocket door;
  private final Set<Passage> passages = ConcurrentHashMap.newKeySet();
  private final AtomicLong answered = new AtomicLong();
  private volatile URI node = URI.create("http://127.0.0.1:9");
  private volatile Set<String> shutTo = Set.of();
  private volatile long alarmAt = Long.MAX_VALUE;
  private volatile Runnable alarm = () -> {};

  private Gate(ServerSocket door) {
    this.door = door;
  }

  static Gate open() throws IOException {
    Gate gate = new Gate(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().start(gate::letIn);
    return gate;
  }

  String url() {
    return "http://127.0.0.1:" + door.getLocalPort();
  }

  /** Where it leads. */
  void leadTo(Api api) {
    node = api.uri();
  }

  /** Lets nobody of these names through, and ends the connections that they have. */
  void shutTo(Set<String> names) {
    shutTo = Set.copyOf(names);
    passages.stream().filter(passage -> isShutTo(passage.who())).forEach(Passage::close);
  }

  private boolean isShutTo(String who) {
    return !shutTo.isEmpty() && (who.isEmpty() || shutTo.contains(who));
  }

  /** Runs this once, as soon as so many more bytes have been answered. */
  void after(long bytes, Runnable action) {
    alarm = action;
    alarmAt = answered.get() + bytes;
  }

  /** How many bytes have been answered so far. */
  long answered() {
    return answered.get();
  }

  private void letIn() {
    while (!door.isClosed()) {
      try {
        Socket outside = door.accept();
        Thread.ofVirtual().start(() -> pass(outside));
      } catch (IOException e) {
        // closed, or whoever came has gone
      }
    }
  }

  private void pass(Socket outside) {
    try (outside) {
      byte[] begin = head(outside.getInputStream());
      Matcher matcher = NAME.matcher(new String(begin, StandardCharsets.ISO_8859_1));
      String who = matcher.find() ? matcher.group(1) : "";
      try (Socket inside = new Socket(InetAddress.getLoopbackAddress(), node.getPort())) {
        Passage passage = new Passage(who, outside, inside);
        passages.add(passage);
        if (isShutTo(who)) {
          return;
        }
        inside.getOutputStream().write(begin);
        Thread back = Thread.ofVirtual().start(() -> answer(inside, outside));
        copy(outside.getInputStream(), inside.getOutputStream(), false);
        inside.shutdownOutput();
        back.join();
      }
    } catch (IOException e) {
      // the connection has ended
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      passages.removeIf(passage -> passage.outside().equals(outside));
    }
  }

  /** All that comes until the head has ended; perhaps a little more. */
  private static byte[] head(InputStream in) throws IOException {
    byte[] bytes = new byte[MAX_HEAD];
    int length = 0;
    while (length < bytes.length) {
      int read = in.read(bytes, length, bytes.length - length);
      if (read < 0) {
        throw new IOException("the head has not ended");
      }
      length += read;
      String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
      if (text.contains("\r\n\r\n")) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
      }
    }
    throw new IOException("the head is too long");
  }

  private void answer(Socket inside, Socket outside) {
    try {
      copy(inside.getInputStream(), outside.getOutputStream(), true);
    } catch (IOException e) {
      // the connection has ended
    } finally {
      closeQuietly(outside);
    }
  }

  private void copy(InputStream from, OutputStream to, boolean counted) throws IOException {
    byte[] buffer = new byte[8192];
    for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
      boolean due = counted && answered.addAndGet(read) >= alarmAt;
      to.write(buffer, 0, read);
      if (due) {
        alarmAt = Long.MAX_VALUE;
        alarm.run();
      }
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it is gone all the same
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    passages.forEach(Passage::close);
  }
}
