package zveno.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import zveno.kernel.json.JsonWriter;

/**
 * How blocks have spread in one network.
 *
 * @param nodes how many there were
 * @param nanos for each block, from the node that has mined it to the last one; in order of size
 * @param said the traffic between the nodes meanwhile
 */
record NetResult(int nodes, List<Long> nanos, LocalNet.Said said) {

  private static final String HEAD =
      "nodes  links  blocks  median ms   p99 ms  events/link  fetched/node  pushed/node";

  NetResult {
    nanos = List.copyOf(nanos);
  }

  private double millis(double part) {
    int place = (int) Math.ceil(part * nanos.size()) - 1;
    return nanos.get(Math.clamp(place, 0, nanos.size() - 1)) / 1e6;
  }

  /** Of each block, on the average. */
  private double each(long count, long among) {
    return (double) count / nanos.size() / among;
  }

  private double eventsPerLink() {
    return each(said.events(), said.links());
  }

  private double fetchedPerNode() {
    return each(said.fetched(), nodes - 1);
  }

  private double pushedPerNode() {
    return each(said.pushed(), nodes - 1);
  }

  /** Without a line end after the last line. */
  static String table(List<NetResult> results) {
    List<String> lines = new ArrayList<>(List.of(HEAD));
    for (NetResult one : results) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%5d  %5d  %6d  %9.2f  %7.2f  %11.2f  %12.2f  %11.2f",
              one.nodes,
              one.said.links(),
              one.nanos.size(),
              one.millis(0.5),
              one.millis(0.99),
              one.eventsPerLink(),
              one.fetchedPerNode(),
              one.pushedPerNode()));
    }
    return String.join(System.lineSeparator(), lines);
  }

  /** Described in docs/performance.md. */
  static String json(List<NetResult> results, long seed) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("results").beginArray();
    for (NetResult one : results) {
      json.beginObject().name("nodes").integer(one.nodes);
      json.name("links").integer(one.said.links());
      json.name("blocks").integer(one.nanos.size());
      json.name("medianMillis").number(rounded(one.millis(0.5)));
      json.name("p99Millis").number(rounded(one.millis(0.99)));
      json.name("eventsPerLink").number(rounded(one.eventsPerLink()));
      json.name("fetchedPerNode").number(rounded(one.fetchedPerNode()));
      json.name("pushedPerNode").number(rounded(one.pushedPerNode())).endObject();
    }
    json.endArray().name("seed").integer(seed);
    json.name("processors").integer(Runtime.getRuntime().availableProcessors());
    json.name("java").string(Runtime.version().toString()).endObject();
    return new String(json.toBytes(), StandardCharsets.US_ASCII);
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
