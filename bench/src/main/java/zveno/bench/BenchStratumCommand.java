package zveno.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zveno.node.cli.StatusLine;
import zveno.node.config.CommandException;

/** {@code zveno bench stratum}: what many machines that mine for a node cost it. */
@Command(
    name = "stratum",
    description =
        "Measure what miners that speak Stratum cost a node: simulated ones in this process, the"
            + " node in a process of its own, over loopback. Run it on an idle machine.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchStratumCommand implements Callable<Integer> {

  private static final int MAX_MINERS = 2_000;

  @Option(
      names = "--miners",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Simulated miners, 1 to " + MAX_MINERS + "; default ${DEFAULT-VALUE}.")
  int miners;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "30",
      description = "How long shares are sent, 1 to 3600; default ${DEFAULT-VALUE}.")
  int seconds;

  @Option(
      names = "--blocks",
      paramLabel = "N",
      defaultValue = "10",
      description = "How often the tip moves, 1 to 1000; default ${DEFAULT-VALUE}.")
  int blocks;

  @Option(names = "--tiny", description = "Only test whether it runs: few miners, few shares.")
  boolean tiny;

  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    insist("--miners", miners, MAX_MINERS);
    insist("--seconds", seconds, 3600);
    insist("--blocks", blocks, 1000);
    StratumBench bench =
        tiny ? new StratumBench(5, 2, 2, true) : new StratumBench(miners, seconds, blocks, false);
    List<StratumResult> results;
    try (StatusLine line = new StatusLine()) {
      results = bench.run(line);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? StratumResult.json(results) : StratumResult.table(results));
    out.flush();
    return 0;
  }

  private static void insist(String option, int value, int max) {
    if (value < 1 || value > max) {
      throw CommandException.badInput(option + " must be 1 to " + max + ", not " + value);
    }
  }
}
