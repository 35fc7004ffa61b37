package zveno.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import zveno.node.cli.StatusLine;

/** {@code zveno bench http}: what a node takes, sends and checks in a second. */
@Command(
    name = "http",
    description =
        "Measure how many transactions a node accepts per second, and how fast it sends and"
            + " verifies whole chains, compared with the tutorial's node. Run it on an idle"
            + " machine.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchHttpCommand implements Callable<Integer> {

  private static final double SHORTEST = 0.1; // seconds
  private static final double MAX_SECONDS = 600;
  private static final int MAX_CONNECTIONS = 1_000;
  private static final int MAX_BLOCKS = 10_000_000;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "5",
      description = "How long each row of posts is measured; default ${DEFAULT-VALUE}.")
  double seconds;

  @Option(
      names = "--connections",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,64",
      description = "Number of connections to post over; default ${DEFAULT-VALUE}.")
  List<Integer> connections = List.of();

  @Option(
      names = "--blocks",
      paramLabel = "N",
      split = ",",
      defaultValue = "1000,100000",
      description =
          "Length of the chains that are sent and verified, in blocks; default ${DEFAULT-VALUE}.")
  List<Integer> blocks = List.of();

  @Option(
      names = "--tutorial",
      paramLabel = "FILE",
      description =
          "The tutorial's blockchain.py to compare with; needs a python3 with flask and requests.")
  @Nullable Path tutorial;

  @Mixin OtherBuild against = new OtherBuild();

  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!(seconds >= SHORTEST && seconds <= MAX_SECONDS)) { // nor may it be NaN
      throw wrong("--seconds must be 0.1 to 600, not " + seconds);
    }
    Path script = tutorial;
    if (script != null && !Files.isRegularFile(script)) {
      throw wrong("--tutorial: no such file: " + script);
    }
    Optional<Path> other = against.launcher();
    Duration time = Duration.ofNanos(Math.round(seconds * 1e9));
    HttpResults results;
    try (StatusLine line = new StatusLine()) {
      results =
          new HttpBench(
                  time,
                  numbers("--connections", connections, 1, MAX_CONNECTIONS),
                  numbers("--blocks", blocks, 2, MAX_BLOCKS),
                  Optional.ofNullable(script),
                  other,
                  text -> show(line, text))
              .run();
    }
    if (script == null) {
      System.err.println("not compared with the tutorial's node: no --tutorial FILE");
    }
    HttpReport report = new HttpReport(results);
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

  private SortedSet<Integer> numbers(String name, List<Integer> given, int least, int most) {
    SortedSet<Integer> numbers = new TreeSet<>(given);
    if (numbers.isEmpty() || numbers.first() < least || numbers.last() > most) {
      String wrong = given.stream().map(String::valueOf).collect(Collectors.joining(","));
      throw wrong(name + " must be " + least + " to " + most + ", not " + wrong);
    }
    return numbers;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
