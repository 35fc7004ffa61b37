package zveno.node.cli;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zveno.node.client.NodeClient;
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
    Trust trust = TlsOptions.trust(authorities); // what is wrong with it is no matter of the node
    NodeClient.Answer answer =
        new NodeClient(node, trust, Optional.empty(), PATIENCE, MAX_BYTES).get("/readyz");
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

  private URI node() {
    if (port < 1 || port > 65535) {
      throw CommandException.badInput("--port must be 1 to 65535, not " + port);
    }
    return NodeClient.address(url == null ? "http://127.0.0.1:" + port : url);
  }
}
