package zveno.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** Stands before a server on this machine, and counts the bytes that go either way. */
public final class CountingRelay implements AutoCloseable {

  private final ServerSocket door;
  private final int port;
  private final AtomicLong bytes = new AtomicLong();

  /**
   * @param port where the server listens
   */
  public CountingRelay(int port) throws IOException {
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.port = port;
    Thread.ofVirtual().start(this::letIn);
  }

  /** Where it listens itself. */
  public int port() {
    return door.getLocalPort();
  }

  /** How many bytes have gone through since the beginning. */
  public long bytes() {
    return bytes.get();
  }

  private void letIn() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        Thread.ofVirtual().start(() -> pass(client));
      } catch (IOException e) {
        // closed, or the client has disconnected
      }
    }
  }

  private void pass(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
      Thread back = Thread.ofVirtual().start(() -> copy(server, client));
      copy(client, server);
      back.join();
    } catch (IOException e) {
      // the server has gone; the client will notice
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void copy(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes.addAndGet(read); // before their receiver can read the count
        out.write(buffer, 0, read);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      closeQuietly(from);
      closeQuietly(to);
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
  }
}
