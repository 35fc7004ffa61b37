package zveno.node.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import zveno.node.config.TlsOptions;
import zveno.node.config.TokenFile;

/** Which node a command asks, as options. */
public final class NodeOptions {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** No answer that a command asks for is larger. */
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private static final String DEFAULT = "http://127.0.0.1:5000";

  @Option(
      names = "--node",
      paramLabel = "URL",
      description =
          "The node to ask; default " + DEFAULT + " (zveno check asks none unless it is named).")
  @Nullable String url;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description =
          "With https: trust the certificate authorities in this PEM file, in addition to Java's.")
  @Nullable Path authorities;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "Send the token in the first line of this file, if the node needs one.")
  @Nullable Path token;

  /** Whether a node was named. */
  public boolean isGiven() {
    return url != null;
  }

  /** A client of the node that was named, or else of the one on this machine. */
  public NodeClient client() {
    return client(MAX_BYTES);
  }

  /**
   * The same, for larger answers.
   *
   * @param maxBytes how much of an answer is read
   */
  public NodeClient client(int maxBytes) {
    return new NodeClient(
        NodeClient.address(url == null ? DEFAULT : url),
        TlsOptions.trust(authorities),
        Optional.ofNullable(token).map(file -> new TokenFile("--token-file", file).secret()),
        PATIENCE,
        maxBytes);
  }
}
