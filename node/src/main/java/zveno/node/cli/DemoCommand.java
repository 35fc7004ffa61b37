package zveno.node.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.Quantity;
import zveno.kernel.json.JsonValue;
import zveno.node.config.CommandException;

/** {@code zveno demo}: two nodes, a fork and its resolution, printed as it happens. */
@Command(
    name = "demo",
    description = "Watch two nodes fork and resolve it; leaves no files behind.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (LocalNode ann = LocalNode.start();
        LocalNode bob = LocalNode.start()) {
      tell("Two nodes, each with its own chain and its own first block:");
      show("Ann", ann);
      show("Bob", bob);

      tell("", "A transaction is posted to Ann, and Ann mines it into a block:");
      command(ann, "POST /transactions/new");
      JsonValue posted =
          ann.post(
              "/transactions/new",
              "{\"sender\": \"ann\", \"recipient\": \"carol\", \"amount\": 5}");
      tell("  " + text(posted, "message"));
      mine(ann);
      show("Ann", ann);

      tell("", "Meanwhile Bob, not connected to Ann, mines two blocks:");
      mine(bob);
      mine(bob);
      show("Bob", bob);

      tell("", "Now they connect. Ann registers Bob and resolves the conflict:");
      command(ann, "POST /nodes/register");
      ann.post("/nodes/register", "{\"nodes\": [\"" + bob.url() + "\"]}");
      command(ann, "GET /nodes/resolve");
      tell("  " + text(ann.get("/nodes/resolve"), "message") + ": the longest chain wins.");
      show("Ann", ann);

      tell("", "Ann's block is gone, but its transaction has returned to the pool:");
      tell("  in Ann's pool: " + member(ann.get("/api/v1/pool"), "count"));
      mine(ann);
      show("Ann", ann);

      tell("", "Ann's chain is now the longer one, so Bob adopts it:");
      bob.post("/nodes/register", "{\"nodes\": [\"" + ann.url() + "\"]}");
      command(bob, "GET /nodes/resolve");
      tell("  " + text(bob.get("/nodes/resolve"), "message") + ".");
      show("Bob", bob);
      boolean same = ann.get("/chain").equals(bob.get("/chain"));
      tell("", same ? "Both have the same chain, byte for byte." : "The chains still differ!");
      return same ? 0 : CommandException.FAILED;
    }
  }

  private void mine(LocalNode node) throws IOException, InterruptedException {
    command(node, "GET /mine");
    JsonValue block = node.get("/mine");
    tell(
        "  block "
            + member(block, "index")
            + ", proof "
            + member(block, "proof")
            + ", with "
            + Quantity.of(count(member(block, "transactions")), "transaction")
            + ", the reward last");
  }

  private void show(String name, LocalNode node) throws IOException, InterruptedException {
    StringBuilder line = new StringBuilder("  ").append(name).append(": ");
    for (JsonValue block : member(node.get("/chain"), "chain").elements()) {
      String hash = Hash.of(block.bytes()).hex().substring(0, 6);
      line.append(member(block, "index")).append(':').append(hash).append(" <- ");
    }
    tell(line.substring(0, line.length() - 4));
  }

  private void command(LocalNode node, String request) {
    tell("  $ " + request.replace(" /", " " + node.url() + "/"));
  }

  private void tell(String... lines) {
    PrintWriter out = spec.commandLine().getOut();
    for (String line : lines) {
      out.println(line);
    }
    out.flush();
  }

  private static int count(JsonValue list) {
    int count = 0;
    for (JsonValue _ : list.elements()) {
      count++;
    }
    return count;
  }

  private static JsonValue member(JsonValue object, String name) throws IOException {
    return object.member(name).orElseThrow(() -> new IOException("no " + name + " in " + object));
  }

  private static String text(JsonValue object, String name) throws IOException {
    return member(object, name).text();
  }
}
