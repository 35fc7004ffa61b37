package zveno.node.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zveno.kernel.bytes.Quantity;
import zveno.node.config.CommandException;
import zveno.node.config.StratumOptions;
import zveno.node.miner.SearchThreads;
import zveno.node.stratum.StratumMiner;

/** {@code zveno mine}: lends this machine to a server that speaks Stratum. */
@Command(
    name = "mine",
    description = {
      "Mine for a node, or for another server that speaks Stratum v1, until it is stopped.",
      "A connection that breaks is made again. Exit code 1 if there is none to begin with or the"
          + " server refuses the worker, 2 for wrong options."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class MineCommand implements Callable<Integer> {

  private static final int DEFAULT_PORT = 3333;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  @Spec CommandSpec spec;

  @Option(
      names = "--stratum",
      required = true,
      paramLabel = "URL",
      description = "The server, like stratum+tcp://192.0.2.1:" + DEFAULT_PORT + ".")
  String server = "";

  @Option(
      names = "--worker",
      required = true,
      paramLabel = "NAME",
      description =
          "What this machine is called there. For a node: the address that its blocks pay, then a"
              + " full stop and a label if wanted; or a label alone, and the node is paid.")
  String worker = "";

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "A file whose first line is the password, if the server asks for one.")
  @Nullable Path passwordFile;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Number of mining threads; by default one for each processor.")
  int threads = SearchThreads.processors();

  @Option(
      names = "--shares",
      paramLabel = "N",
      description = "Stop after so many accepted shares; by default never.")
  @Nullable Long shares;

  @Override
  public Integer call() throws InterruptedException {
    InetSocketAddress place = place();
    if (threads < 1 || threads > SearchThreads.MAX) {
      throw CommandException.badInput(
          "--threads must be 1 to " + SearchThreads.MAX + ", not " + threads);
    }
    if (shares != null && shares < 1) {
      throw CommandException.badInput("--shares must be at least 1, not " + shares);
    }
    String password =
        passwordFile == null ? "x" : StratumOptions.password("--password-file", passwordFile);
    PrintWriter out = spec.commandLine().getErr();
    long left = shares == null ? Long.MAX_VALUE : shares;
    Duration pause = FIRST_PAUSE;
    boolean first = true;
    while (true) {
      long begin = System.nanoTime();
      try (StratumMiner miner = new StratumMiner(place, worker, line -> say(out, line))) {
        try {
          miner.mine(
              password, threads, shares == null ? OptionalLong.empty() : OptionalLong.of(left));
        } catch (IOException e) {
          if (first && !miner.hasWork()) {
            throw CommandException.failed(String.valueOf(e.getMessage()));
          }
          if (miner.hasWork()) {
            pause = FIRST_PAUSE;
          }
          say(out, String.valueOf(e.getMessage()));
        }
        left -= miner.accepted();
        double seconds = (System.nanoTime() - begin) / 1e9;
        say(
            out,
            miner.tried()
                + " hashes tried, %.2f million a second".formatted(miner.tried() / seconds / 1e6));
        if (left <= 0) {
          return 0;
        }
      } catch (IOException e) {
        if (first) {
          throw CommandException.failed(
              "no connection to " + server + ": " + String.valueOf(e.getMessage()));
        }
        say(out, "no connection: " + e.getMessage());
      }
      first = false;
      say(out, "trying again in " + Quantity.of(pause));
      Thread.sleep(pause);
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
              ? LONGEST_PAUSE
              : pause.multipliedBy(2);
    }
  }

  private static void say(PrintWriter out, String line) {
    out.println(line);
    out.flush();
  }

  private InetSocketAddress place() {
    String text = server.contains("://") ? server : "stratum+tcp://" + server;
    try {
      URI uri = new URI(text);
      String scheme = String.valueOf(uri.getScheme());
      if (uri.getHost() == null || !(scheme.equals("stratum+tcp") || scheme.equals("tcp"))) {
        throw noPlace();
      }
      int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
      if (port < 1 || port > 65535) {
        throw noPlace();
      }
      return new InetSocketAddress(uri.getHost(), port);
    } catch (URISyntaxException e) {
      throw noPlace();
    }
  }

  private CommandException noPlace() {
    return CommandException.badInput(
        "--stratum must be like stratum+tcp://192.0.2.1:" + DEFAULT_PORT + ", not " + server);
  }
}
