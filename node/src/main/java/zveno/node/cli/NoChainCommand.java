package zveno.node.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import zveno.node.http.HttpServer;
import zveno.node.http.HttpSettings;
import zveno.node.http.transport.HttpLimits;

/** {@code zveno bench no-chain}: what {@code bench http} compares a node with. */
@Command(
    name = "no-chain",
    hidden = true,
    description =
        "Run the node's HTTP server without a chain: it accepts transactions and discards them.",
    mixinStandardHelpOptions = true)
final class NoChainCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(NoChainCommand.class);

  @Override
  public Integer call() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    StopSignals.handle(_ -> end.countDown());
    HttpSettings settings = new HttpSettings("127.0.0.1", 0, HttpLimits.DEFAULT);
    try (HttpServer server = HttpServer.withoutChain(settings)) {
      server.start();
      LOG.info("running on {}", server.uri());
      end.await();
    }
    return 0;
  }
}
