package zveno.bench;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import zveno.node.http.HttpServer;
import zveno.node.http.HttpSettings;
import zveno.node.http.routing.Route;
import zveno.node.http.transport.HttpLimits;

/** {@code zveno bench no-chain}: what {@code bench http} compares a node with. */
@Command(
    name = "no-chain",
    hidden = true,
    description =
        "Run the node's HTTP server without a chain: it accepts transactions and discards them.",
    mixinStandardHelpOptions = true)
final class NoChainCommand implements Callable<Integer> {

  @Override
  public Integer call() throws InterruptedException {
    HttpSettings settings = new HttpSettings("127.0.0.1", 0, HttpLimits.DEFAULT);
    List<Route> routes =
        List.of(Route.post("/transactions/new", new NoChain(settings.limits())::post));
    try (HttpServer server = new HttpServer(settings, routes)) {
      server.start();
      System.err.println("running on " + server.uri());
      new CountDownLatch(1).await(); // until the process is ended
    }
    return 0;
  }
}
