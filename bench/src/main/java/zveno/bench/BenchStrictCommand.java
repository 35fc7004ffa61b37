package zveno.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zveno.kernel.json.JsonWriter;
import zveno.node.cli.StatusLine;

/** {@code zveno bench strict}: what a node with strict rules does in a second. */
@Command(
    name = "strict",
    description =
        "Measure how many signed transfers a node with strict rules takes per second, how fast it"
            + " mines and syncs them, and how it reads a million accounts; compared with Anvil and"
            + " Litecoin Core (regtest) if anvil and litecoind are on the PATH. Some minutes; run"
            + " it on an idle machine.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchStrictCommand implements Callable<Integer> {

  @Option(
      names = "--only",
      paramLabel = "ROW",
      split = ",",
      description =
          "Measure only these rows: ${COMPLETION-CANDIDATES}, separated by commas; default: all.")
  List<StrictBench.Part> only = List.of(StrictBench.Part.values());

  @Option(names = "--tiny", description = "Only test whether it runs.")
  boolean tiny;

  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    for (String other : List.of("anvil", "litecoind")) {
      if (OwnProcess.onPath(other).isEmpty()) {
        System.err.println("not compared with " + other + ", which is not on the PATH");
      }
    }
    List<StrictResult> results;
    String library;
    try (StatusLine line = new StatusLine();
        StrictBench bench =
            new StrictBench(
                tiny ? StrictBench.Size.TINY : StrictBench.Size.WHOLE,
                EnumSet.copyOf(only),
                line::show)) {
      library = bench.library();
      results = bench.run();
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? json(results, library) : table(results, library));
    out.flush();
    return 0;
  }

  /** Described in docs/performance.md. */
  private static String json(List<StrictResult> results, String library) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("results").beginArray();
    for (StrictResult one : results) {
      json.beginObject().name("work").string(one.work()).name("server").string(one.server());
      json.name("value").number(one.value()).name("unit").string(one.unit());
      if (one.toBest().isPresent()) {
        json.name("timesBest").number(one.toBest().getAsDouble());
      }
      if (one.toBare().isPresent()) {
        json.name("timesBare").number(one.toBare().getAsDouble());
      }
      json.endObject();
    }
    json.endArray().name("verifier").string(library);
    json.name("processors").integer(Runtime.getRuntime().availableProcessors());
    json.name("java").string(Runtime.version().toString()).endObject();
    return new String(json.toBytes(), StandardCharsets.US_ASCII);
  }

  private static String table(List<StrictResult> results, String library) {
    TextTable table = new TextTable(2, "work", "server", "value", "", "x best other", "x bare");
    for (StrictResult one : results) {
      table.add(
          one.work(),
          one.server(),
          String.format(Locale.ROOT, "%.0f", one.value()),
          one.unit(),
          ratio(one.toBest()),
          ratio(one.toBare()));
    }
    return String.join(System.lineSeparator(), table.lines())
        + System.lineSeparator()
        + "signatures are verified by "
        + library;
  }

  private static String ratio(OptionalDouble value) {
    return TextTable.ratio(value);
  }
}
