package zveno.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import zveno.kernel.json.JsonWriter;

/** What {@code zveno bench http} found, for people or for programs. */
final class HttpReport {

  private final HttpResults results;

  HttpReport(HttpResults results) {
    this.results = results;
  }

  /** Described in docs/performance.md. */
  String json() {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("posts").beginArray();
    for (PostResult post : results.posts()) {
      json.beginObject().name("server").string(post.server()).name("way").string(post.way());
      json.name("connections").integer(post.connections());
      json.name("perSecond").integer(Math.round(post.perSecond()));
      json.name("usualSeconds").number(rounded(post.usualWait(), 1e6));
      json.name("longSeconds").number(rounded(post.longWait(), 1e6));
      write(json, "processorMicros", post.cpuMicros());
      write(json, "timesPython", post.toPython());
      write(json, "timesNoChain", post.toNoChain());
      write(json, "timesDisk", post.toDisk());
      write(json, "timesOther", post.toOther());
      json.endObject();
    }
    json.endArray().name("chains").beginArray();
    for (ChainResult chain : results.chains()) {
      json.beginObject().name("server").string(chain.server());
      json.name("blocks").integer(chain.blocks()).name("bytes").integer(chain.bytes());
      json.name("seconds").number(rounded(chain.seconds(), 1e6));
      if (chain.memory().isPresent()) {
        json.name("memoryBytes").integer(chain.memory().getAsLong());
      }
      write(json, "timesPython", chain.toPython());
      json.endObject();
    }
    json.endArray().name("checks").beginArray();
    for (CheckResult check : results.checks()) {
      json.beginObject().name("server").string(check.server());
      json.name("reading").bool(check.reading());
      json.name("threads").integer(check.threads()).name("blocks").integer(check.blocks());
      json.name("perSecond").integer(Math.round(check.perSecond()));
      write(json, "timesPython", check.toPython());
      json.endObject();
    }
    json.endArray();
    json.name("processors").integer(Runtime.getRuntime().availableProcessors());
    json.name("java").string(Runtime.version().toString());
    json.endObject();
    return new String(json.toBytes(), StandardCharsets.US_ASCII);
  }

  private static void write(JsonWriter json, String name, OptionalDouble value) {
    if (value.isPresent()) {
      json.name(name).number(rounded(value.getAsDouble(), 1e3));
    }
  }

  private static double rounded(double value, double parts) {
    return Math.round(value * parts) / parts;
  }

  /** Without a line end after the last line. */
  String table() {
    List<String> lines = new ArrayList<>(posts().lines());
    lines.add("");
    lines.addAll(chains().lines());
    lines.add("");
    lines.addAll(checks().lines());
    return String.join(System.lineSeparator(), lines);
  }

  private TextTable posts() {
    TextTable table =
        new TextTable(
            2,
            "server",
            "way",
            "connections",
            "transactions/s",
            "ms",
            "ms of 99 %",
            "processor us",
            "x python",
            "x no chain",
            "x disk",
            "x other");
    for (PostResult post : results.posts()) {
      table.add(
          post.server(),
          post.way(),
          Integer.toString(post.connections()),
          Long.toString(Math.round(post.perSecond())),
          number("%.2f", post.usualWait() * 1e3),
          number("%.2f", post.longWait() * 1e3),
          TextTable.ratio(post.cpuMicros()),
          TextTable.ratio(post.toPython()),
          TextTable.ratio(post.toNoChain()),
          TextTable.ratio(post.toDisk()),
          TextTable.ratio(post.toOther()));
    }
    return table;
  }

  private TextTable chains() {
    TextTable table = new TextTable(1, "GET /chain", "blocks", "MB", "s", "more MB", "x python");
    for (ChainResult chain : results.chains()) {
      table.add(
          chain.server(),
          Integer.toString(chain.blocks()),
          number("%.1f", chain.bytes() / 1e6),
          number("%.3f", chain.seconds()),
          chain.memory().isPresent() ? number("%.1f", chain.memory().getAsLong() / 1e6) : "",
          TextTable.ratio(chain.toPython()));
    }
    return table;
  }

  private TextTable checks() {
    TextTable table =
        new TextTable(2, "checking", "JSON", "threads", "blocks", "blocks/s", "x python");
    for (CheckResult check : results.checks()) {
      table.add(
          check.server(),
          check.reading() ? "read too" : "read before",
          Integer.toString(check.threads()),
          Integer.toString(check.blocks()),
          Long.toString(Math.round(check.perSecond())),
          TextTable.ratio(check.toPython()));
    }
    return table;
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
