package zveno.bench;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import zveno.kernel.json.JsonWriter;

/** What {@code zveno bench sync --against} found, for people or for programs. */
final class SyncComparisonReport {

  private final List<SyncComparison.Result> results;

  SyncComparisonReport(List<SyncComparison.Result> results) {
    this.results = results;
  }

  /** Described in docs/performance.md. */
  String json() {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("results").beginArray();
    for (SyncComparison.Result one : results) {
      json.beginObject().name("build").string(one.build()).name("way").string(one.way());
      json.name("newBlocks").integer(one.blocks());
      json.name("seconds").number(one.seconds());
      json.name("processorSeconds").number(one.cpuSeconds());
      json.name("timeToOther").number(one.toOther());
      json.name("processorToOther").number(one.cpuToOther()).endObject();
    }
    json.endArray();
    json.name("processors").integer(Runtime.getRuntime().availableProcessors());
    json.name("java").string(Runtime.version().toString()).endObject();
    return new String(json.toBytes(), StandardCharsets.US_ASCII);
  }

  /** Without a line end after the last line. */
  String table() {
    TextTable table =
        new TextTable(
            2,
            "build",
            "way",
            "new blocks",
            "seconds",
            "processor s",
            "time to other",
            "processor to other");
    for (SyncComparison.Result one : results) {
      table.add(
          one.build(),
          one.way(),
          Long.toString(one.blocks()),
          number("%.4f", one.seconds()),
          number("%.2f", one.cpuSeconds()),
          number("%.2f", one.toOther()),
          number("%.2f", one.cpuToOther()));
    }
    return String.join(System.lineSeparator(), table.lines());
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
