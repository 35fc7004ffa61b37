package zveno.node.rules.strict.wallet;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import zveno.kernel.bytes.OneLine;
import zveno.node.config.CommandException;
import zveno.node.config.DataOptions;
import zveno.node.config.TlsOptions;

/** Which node is asked. */
final class NodeOptions {

  private static final String USUAL = "http://127.0.0.1:" + DataOptions.DEFAULT_PORT;

  @Option(
      names = "--node",
      paramLabel = "URL",
      description = "The node to ask; default " + USUAL + ".")
  @Nullable String url;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "The token that the node asks for: the first line of this file.")
  @Nullable Path tokenFile;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description =
          "With https: trust the certificate authorities in this PEM file, in addition to Java's.")
  @Nullable Path authorities;

  /** Was a node named? */
  boolean named() {
    return url != null;
  }

  /** Asks it; its receiver closes it. */
  NodeClient client() {
    Path token = tokenFile;
    return new NodeClient(
        node(),
        Optional.ofNullable(token)
            .map(file -> new String(KeyOptions.read(file), StandardCharsets.UTF_8)),
        TlsOptions.trust(authorities));
  }

  /** Without a slash at the end. */
  private URI node() {
    String given = url == null ? USUAL : url.replaceFirst("/+$", "");
    try {
      URI parsed = new URI(given);
      if (given.matches("(?i)https?://.*")
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
    throw CommandException.badInput("--node must be like " + USUAL + ", not " + OneLine.of(given));
  }
}
