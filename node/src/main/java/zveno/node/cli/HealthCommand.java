package zveno.node.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zveno.kernel.bytes.Quantity;
import zveno.node.config.CommandException;
import zveno.node.config.ConfigOptions;
import zveno.node.config.DataOptions;
import zveno.node.config.TlsOptions;
import zveno.node.tls.Trust;

/** {@code zveno health}: whether a node is ready, for scripts and for images without a shell. */
@Command(
    name = "health",
    description =
        "Check whether a node is ready (/readyz). Exit code 0 if it is; 1 if it is not, or does not"
            + " answer within 5 seconds; 2 for wrong options. Prints one line.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class HealthCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MAX_BYTES = 8 * 1024;
  private static final String NOT_READY = "not ready: ";

  /** What the node has said. */
  private record Answer(int status, String text) {}

  @Spec CommandSpec spec;

  @Mixin ConfigOptions config = new ConfigOptions();

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      defaultValue = "" + DataOptions.DEFAULT_PORT,
      description =
          "The port of a node on this machine, if no URL is given; default ${DEFAULT-VALUE}.")
  int port;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description =
          "With https: trust the certificate authorities in this PEM file, in addition to Java's.")
  @Nullable Path authorities;

  @Parameters(
      arity = "0..1",
      paramLabel = "URL",
      description = "The node's URL; default http://127.0.0.1:PORT.")
  @Nullable String url;

  @Override
  public Integer call() throws InterruptedException {
    URI node = node();
    Answer answer = ask(node);
    if (answer.status() == 200 && answer.text().equals("ready\n")) {
      spec.commandLine().getOut().println(node + " is ready");
      spec.commandLine().getOut().flush();
      return 0;
    }
    throw CommandException.failed(
        answer.status() == 503 && answer.text().startsWith(NOT_READY)
            ? node + " is not ready: " + reasons(answer.text())
            : node
                + " is not ready, or is not a node: it answered /readyz with status "
                + answer.status());
  }

  private static String reasons(String text) {
    return text.lines()
        .map(line -> line.startsWith(NOT_READY) ? line.substring(NOT_READY.length()) : line)
        .collect(Collectors.joining("; "));
  }

  /** Without a slash at the end. */
  private URI node() {
    if (port < 1 || port > 65535) {
      throw CommandException.badInput("--port must be 1 to 65535, not " + port);
    }
    String given = url == null ? "http://127.0.0.1:" + port : url.replaceFirst("/+$", "");
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
    throw CommandException.badInput("URL must be like http://127.0.0.1:5000, not " + url);
  }

  private Answer ask(URI node) throws InterruptedException {
    Trust trust = TlsOptions.trust(authorities); // what is wrong with it is no matter of the node
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    Thread asking =
        Thread.ofVirtual()
            .start(() -> {
              try {
                answer.complete(get(URI.create(node + "/readyz"), trust));
              } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
              }
            });
    try {
      return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      asking.interrupt();
      throw silent(node);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SocketTimeoutException) {
        throw silent(node);
      }
      throw CommandException.failed(node + " cannot be reached: " + why(e.getCause()));
    }
  }

  private static CommandException silent(URI node) {
    return CommandException.failed(node + " does not answer within " + Quantity.of(PATIENCE));
  }

  private static Answer get(URI uri, Trust trust) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
    if (connection instanceof HttpsURLConnection secure && trust != Trust.JAVAS) {
      secure.setSSLSocketFactory(context(trust).getSslContext().getSocketFactory());
    }
    int patience = Math.toIntExact(PATIENCE.toMillis());
    connection.setConnectTimeout(patience);
    connection.setReadTimeout(patience);
    connection.setInstanceFollowRedirects(false);
    int status = connection.getResponseCode();
    try (InputStream body =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      byte[] bytes = body == null ? new byte[0] : body.readNBytes(MAX_BYTES);
      return new Answer(status, new String(bytes, StandardCharsets.UTF_8));
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
