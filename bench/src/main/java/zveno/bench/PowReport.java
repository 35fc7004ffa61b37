package zveno.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import zveno.kernel.json.JsonWriter;

/** What {@code zveno bench pow} found, for people or for programs. */
final class PowReport {

  private static final String[] HEAD = {
    "kernel", "puzzle", "lanes", "threads", "MH/s", "x python", "x scalar", "x one thread"
  };

  /** So many columns are words, which stand at the left. */
  private static final int WORDS = 2;

  private final List<PowResult> results;
  private final Duration time;

  /**
   * @param time how long each was measured
   */
  PowReport(List<PowResult> results, Duration time) {
    this.results = results;
    this.time = time;
  }

  /** Described in docs/performance.md. */
  String json() {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("results").beginArray();
    for (PowResult result : results) {
      json.beginObject();
      json.name("kernel").string(result.label().kernel());
      json.name("puzzle").string(result.label().puzzle());
      json.name("lanes").integer(result.label().lanes());
      json.name("threads").integer(result.label().threads());
      json.name("hashesPerSecond").integer(Math.round(result.hashesPerSecond()));
      write(json, "timesPython", result.toPython());
      write(json, "timesScalar", result.toScalar());
      write(json, "timesOneThread", result.toOneThread());
      write(json, "secondsToFullSpeed", result.secondsToFullSpeed());
      json.endObject();
    }
    json.endArray();
    json.name("seconds").number(time.toNanos() / 1e9);
    json.name("processors").integer(Runtime.getRuntime().availableProcessors());
    json.name("java").string(Runtime.version().toString());
    json.endObject();
    return new String(json.toBytes(), StandardCharsets.US_ASCII);
  }

  private static void write(JsonWriter json, String name, OptionalDouble value) {
    if (value.isPresent()) {
      json.name(name).number(Math.round(value.getAsDouble() * 1000) / 1000.0);
    }
  }

  /** Without a line end after the last line. */
  String table() {
    TextTable table = new TextTable(WORDS, HEAD);
    results.forEach(result -> table.add(row(result)));
    List<String> lines = new ArrayList<>(table.lines());
    for (PowResult result : results) {
      if (result.secondsToFullSpeed().isPresent()) {
        lines.add(
            String.format(
                Locale.ROOT,
                "From the first search to full speed, %s: %.2f s",
                result.label().kernel(),
                result.secondsToFullSpeed().getAsDouble()));
      }
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static String[] row(PowResult result) {
    return new String[] {
      result.label().kernel(),
      result.label().puzzle(),
      Integer.toString(result.label().lanes()),
      Integer.toString(result.label().threads()),
      String.format(Locale.ROOT, "%.3f", result.hashesPerSecond() / 1e6),
      TextTable.ratio(result.toPython()),
      TextTable.ratio(result.toScalar()),
      TextTable.ratio(result.toOneThread())
    };
  }
}
