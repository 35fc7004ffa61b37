package zveno.node.sync;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import zveno.node.peers.PeerAddress;

/**
 * Asks neighbours over HTTP/1.1. Follows no redirect, accepts nothing but a plain 200, and waits no
 * longer than its patience lasts.
 */
public final class PeerClient implements AutoCloseable {

  /** What a body may say of its encoding: nothing, or that it has none. */
  private static final Set<String> PLAIN = Set.of("", "identity");

  private final Patience patience;
  private final HttpClient client;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("peer-timer").daemon().factory());

  public PeerClient(Patience patience, Executor threads) {
    this.patience = patience;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(patience.connect())
            .executor(threads)
            .build();
  }

  /** The same stream, closed as soon as it brings too little. */
  InputStream impatiently(InputStream body) {
    return new SlowStreamGuard(body, patience, timer);
  }

  /**
   * The body of {@code GET /chain}, as it arrives; to be closed.
   *
   * @throws BadChainException if the answer is not a plain 200
   * @throws IOException if there is no answer in time
   */
  InputStream chain(PeerAddress peer) throws IOException, InterruptedException, BadChainException {
    HttpRequest request =
        HttpRequest.newBuilder(peer.resolve("/chain"))
            .header("Accept", "application/json")
            .GET()
            .build();
    HttpResponse<InputStream> response = head(request);
    InputStream body = response.body();
    String encoding = String.join(",", response.headers().allValues("Content-Encoding"));
    if (response.statusCode() != 200 || !PLAIN.contains(encoding.toLowerCase(Locale.ROOT))) {
      body.close();
      throw new BadChainException(
          response.statusCode() != 200
              ? "it answered with status " + response.statusCode()
              : "its answer is encoded, which nobody asked for");
    }
    return body;
  }

  /**
   * Waits for the status and the headers only. {@link HttpRequest.Builder#timeout} would do that up
   * to JDK 25; from 26 on it ends the body too (JDK-8208693), however well that flows.
   */
  private HttpResponse<InputStream> head(HttpRequest request)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<InputStream>> sent =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
    try {
      return sent.get(patience.answer().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw new HttpTimeoutException("no answer in " + patience.answer().toSeconds() + " seconds");
    } catch (InterruptedException e) {
      sent.cancel(true);
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException why) {
        throw why;
      }
      throw new IOException(e.getCause());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    client.shutdownNow();
  }
}
