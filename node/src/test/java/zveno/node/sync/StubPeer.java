package zveno.node.sync;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import zveno.kernel.bytes.DecodeException;
import zveno.node.peers.PeerAddress;

/** The far side of a socket: reads a request's head and does what the test tells it to. */
public final class StubPeer implements AutoCloseable {

  /** What it does with a connection, after the request's head. */
  @FunctionalInterface
  public interface Answer {
    void send(OutputStream out) throws IOException, InterruptedException;
  }

  /** What it does with a connection, by the first line of the request. */
  @FunctionalInterface
  public interface Answers {
    void send(String requestLine, OutputStream out) throws IOException, InterruptedException;
  }

  private static final String NOT_FOUND =
      "HTTP/1.1 404 NOT FOUND\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

  private final ServerSocket server;
  private final Answers answers;
  private final Thread accepting;
  public final AtomicInteger connections = new AtomicInteger();
  public final List<String> requests = new CopyOnWriteArrayList<>();

  public StubPeer(Answer answer) throws IOException {
    this(ServerSocketFactory.getDefault(), answer);
  }

  /** One that speaks as these sockets do. */
  public StubPeer(ServerSocketFactory sockets, Answer answer) throws IOException {
    this(sockets, (_, out) -> answer.send(out));
  }

  private StubPeer(ServerSocketFactory sockets, Answers answers) throws IOException {
    this.server = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.answers = answers;
    this.accepting = Thread.ofVirtual().start(this::accept);
  }

  /** Answers each request by its first line. */
  public static StubPeer answering(Answers answers) throws IOException {
    return new StubPeer(ServerSocketFactory.getDefault(), answers);
  }

  /** Answers 404 to all but {@code /chain}, as the tutorial's node does. */
  public static StubPeer ofTheTutorial(Answer chain) throws IOException {
    return answering((line, out) -> {
      if (line.startsWith("GET /chain ")) {
        chain.send(out);
      } else {
        out.write(NOT_FOUND.getBytes(StandardCharsets.US_ASCII));
      }
    });
  }

  /** Answers any request with this body, as the tutorial's node answers {@code /chain}. */
  public static StubPeer saying(String body) throws IOException {
    return saying("200 OK", "Content-Type: application/json\r\n", body);
  }

  public static StubPeer saying(String status, String headers, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new StubPeer(out -> {
      out.write(
          ("HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + bytes.length)
              .getBytes(StandardCharsets.US_ASCII));
      out.write("\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.write(bytes);
    });
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int c = socket.getInputStream().read();
        if (c < 0) {
          return;
        }
        head.append((char) c);
      }
      requests.add(head.toString());
      answers.send(head.substring(0, head.indexOf("\r\n")), socket.getOutputStream());
    } catch (IOException | InterruptedException e) {
      // the node has had enough
    }
  }

  /** How many connections have been made to it. */
  public int connections() {
    return connections.get();
  }

  /** Answers nobody from now on. */
  void forget() throws InterruptedException {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    accepting.join(); // as long as it waits, the socket is there
  }

  /** The heads of the requests. */
  public List<String> requests() {
    return requests;
  }

  /** What has been asked for, such as {@code GET /chain}, in this order. */
  public List<String> calls() {
    return requests.stream().map(head -> head.substring(0, head.indexOf(" HTTP/"))).toList();
  }

  public PeerAddress address() {
    try {
      return PeerAddress.parse("127.0.0.1:" + server.getLocalPort());
    } catch (DecodeException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
