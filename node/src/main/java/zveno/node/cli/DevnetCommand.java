package zveno.node.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zveno.kernel.mining.Difficulty;
import zveno.kernel.rules.RuleSets;
import zveno.node.config.CommandException;
import zveno.node.config.Settings;
import zveno.node.devnet.Devnet;
import zveno.node.devnet.NetPlan;
import zveno.node.rules.DemoNetworkProvider;

/** {@code zveno devnet}: a network of nodes on this machine, until it is stopped. */
@Command(
    name = "devnet",
    description = "Run a network of nodes on this machine, each in its own process.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DevnetCommand implements Callable<Integer> {

  private static final int MAX_NODES = 64;

  /** What a terminal or a person sends to have a program end. */
  @Option(
      names = {"-n", "--nodes"},
      paramLabel = "N",
      defaultValue = "5",
      description = "Number of nodes, 1 to " + MAX_NODES + "; default ${DEFAULT-VALUE}.")
  int nodes;

  @Option(
      names = "--base-port",
      paramLabel = "PORT",
      defaultValue = "6001",
      description =
          "The port of the first node; the others use the ports after it. 0 for any free ports;"
              + " default ${DEFAULT-VALUE}.")
  int basePort;

  @Option(
      names = "--rules",
      paramLabel = "NAME",
      defaultValue = RuleSets.DEFAULT,
      description =
          "The rules of the network: classic, upstream or strict; default ${DEFAULT-VALUE}. With"
              + " strict a first block is made for it, and an account for each node, which has 1000"
              + " units and gets the rewards.")
  String rules = RuleSets.DEFAULT;

  @Option(
      names = "--allocate",
      paramLabel = "ADDRESS=UNITS",
      description = "With --rules strict: what an address has at the beginning. May be repeated.")
  List<String> allocations = new ArrayList<>();

  @Option(
      names = "--difficulty",
      paramLabel = "N",
      description =
          "Leading hexadecimal zeros that a proof must have, 0 to 64; default 4. Not with --rules"
              + " strict.")
  @Nullable Integer difficulty;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "The folder for the nodes' data folders; it is kept. Without this option they are in a"
              + " temporary folder, which is removed at the end.")
  @Nullable Path folder;

  @Option(
      names = "--mine",
      paramLabel = "one|all",
      arity = "0..1",
      fallbackValue = "one",
      description = "Make one node, or all, mine continuously; by default none does.")
  @Nullable String mine;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    int miners = miners();
    Optional<DemoNetworkProvider> provider = provider();
    List<Integer> ports = ports();
    Path kept = folder;
    Path home = kept == null ? Files.createTempDirectory("zveno-devnet-") : kept;
    try {
      Optional<DevnetFiles> files = Optional.empty();
      if (provider.isPresent()) {
        files = Optional.of(DevnetFiles.in(home, provider.get(), nodes, allocations));
      }
      return run(NetPlan.of(ports, home), miners, files);
    } finally {
      if (kept == null) {
        Folders.remove(home);
      }
    }
  }

  /** Who prepares a network of these rules; nothing if nobody need do so. */
  private Optional<DemoNetworkProvider> provider() {
    String name = rules.toLowerCase(Locale.ROOT);
    if (!RuleSets.names().contains(name)) {
      throw CommandException.badInput(
          "--rules must be one of " + String.join(", ", RuleSets.names()) + ", not " + rules);
    }
    Optional<DemoNetworkProvider> provider = DemoNetworkProvider.of(name);
    Integer wanted = difficulty;
    if (wanted != null && provider.isPresent()) {
      throw CommandException.badInput("--difficulty is no option of a network with rules " + name);
    }
    if (wanted != null && (wanted < 0 || wanted > Difficulty.MAX)) {
      throw CommandException.badInput("--difficulty must be 0 to 64, not " + wanted);
    }
    if (provider.isEmpty() && !allocations.isEmpty()) {
      throw CommandException.badInput("--allocate is no option of a network with rules " + name);
    }
    return provider;
  }

  private int miners() {
    String who = mine;
    return switch (who) {
      case null -> 0;
      case "one" -> 1;
      case "all" -> nodes;
      default -> throw CommandException.badInput("--mine must be one or all, not " + who);
    };
  }

  private List<Integer> ports() throws IOException {
    if (nodes < 1 || nodes > MAX_NODES) {
      throw CommandException.badInput("--nodes must be 1 to " + MAX_NODES + ", not " + nodes);
    }
    if (basePort < 0 || basePort + nodes - 1 > 65535) {
      throw CommandException.badInput(
          "--base-port must leave room for " + nodes + " ports up to 65535, not " + basePort);
    }
    return FreePorts.from(basePort, nodes);
  }

  private int run(NetPlan plan, int miners, Optional<DevnetFiles> files)
      throws IOException, InterruptedException {
    Devnet.Ending end;
    try (Devnet net =
        new Devnet(
            plan,
            spec.root().userObject().getClass(),
            Settings::isOne,
            DevnetCommand::log,
            colours())) {
      StopSignals.handle(signal -> net.stop(new Devnet.Ending(signal, false)));
      if (net.start(place -> options(place, miners, files))) {
        show(plan, files);
      }
      end = net.await();
      log(end.what() + "; stopping all nodes");
    }
    log("all nodes have ended");
    return end.failed() ? CommandException.FAILED : 0;
  }

  private List<String> options(int place, int miners, Optional<DevnetFiles> files) {
    List<String> options = new ArrayList<>(List.of("--mining-threads", "1"));
    options.addAll(List.of("--rules", rules));
    if (files.isPresent()) {
      options.addAll(files.get().options(place));
    } else {
      options.addAll(
          List.of("--difficulty", Integer.toString(difficulty == null ? 4 : difficulty)));
    }
    if (place < miners) {
      options.add("--mine");
    }
    return options;
  }

  private static void log(String line) {
    System.err.println(line);
  }

  @SuppressWarnings("SystemConsoleNull") // the JDK's own console, the default again in 25, can be
  private static boolean colours() {
    return System.console() != null
        && System.console().isTerminal()
        && System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
  }

  private void show(NetPlan plan, Optional<DevnetFiles> files) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%n%-8s  %-23s  %-18s  %s%n", "node", "address", "follows", "data");
    for (NetPlan.Member member : plan.members()) {
      String followed = String.join(", ", plan.followedBy(member));
      out.printf(
          "%-8s  %-23s  %-18s  %s%n", member.name(), member.url(), followed, member.folder());
    }
    files.ifPresent(made -> {
      out.printf("%nThe first block: %s%n", made.genesis());
      out.printf("The accounts of the nodes, whose keys are in %s:%n", made.keys());
      for (int i = 0; i < plan.members().size(); i++) {
        out.printf("  %-8s  %s%n", plan.members().get(i).name(), made.addresses().get(i));
      }
    });
    String first = plan.members().getFirst().url();
    String last = plan.members().getLast().url();
    String transaction =
        files.isEmpty()
            ? "{\"sender\": \"ann\", \"recipient\": \"bob\", \"amount\": 5}"
            : files.get().example();
    out.printf("%nTry, in another terminal:%n");
    out.printf("  curl %s/transactions/new -H 'Content-Type: application/json' \\%n", last);
    out.printf("    -d '%s'%n", transaction);
    out.printf("  curl %s/mine            # a block with it, mined elsewhere%n", first);
    out.printf("  curl %s/chain           # is here a moment later%n", last);
    out.printf("  curl %s/api/v1/peers    # who follows whom, and what was said%n", first);
    out.printf("Ctrl+C stops all nodes%s.%n%n", folder == null ? " and removes their data" : "");
    out.flush();
  }
}
