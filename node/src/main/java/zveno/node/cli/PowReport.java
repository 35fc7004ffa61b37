package zveno.node.cli;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import zveno.kernel.json.JsonWriter;
import zveno.node.bench.PowResult;

/** What {@code zveno bench pow} found, for people or for programs. */
final class PowReport {

  private static final List<String> HEAD =
      List.of(
          "kernel", "puzzle", "lanes", "threads", "MH/s", "x python", "x scalar", "x one thread");

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
    List<List<String>> rows = new ArrayList<>(List.of(HEAD));
    results.forEach(result -> rows.add(row(result)));
    List<String> lines = new ArrayList<>();
    rows.forEach(row -> lines.add(line(row, rows)));
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

  private static List<String> row(PowResult result) {
    return List.of(
        result.label().kernel(),
        result.label().puzzle(),
        Integer.toString(result.label().lanes()),
        Integer.toString(result.label().threads()),
        String.format(Locale.ROOT, "%.3f", result.hashesPerSecond() / 1e6),
        ratio(result.toPython()),
        ratio(result.toScalar()),
        ratio(result.toOneThread()));
  }

  private static String ratio(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.2f", value.getAsDouble()) : "";
  }

  private static String line(List<String> row, List<List<String>> rows) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String cell = row.get(column);
      String space = " ".repeat(width(rows, column) - cell.length());
      line.append(column < WORDS ? cell + space : space + cell).append("  ");
    }
    return line.toString().stripTrailing();
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
