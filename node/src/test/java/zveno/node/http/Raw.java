package zveno.node.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Requests as bytes, for what a well-behaved client would not send. */
final class Raw {

  private Raw() {}

  /** Sends this, and returns everything that comes until the server closes the connection. */
  static String ask(TestNode node, String request) throws IOException {
    try (Socket socket = node.socket()) {
      send(socket, request);
      return rest(socket);
    }
  }

  /** Asks for something, and returns the head of the answer; the connection is closed then. */
  static String head(TestNode node, String line, String... fields) throws IOException {
    try (Socket socket = node.socket()) {
      send(socket, line + " HTTP/1.1\r\nHost: localhost\r\n" + lines(fields) + "\r\n");
      return head(socket);
    }
  }

  /** Reads the head of an answer, and no byte more. */
  static String head(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        break;
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static String lines(String... fields) {
    return Stream.of(fields).map(field -> field + "\r\n").collect(Collectors.joining());
  }

  static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** Everything that comes until the connection ends, well or not. */
  static String rest(Socket socket) {
    StringBuilder text = new StringBuilder();
    byte[] some = new byte[64 * 1024];
    try {
      for (int n = socket.getInputStream().read(some); n >= 0; ) {
        text.append(new String(some, 0, n, StandardCharsets.ISO_8859_1));
        n = socket.getInputStream().read(some);
      }
    } catch (java.net.SocketTimeoutException e) {
      throw new IllegalStateException("the server leaves the connection open", e);
    } catch (IOException e) {
      // reset: that is an end too
    }
    return text.toString();
  }
}
