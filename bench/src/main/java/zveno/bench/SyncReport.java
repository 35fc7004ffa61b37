package zveno.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import zveno.kernel.json.JsonWriter;

/** What {@code zveno bench sync} found, for people or for programs. */
final class SyncReport {

  private static final String HEAD =
      "way      new blocks    seconds  answer read  processor s        bytes  x python  x"
          + " processor";

  private final List<SyncBench.Result> results;
  private final long length;

  /**
   * @param length how long the chain was
   */
  SyncReport(List<SyncBench.Result> results, long length) {
    this.results = results;
    this.length = length;
  }

  boolean hasPython() {
    return results.stream().anyMatch(one -> one.way() == SyncBench.Way.PYTHON);
  }

  /** How many times less than the tutorial's node takes with as many new blocks. */
  private OptionalDouble toPython(
      SyncBench.Result result, ToLongFunction<SyncBench.Result> measure) {
    return results.stream()
        .filter(one -> one.way() == SyncBench.Way.PYTHON && one.blocks() == result.blocks())
        .filter(one -> measure.applyAsLong(one) > 0 && measure.applyAsLong(result) > 0)
        .mapToDouble(one -> (double) measure.applyAsLong(one) / measure.applyAsLong(result))
        .findFirst();
  }

  private static String title(SyncBench.Result result) {
    return result.way().name().toLowerCase(Locale.ROOT);
  }

  /** Described in docs/performance.md. */
  String json() {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("results").beginArray();
    for (SyncBench.Result one : results) {
      json.beginObject().name("way").string(title(one));
      json.name("newBlocks").integer(one.blocks());
      json.name("seconds").number(one.nanos() / 1e9);
      if (one.readNanos().isPresent()) {
        json.name("answerReadSeconds").number(one.readNanos().getAsLong() / 1e9);
      }
      json.name("bytes").integer(one.bytes());
      json.name("processorSeconds").number(one.cpuNanos() / 1e9);
      write(json, "timesPython", toPython(one, SyncBench.Result::nanos));
      write(json, "timesPythonProcessor", toPython(one, SyncBench.Result::cpuNanos));
      json.endObject();
    }
    json.endArray().name("chain").integer(length);
    json.name("processors").integer(Runtime.getRuntime().availableProcessors());
    json.name("java").string(Runtime.version().toString()).endObject();
    return new String(json.toBytes(), StandardCharsets.US_ASCII);
  }

  private static void write(JsonWriter json, String name, OptionalDouble ratio) {
    if (ratio.isPresent()) {
      json.name(name).number(Math.round(ratio.getAsDouble() * 1000) / 1000.0);
    }
  }

  /** Without a line end after the last line. */
  String table() {
    List<String> lines = new ArrayList<>(List.of(HEAD));
    for (SyncBench.Result one : results) {
      lines.add(
          String.format(
                  Locale.ROOT,
                  "%-7s  %10d  %9.4f  %11s  %11.3f  %11d  %8s  %11s",
                  title(one),
                  one.blocks(),
                  one.nanos() / 1e9,
                  seconds(one.readNanos()),
                  one.cpuNanos() / 1e9,
                  one.bytes(),
                  ratio(toPython(one, SyncBench.Result::nanos)),
                  ratio(toPython(one, SyncBench.Result::cpuNanos)))
              .stripTrailing());
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static String seconds(OptionalLong nanos) {
    return nanos.isPresent() ? String.format(Locale.ROOT, "%.4f", nanos.getAsLong() / 1e9) : "";
  }

  private static String ratio(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.1f", value.getAsDouble()) : "";
  }
}
