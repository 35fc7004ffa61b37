package zveno.node.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code zveno warm-up}: what the build runs to learn which classes a node needs. */
@Command(
    name = "warm-up",
    hidden = true,
    description = "Start a node in memory, ask it a few things, and end.",
    mixinStandardHelpOptions = true)
final class WarmUpCommand implements Callable<Integer> {

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (LocalNode node = LocalNode.start()) {
      node.post("/transactions/new", "{\"sender\": \"a\", \"recipient\": \"b\", \"amount\": 1}");
      node.get("/mine");
      node.get("/chain");
      node.get("/nodes/resolve");
      node.get("/api/v1/status");
      node.get("/api/v1/blocks");
    }
    return 0;
  }
}
