package zveno.bench;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import zveno.kernel.json.JsonWriter;

/**
 * A row of what {@code zveno bench stratum} found.
 *
 * @param what was measured
 * @param value how much
 * @param unit of the value
 */
record StratumResult(String what, double value, String unit) {

  static String table(List<StratumResult> results) {
    TextTable table = new TextTable(1, "what", "value", "unit");
    for (StratumResult row : results) {
      table.add(row.what(), String.format(Locale.ROOT, "%,.2f", row.value()), row.unit());
    }
    return String.join(System.lineSeparator(), table.lines());
  }

  static String json(List<StratumResult> results) {
    JsonWriter json = new JsonWriter().beginObject().name("results").beginArray();
    for (StratumResult row : results) {
      json.beginObject();
      json.name("unit").string(row.unit());
      json.name("value").number(row.value());
      json.name("what").string(row.what());
      json.endObject();
    }
    return new String(json.endArray().endObject().toBytes(), StandardCharsets.UTF_8);
  }
}
