package zveno.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import zveno.kernel.mining.KernelKind;
import zveno.node.cli.StatusLine;

/** {@code zveno bench pow}: how many proofs a second each kernel tries. */
@Command(
    name = "pow",
    description =
        "Measure the hash rate of each kernel, compared with the tutorial's loop if there is a"
            + " python3. Run it on an idle machine.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchPowCommand implements Callable<Integer> {

  private static final double SHORTEST = 0.01; // seconds
  private static final double MAX_SECONDS = 600;
  private static final int MAX_THREADS = 1024;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "3",
      description =
          "How long each kernel is measured, without its warm-up; default ${DEFAULT-VALUE}.")
  double seconds;

  @Option(
      names = "--threads",
      paramLabel = "N",
      split = ",",
      description =
          "Numbers of threads, such as 1,2,4. By default one, and one for each processor.")
  List<Integer> threads = List.of();

  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Duration time = time();
    SortedSet<Integer> counts = threadCounts();
    if (!KernelKind.haveVectors()) {
      System.err.println(
          "only the scalar kernel: java was started without --add-modules=jdk.incubator.vector");
    }
    List<PowResult> results;
    try (StatusLine line = new StatusLine()) {
      results = new PowBench(time, counts, text -> show(line, text)).run();
    }
    if (results.stream().noneMatch(result -> result.toPython().isPresent())) {
      System.err.println("no ratios to the tutorial's loop: no python3 that runs it on the PATH");
    }
    PowReport report = new PowReport(results, time);
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? report.json() : report.table());
    out.flush();
    return 0;
  }

  private static void show(StatusLine line, String text) {
    if (line.isDue()) {
      line.show(text);
    }
  }

  private Duration time() {
    if (!(seconds >= SHORTEST && seconds <= MAX_SECONDS)) { // nor may it be NaN
      throw wrong("--seconds must be 0.01 to 600, not " + seconds);
    }
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  private SortedSet<Integer> threadCounts() {
    SortedSet<Integer> counts = new TreeSet<>(threads);
    if (counts.isEmpty()) {
      counts.add(1);
      counts.add(Runtime.getRuntime().availableProcessors());
    }
    if (counts.first() < 1 || counts.last() > MAX_THREADS) {
      throw wrong("--threads must be 1 to " + MAX_THREADS + ", not " + commas(threads));
    }
    return counts;
  }

  private static String commas(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
