package zveno.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zveno.kernel.json.JsonWriter;
import zveno.node.cli.StatusLine;
import zveno.node.config.CommandException;

/** {@code zveno bench reads}: what a node answers to readers. */
@Command(
    name = "reads",
    description =
        "Measure how fast a node answers its readers, with a full pool and a block of megabytes,"
            + " compared with its shortest answer, /livez; and how long verify takes.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchReadsCommand implements Callable<Integer> {

  private static final int LEAST_BLOCKS = 200;
  private static final int MAX_BLOCKS = 10_000_000;
  private static final int MAX_CONNECTIONS = 1_000;
  private static final int MAX_ROUNDS = 100;
  private static final int FULL_POOL = 50_000;

  @Option(
      names = "--blocks",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Length of the chain; default ${DEFAULT-VALUE}.")
  int blocks;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "16",
      description = "Number of connections to read over; default ${DEFAULT-VALUE}.")
  int connections;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often everything is measured; default ${DEFAULT-VALUE}.")
  int rounds;

  @Option(names = "--tiny", description = "Only test whether it runs: little of everything, once.")
  boolean tiny;

  @Mixin OtherBuild against = new OtherBuild();

  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    insist("--blocks", blocks, LEAST_BLOCKS, MAX_BLOCKS);
    insist("--connections", connections, 1, MAX_CONNECTIONS);
    insist("--rounds", rounds, 1, MAX_ROUNDS);
    ReadsBench.Plan plan =
        tiny
            ? new ReadsBench.Plan(Duration.ofMillis(100), 1, connections, LEAST_BLOCKS, 2_000)
            : new ReadsBench.Plan(Duration.ofSeconds(1), rounds, connections, blocks, FULL_POOL);
    Optional<Path> other = against.launcher();
    List<ReadsBench.Result> results;
    try (StatusLine line = new StatusLine()) {
      results = new ReadsBench(plan, other, line::show).run();
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? json(results) : table(results));
    out.flush();
    return 0;
  }

  private static void insist(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw CommandException.badInput(
          name + " must be " + least + " to " + most + ", not " + value);
    }
  }

  private static String table(List<ReadsBench.Result> results) {
    TextTable table =
        new TextTable(2, "work", "build", "value", "", "ms of 99 %", "x /livez", "x other");
    for (ReadsBench.Result result : results) {
      table.add(
          result.work(),
          result.build(),
          String.format(Locale.ROOT, result.unit().equals("s") ? "%.3f" : "%.0f", result.value()),
          result.unit(),
          result.longWait().isPresent()
              ? String.format(Locale.ROOT, "%.2f", result.longWait().getAsDouble() * 1e3)
              : "",
          TextTable.ratio(result.toLivez()),
          TextTable.ratio(result.toOther()));
    }
    return String.join(System.lineSeparator(), table.lines());
  }

  /** Described in docs/performance.md. */
  private static String json(List<ReadsBench.Result> results) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("results").beginArray();
    for (ReadsBench.Result result : results) {
      json.beginObject().name("work").string(result.work()).name("build").string(result.build());
      json.name("value").number(rounded(result.value())).name("unit").string(result.unit());
      write(json, "longSeconds", result.longWait());
      write(json, "timesLivez", result.toLivez());
      write(json, "timesOther", result.toOther());
      json.endObject();
    }
    json.endArray();
    json.name("processors").integer(Runtime.getRuntime().availableProcessors());
    json.name("java").string(Runtime.version().toString());
    return new String(json.endObject().toBytes(), StandardCharsets.US_ASCII);
  }

  private static void write(JsonWriter json, String name, OptionalDouble value) {
    if (value.isPresent()) {
      json.name(name).number(rounded(value.getAsDouble()));
    }
  }

  private static double rounded(double value) {
    return Math.round(value * 1e6) / 1e6;
  }
}
