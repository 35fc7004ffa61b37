package zveno.node.rules.strict.wallet;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.Hash;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonValue;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.TxId;
import zveno.kernel.rules.strict.StrictRules;
import zveno.kernel.rules.strict.keys.Address;
import zveno.node.config.CommandException;
import zveno.node.tls.Trust;

/** The calls of a node that a wallet needs. */
final class NodeClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MAX_BYTES = 16 << 20;

  private final URI node;
  private final Optional<String> token;
  private final HttpClient client;

  NodeClient(URI node, Optional<String> token, Trust trust) {
    this.node = node;
    this.token = token;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .proxy(ProxySelector.of(null));
    if (node.getScheme().equalsIgnoreCase("https")) {
      builder.sslContext(context(trust).getSslContext());
    }
    this.client = builder.build();
  }

  private static SslContextFactory.Client context(Trust trust) {
    SslContextFactory.Client context = trust.context();
    try {
      context.start();
    } catch (Exception e) {
      throw CommandException.failed("the certificates cannot be used: " + e.getMessage());
    }
    return context;
  }

  /**
   * What a chain is, and how long.
   *
   * @param height of its tip
   */
  record ChainTip(BlockId genesis, long height) {}

  /**
   * Whose turn it is.
   *
   * @param nonce that is free, with what waits counted
   * @param waiting how many of its transactions wait
   * @param balance that may be spent, with what waits counted
   */
  record Turn(long nonce, int waiting, long balance) {}

  /** The node's chain. */
  ChainTip tip() {
    NodeAnswer status = get("/api/v1/status");
    JsonValue rules = member(status, status.json(), "rules");
    String name = member(status, rules, "rules").text();
    if (!name.equals(StrictRules.NAME)) {
      throw CommandException.failed(
          node
              + " keeps the rules "
              + name
              + ", under which nobody signs; name a node with strict"
              + " rules by --node");
    }
    BlockId genesis =
        Hash.parse(member(status, rules, "genesis").text())
            .map(BlockId::new)
            .orElseThrow(() -> status.strange("it names no genesis"));
    return new ChainTip(genesis, number(status, status.json(), "height"));
  }

  /** The account of an address. */
  Turn turn(Address address) {
    NodeAnswer answer = get("/api/v1/accounts/" + address.text());
    JsonValue account = answer.json();
    JsonValue pending = member(answer, account, "pending");
    return new Turn(
        number(answer, pending, "nonce"),
        (int) Math.min(Integer.MAX_VALUE, number(answer, pending, "transactions")),
        number(answer, pending, "balance"));
  }

  /** What has become of a transaction; nothing if the node does not know it. */
  Optional<NodeAnswer> transaction(TxId id) {
    NodeAnswer answer = send(request("/api/v1/transactions/" + id.hex()).GET().build());
    return answer.status() == 404 ? Optional.empty() : Optional.of(good(answer));
  }

  /** What has become of a transaction that was posted under this name. */
  NodeAnswer entry(TxId id, String entry) {
    return get("/api/v1/transactions/" + id.hex() + "/entries/" + entry);
  }

  /** Posts one; whatever is answered is for the caller to read. */
  NodeAnswer post(byte[] transaction) {
    return send(
        request("/api/v1/transactions")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(transaction))
            .build());
  }

  /** Posts many, one on a line. */
  NodeAnswer postLines(byte[] transactions) {
    return good(
        send(
            request("/api/v1/transactions")
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofByteArray(transactions))
                .build()));
  }

  private NodeAnswer get(String path) {
    return good(send(request(path).GET().build()));
  }

  private NodeAnswer good(NodeAnswer answer) {
    if (answer.status() != 200 && answer.status() != 201) {
      throw CommandException.failed(
          node
              + " answered "
              + answer.call()
              + " with status "
              + answer.status()
              + ": "
              + answer.detail());
    }
    return answer;
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(node + path)).timeout(PATIENCE);
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    return request;
  }

  private NodeAnswer send(HttpRequest request) {
    try {
      HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        return new NodeAnswer(
            request.method() + " " + request.uri().getPath(),
            response.statusCode(),
            body.readNBytes(MAX_BYTES));
      }
    } catch (IOException e) {
      throw CommandException.failed(node + " cannot be reached: " + why(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandException.failed("interrupted");
    }
  }

  private static String why(IOException e) {
    return switch (e) {
      case HttpTimeoutException silent -> "no answer within " + PATIENCE.toSeconds() + " s";
      case ConnectException refused -> "connection refused, or unknown host";
      case SSLException untrusted -> "no secure connection: " + untrusted.getMessage();
      default -> String.valueOf(e.getMessage());
    };
  }

  private static JsonValue member(NodeAnswer answer, JsonValue object, String name) {
    return find(object, name).orElseThrow(() -> answer.strange("it has no " + name));
  }

  private static Optional<JsonValue> find(JsonValue object, String name) {
    return object.kind() == JsonKind.OBJECT ? object.member(name) : Optional.empty();
  }

  /** A number of a document. */
  static long number(NodeAnswer answer, JsonValue object, String name) {
    @Nullable JsonValue value = find(object, name).orElse(null);
    if (value == null || value.kind() != JsonKind.INTEGER || value.integer().bitLength() > 62) {
      throw answer.strange("it has no number " + name);
    }
    return value.integer().longValueExact();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
