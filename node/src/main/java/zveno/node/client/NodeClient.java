package zveno.node.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.OneLine;
import zveno.kernel.bytes.Quantity;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.node.config.CommandException;
import zveno.node.tls.Trust;

/**
 * Asks a node, one call at a time. An answer is read up to a bound, and each call ends within the
 * given time. Whatever goes wrong is a {@link CommandException} whose message names the node.
 */
public final class NodeClient {

  private static final int MAX_SHOWN = 300;

  private final URI node;
  private final Trust trust;
  private final Optional<String> token;
  private final Duration patience;
  private final int maxBytes;

  /**
   * @param node where it is, without a slash at the end
   * @param trust which certificates are believed
   * @param token sent with each call, if the node needs one
   * @param patience how long a call may take
   * @param maxBytes how much of an answer is read
   */
  public NodeClient(
      URI node, Trust trust, Optional<String> token, Duration patience, int maxBytes) {
    this.node = node;
    this.trust = trust;
    this.token = token;
    this.patience = patience;
    this.maxBytes = maxBytes;
  }

  /**
   * What a node has answered.
   *
   * @param status the status code
   * @param body as much of it as may be read
   */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  public record Answer(int status, byte[] body) {

    /** The body as text. */
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * The body as JSON.
     *
     * @throws CommandException if it is something else
     */
    public JsonValue json() {
      try {
        return JsonValue.parse(body, JsonLimits.defaults());
      } catch (DecodeException e) {
        throw CommandException.failed(
            "this is no node of ours, or a page between: it answered with something other than"
                + " JSON: "
                + OneLine.of(text()));
      }
    }

    /** Why the node refuses, in one line: the detail of its problem, or what else it said. */
    public String refusal() {
      try {
        JsonValue json = JsonValue.parse(body, JsonLimits.defaults());
        Optional<JsonValue> detail =
            json.kind() == JsonKind.OBJECT ? json.member("detail") : Optional.empty();
        if (detail.isPresent() && detail.get().kind() == JsonKind.STRING) {
          return OneLine.of(detail.get().text(), MAX_SHOWN);
        }
      } catch (DecodeException e) {
        // shown as it is
      }
      return "status " + status + ": " + OneLine.of(text().strip(), MAX_SHOWN);
    }
  }

  /**
   * Where a node is, without a slash at the end.
   *
   * @throws CommandException if this is no address of a node
   */
  public static URI address(String url) {
    try {
      URI parsed = new URI(url.replaceFirst("/+$", ""));
      if (url.matches("(?i)https?://.*")
          && parsed.getHost() != null
          && parsed.getQuery() == null
          && parsed.getFragment() == null
          && parsed.getUserInfo() == null
          && parsed.getPort() <= 65535) {
        return parsed;
      }
    } catch (URISyntaxException e) {
      // said below
    }
    throw CommandException.badInput("URL must be like http://127.0.0.1:5000, not " + url);
  }

  /** Where the node is. */
  public URI node() {
    return node;
  }

  /** Gets what is at a path, which may have a query. */
  public Answer get(String path) throws InterruptedException {
    return within(() -> send("GET", path, Optional.empty()));
  }

  /** Deletes what is at a path. */
  public Answer delete(String path) throws InterruptedException {
    return within(() -> send("DELETE", path, Optional.empty()));
  }

  /** Posts JSON to a path. */
  public Answer post(String path, byte[] json) throws InterruptedException {
    return within(() -> send("POST", path, Optional.of(new Body("application/json", json))));
  }

  /** Posts JSON values to a path, one on a line. */
  public Answer postLines(String path, byte[] lines) throws InterruptedException {
    return within(() -> send("POST", path, Optional.of(new Body("application/x-ndjson", lines))));
  }

  /** Asks whether what is awaited is already so. */
  @FunctionalInterface
  public interface Already {
    boolean isSo() throws InterruptedException;
  }

  /**
   * Listens to a stream of events until a line is the awaited one. Each line must come within the
   * time of a call; the node's own sends one at least every few seconds.
   *
   * @param already asked once, when the node has begun to answer: nothing that happens later is
   *     missed
   * @throws CommandException if the node cannot be reached, refuses, or the stream ends
   */
  public void listen(String path, Already already, Predicate<String> awaited)
      throws InterruptedException {
    HttpURLConnection connection = null;
    try {
      connection = open("GET", path);
      if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
        throw CommandException.failed(
            node + " refuses its events: status " + connection.getResponseCode());
      }
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
        if (already.isSo()) {
          return;
        }
        String line = lines.readLine();
        while (line != null && !awaited.test(line)) {
          line = lines.readLine();
        }
        if (line == null) {
          throw CommandException.failed(node + " has ended its events");
        }
      }
    } catch (SocketTimeoutException e) {
      throw silent();
    } catch (IOException e) {
      throw CommandException.failed(node + " cannot be reached: " + why(e));
    } finally {
      if (connection != null) {
        connection.disconnect();
      }
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  private record Body(String type, byte[] content) {}

  @FunctionalInterface
  private interface Call {
    Answer send() throws IOException;
  }

  private Answer within(Call call) throws InterruptedException {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    Thread asking =
        Thread.ofVirtual()
            .start(() -> {
              try {
                answer.complete(call.send());
              } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
              }
            });
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      asking.interrupt();
      throw silent();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SocketTimeoutException) {
        throw silent();
      }
      throw CommandException.failed(node + " cannot be reached: " + why(e.getCause()));
    }
  }

  private CommandException silent() {
    return CommandException.failed(node + " does not answer within " + Quantity.of(patience));
  }

  private HttpURLConnection open(String method, String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(node + path).toURL().openConnection(Proxy.NO_PROXY);
    if (connection instanceof HttpsURLConnection secure && trust != Trust.JAVAS) {
      secure.setSSLSocketFactory(context(trust).getSslContext().getSocketFactory());
    }
    int wait = Math.toIntExact(patience.toMillis());
    connection.setConnectTimeout(wait);
    connection.setReadTimeout(wait);
    connection.setInstanceFollowRedirects(false);
    connection.setRequestMethod(method);
    token.ifPresent(secret -> connection.setRequestProperty("Authorization", "Bearer " + secret));
    return connection;
  }

  private Answer send(String method, String path, Optional<Body> sent) throws IOException {
    HttpURLConnection connection = open(method, path);
    if (sent.isPresent()) {
      byte[] content = sent.get().content();
      connection.setRequestProperty("Content-Type", sent.get().type());
      connection.setDoOutput(true);
      connection.setFixedLengthStreamingMode(content.length);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(content);
      }
    }
    int status = connection.getResponseCode();
    try (InputStream body =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      return new Answer(status, body == null ? new byte[0] : body.readNBytes(maxBytes));
    }
  }

  private static SslContextFactory.Client context(Trust trust) throws IOException {
    SslContextFactory.Client context = trust.context();
    try {
      context.start();
    } catch (Exception e) {
      throw new IOException("the certificates cannot be used: " + e.getMessage(), e);
    }
    return context;
  }

  private static String why(@Nullable Throwable e) {
    return switch (e) {
      case ConnectException refused -> "connection refused (" + refused.getMessage() + ")";
      case UnknownHostException unknown -> "unknown host";
      case SSLException untrusted -> "no secure connection: " + untrusted.getMessage();
      case null, default -> String.valueOf(e);
    };
  }
}
