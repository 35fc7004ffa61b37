package zveno.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zveno.node.cli.StatusLine;
import zveno.node.config.CommandException;

/** {@code zveno bench net}: how long a block takes to be known everywhere. */
@Command(
    name = "net",
    description =
        "Measure how long a block takes from its miner to all other nodes, in networks of nodes"
            + " that follow one another, all in this process. Run it on an idle machine.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchNetCommand implements Callable<Integer> {

  private static final int MAX_NODES = 100;
  private static final int MAX_BLOCKS = 100_000;
  private static final int WARM_UP = 50;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      split = ",",
      defaultValue = "5,20,50",
      description = "Numbers of nodes, 2 to " + MAX_NODES + " each; default ${DEFAULT-VALUE}.")
  List<Integer> sizes = List.of();

  @Option(
      names = "--blocks",
      paramLabel = "N",
      defaultValue = "500",
      description = "Blocks mined in each network; default ${DEFAULT-VALUE}.")
  int blocks;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "20171",
      description = "Seed for the links and the miners; default ${DEFAULT-VALUE}.")
  long seed;

  @Option(names = "--tiny", description = "Only test whether it runs: few nodes, few blocks.")
  boolean tiny;

  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (sizes.stream().anyMatch(size -> size < 2 || size > MAX_NODES)) {
      throw CommandException.badInput("--nodes must be 2 to " + MAX_NODES + " each");
    }
    if (blocks < 1 || blocks > MAX_BLOCKS) {
      throw CommandException.badInput("--blocks must be 1 to " + MAX_BLOCKS + ", not " + blocks);
    }
    List<NetResult> results = new ArrayList<>();
    try (StatusLine line = new StatusLine()) {
      for (int size : tiny ? List.of(3) : sizes) {
        results.add(measure(size, line));
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? NetResult.json(results, seed) : NetResult.table(results));
    out.flush();
    return 0;
  }

  private NetResult measure(int size, StatusLine line) throws IOException, InterruptedException {
    RandomGenerator chance = new SplittableRandom(seed);
    int count = tiny ? 5 : blocks;
    try (LocalNet net = LocalNet.start(size, chance);
        Arrivals arrivals = new Arrivals(net.nodes())) {
      var _ = net.awaitLinks();
      for (int i = 0; i < (tiny ? 2 : WARM_UP); i++) {
        var _ = arrivals.await(net.any(chance).mine());
      }
      LocalNet.Said before = net.said();
      List<Long> nanos = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        nanos.add(arrivals.await(net.any(chance).mine()));
        if (line.isDue()) {
          line.show("network of " + size + " nodes: block " + (i + 1) + " of " + count);
        }
      }
      return new NetResult(size, nanos.stream().sorted().toList(), net.said().since(before));
    }
  }
}
