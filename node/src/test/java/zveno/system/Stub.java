package zveno.system;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/** A peer that answers {@code GET /chain} with whatever it has been told. */
final class Stub implements Peer {

  private final HttpServer server;
  private volatile byte[] answer = new byte[0];
  private volatile CompletableFuture<Void> asked = new CompletableFuture<>();

  private Stub(HttpServer server) {
    this.server = server;
    server.createContext(
        "/chain",
        exchange -> {
          asked.complete(null);
          byte[] body = answer;
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  static Stub start() throws IOException {
    return new Stub(
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
  }

  void says(String document) {
    answer = document.getBytes(StandardCharsets.UTF_8);
  }

  /** Completes as soon as somebody asks, from now on. */
  CompletableFuture<Void> asked() {
    asked = new CompletableFuture<>();
    return asked;
  }

  @Override
  public Api api() {
    return new Api(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
