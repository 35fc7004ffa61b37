package zveno.node.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zveno.kernel.bytes.Quantity;
import zveno.kernel.json.JsonValue;
import zveno.kernel.rules.RuleSets;
import zveno.node.config.CommandException;
import zveno.node.rules.DemoNetwork;
import zveno.node.rules.DemoNetworkProvider;

/** {@code zveno demo}: two nodes, a fork and its resolution, printed as it happens. */
@Command(
    name = "demo",
    description = "Watch two nodes fork and resolve it; leaves no files behind.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  /** Who takes part under rules that have accounts: two nodes, and who is paid. */
  private static final int ANN = 0;

  private static final int BOB = 1;
  private static final int CAROL = 2;
  private static final int ACCOUNTS = 3;

  private static final long AMOUNT = 5;

  /** How many digits of a hash are shown. */
  private static final int SHOWN = 6;

  @Option(
      names = "--rules",
      paramLabel = "NAME",
      defaultValue = RuleSets.DEFAULT,
      description = "The rules: classic or strict; default ${DEFAULT-VALUE}.")
  String rules = RuleSets.DEFAULT;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    String name = rules.toLowerCase(Locale.ROOT);
    Optional<DemoNetwork> network =
        DemoNetworkProvider.of(name).map(provider -> provider.begin(ACCOUNTS, List.of()));
    if (network.isEmpty() && !name.equals(RuleSets.DEFAULT)) {
      throw CommandException.badInput("--rules must be classic or strict, not " + rules);
    }
    try (LocalNode ann = start(network, name, ANN);
        LocalNode bob = start(network, name, BOB)) {
      return network.isEmpty() ? unsigned(ann, bob) : signed(network.get(), ann, bob);
    }
  }

  private static LocalNode start(Optional<DemoNetwork> network, String rules, int account) {
    return network
        .map(made -> LocalNode.start(rules, made.genesis(), made.addresses().get(account)))
        .orElseGet(LocalNode::start);
  }

  private int unsigned(LocalNode ann, LocalNode bob) throws IOException, InterruptedException {
    tell("Two nodes, each with its own chain and its own first block:");
    show("Ann", ann);
    show("Bob", bob);

    tell("", "A transaction is posted to Ann, and Ann mines it into a block:");
    post(ann, "{\"sender\": \"ann\", \"recipient\": \"carol\", \"amount\": " + AMOUNT + "}");
    mine(ann);
    show("Ann", ann);
    return forked(ann, bob, "the longest chain wins", "the longer one");
  }

  private int signed(DemoNetwork network, LocalNode ann, LocalNode bob)
      throws IOException, InterruptedException {
    String carol = network.addresses().get(CAROL);
    tell("Two nodes of one network, which begins with the same block for all:");
    show("Ann", ann);
    show("Bob", bob);
    tell("That block gives Ann, Bob and Carol something to begin with:");
    balance("Ann", ann, network.addresses().get(ANN));
    balance("Carol", ann, carol);

    tell("", "Ann signs a transaction that pays Carol " + AMOUNT + ":");
    String payment = network.transfer(ANN, carol, AMOUNT, 0);
    tell("  " + payment);
    tell("", "If one character is changed, the signature is wrong:");
    String forged = payment.replace("\"amount\": " + AMOUNT, "\"amount\": 9");
    command(ann, "POST /transactions/new");
    tell("  " + ann.refusal("/transactions/new", forged));
    tell("", "As she signed it, it is taken, and Ann mines it into a block:");
    post(ann, payment);
    mine(ann);
    show("Ann", ann);
    balance("Carol", ann, carol);
    final int end = forked(ann, bob, "the chain with the most work wins", "the one with more work");

    tell("", "What Ann has spent she cannot spend again: a second transaction with her nonce 0");
    command(bob, "POST /transactions/new");
    String second = network.transfer(ANN, network.addresses().get(BOB), AMOUNT, 0);
    tell("  " + bob.refusal("/transactions/new", second));
    return end;
  }

  /** Bob mines on a chain of his own, and each takes over the other's in turn. */
  private int forked(LocalNode ann, LocalNode bob, String rule, String better)
      throws IOException, InterruptedException {
    tell("", "Meanwhile Bob, not connected to Ann, mines two blocks:");
    mine(bob);
    mine(bob);
    show("Bob", bob);

    tell("", "Now they connect. Ann registers Bob and resolves the conflict:");
    command(ann, "POST /nodes/register");
    ann.post("/nodes/register", "{\"nodes\": [\"" + bob.url() + "\"]}");
    command(ann, "GET /nodes/resolve");
    tell("  " + text(ann.get("/nodes/resolve"), "message") + ": " + rule + ".");
    show("Ann", ann);

    tell("", "Ann's block is gone, but its transaction has returned to the pool:");
    tell("  in Ann's pool: " + member(ann.get("/api/v1/pool"), "count"));
    mine(ann);
    show("Ann", ann);

    tell("", "Ann's chain is now " + better + ", so Bob adopts it:");
    bob.post("/nodes/register", "{\"nodes\": [\"" + ann.url() + "\"]}");
    command(bob, "GET /nodes/resolve");
    tell("  " + text(bob.get("/nodes/resolve"), "message") + ".");
    show("Bob", bob);
    boolean same = ann.get("/chain").equals(bob.get("/chain"));
    tell("", same ? "Both have the same chain, byte for byte." : "The chains still differ!");
    return same ? 0 : CommandException.FAILED;
  }

  private void post(LocalNode node, String transaction) throws IOException, InterruptedException {
    command(node, "POST /transactions/new");
    tell("  " + text(node.post("/transactions/new", transaction), "message"));
  }

  private void balance(String name, LocalNode node, String address)
      throws IOException, InterruptedException {
    JsonValue account = node.get("/api/v1/accounts/" + address);
    tell("  " + name + " (" + address + ") has " + member(account, "balance"));
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
    for (JsonValue block : member(node.get("/api/v1/headers"), "headers").elements()) {
      String hash = text(block, "hash");
      String end = hash.substring(hash.length() - SHOWN); // under some rules it begins with zeros
      line.append(member(block, "height")).append(":…").append(end).append(" <- ");
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
