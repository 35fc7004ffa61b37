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

/**
 * A proxy as some are by default: it passes everything on, but of an event stream only the head of
 * the answer; the rest it keeps in its buffer.
 */
final class StreamHoldingProxy implements Peer, AutoCloseable {

  private static final String STREAM = "GET /api/v1/events";
  private static final String END_OF_HEAD = "\r\n\r\n";

  private final ServerSocket server;
  private final URI node;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Api api;

  StreamHoldingProxy(Peer node) throws IOException {
    this.node = node.api().uri();
    this.server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    this.api = new Api(URI.create("http://localhost:" + server.getLocalPort()));
    Thread.ofVirtual().start(this::accept);
  }

  @Override
  public Api api() {
    return api;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), node.getPort());
        sockets.add(client);
        sockets.add(upstream);
        Conversation conversation = new Conversation(client, upstream);
        Thread.ofVirtual().start(conversation::ask);
        Thread.ofVirtual().start(conversation::answer);
      }
    } catch (IOException e) {
      // closed
    }
  }

  /** One connection; asks one thing at a time, as browsers do. */
  private static final class Conversation {

    private final Socket client;
    private final Socket upstream;
    private volatile boolean holds;

    Conversation(Socket client, Socket upstream) {
      this.client = client;
      this.upstream = upstream;
    }

    void ask() {
      pass(
          client,
          upstream,
          text -> {
            holds = text.startsWith(STREAM);
            return text;
          });
    }

    void answer() {
      pass(
          upstream,
          client,
          text -> {
            if (!holds) {
              return text;
            }
            int end = text.startsWith("HTTP/") ? text.indexOf(END_OF_HEAD) : -1;
            return end < 0 ? "" : text.substring(0, end + END_OF_HEAD.length());
          });
    }

    private interface Change {
      String of(String text);
    }

    private static void pass(Socket from, Socket to, Change change) {
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] buffer = new byte[1 << 16];
        int length;
        while ((length = in.read(buffer)) >= 0) {
          String text = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
          out.write(change.of(text).getBytes(StandardCharsets.ISO_8859_1));
          out.flush();
        }
      } catch (IOException e) {
        // the other side has gone
      }
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
