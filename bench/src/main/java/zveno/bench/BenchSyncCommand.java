package zveno.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zveno.node.cli.StatusLine;
import zveno.node.config.CommandException;

/** {@code zveno bench sync}: what it costs to catch up with a peer. */
@Command(
    name = "sync",
    description =
        "Measure the time and the bytes that a node needs to sync with a peer, compared with the"
            + " tutorial's resolve on the same chain if there is a python3. All nodes run on this"
            + " machine; run it on an idle one.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchSyncCommand implements Callable<Integer> {

  private static final long LEAST = 200;
  private static final long MAX_BLOCKS = 1_000_000;
  private static final int SOME = 100;
  private static final int FEW = 10;
  private static final int MAX_ROUNDS = 1_000;

  @Option(
      names = "--blocks",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Length of the chain, 200 to 1000000 blocks; default ${DEFAULT-VALUE}.")
  long blocks;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "11",
      description = "Number of rounds; default ${DEFAULT-VALUE}. Python runs at most three.")
  int rounds;

  @Option(names = "--tiny", description = "Only test whether it runs: a short chain, one round.")
  boolean tiny;

  @Mixin OtherBuild against = new OtherBuild();

  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (blocks < LEAST || blocks > MAX_BLOCKS) {
      throw CommandException.badInput(
          "--blocks must be " + LEAST + " to " + MAX_BLOCKS + ", not " + blocks);
    }
    if (rounds < 1 || rounds > MAX_ROUNDS) {
      throw CommandException.badInput("--rounds must be 1 to " + MAX_ROUNDS + ", not " + rounds);
    }
    long length = tiny ? LEAST : blocks;
    Optional<Path> other = against.launcher();
    if (other.isPresent()) {
      compare(length, other.get());
      return 0;
    }
    List<SyncBench.Result> results;
    try (StatusLine line = new StatusLine();
        SyncBench bench = new SyncBench(length, tiny ? FEW : SOME, tiny ? 1 : rounds, line::show)) {
      results = bench.run();
    }
    SyncReport report = new SyncReport(results, length);
    if (!report.hasPython()) {
      System.err.println("no ratios to the tutorial's node: no python3 that runs it on the PATH");
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? report.json() : report.table());
    out.flush();
    return 0;
  }

  private void compare(long length, Path launcher) throws IOException, InterruptedException {
    List<SyncComparison.Result> results;
    try (StatusLine line = new StatusLine();
        SyncComparison comparison =
            new SyncComparison(
                length, tiny ? FEW : SOME, tiny ? 1 : rounds, launcher, line::show)) {
      results = comparison.run();
    }
    SyncComparisonReport report = new SyncComparisonReport(results);
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? report.json() : report.table());
    out.flush();
  }
}
