package zveno.node.http.api;

import java.util.Map;
import zveno.kernel.chain.Tip;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.pool.PoolState;
import zveno.kernel.rules.ChainPace;
import zveno.node.http.routing.Exchange;
import zveno.node.http.transport.Answer;
import zveno.node.service.EventLog;

/** {@code /api/v1/status}: the node at a glance. */
final class StatusApi {

  private final ApiContext parts;
  private final String startedAt;

  /** The rules and their parameters, as they are printed: they never change. */
  private final byte[] rules;

  StatusApi(ApiContext parts) {
    this.parts = parts;
    this.startedAt = parts.info().startedAt().toString();
    this.rules = rules(parts.service().rules().parameters());
  }

  Answer status(Exchange exchange) {
    JsonWriter json = new JsonWriter();
    NodeInfo info = parts.info();
    json.beginObject().name("name").string("zveno");
    json.name("version").string(info.version());
    json.name("nodeId").string(info.nodeId());
    json.name("startedAt").string(startedAt);
    json.name("finality").string(parts.service().replicatedLog().isPresent() ? "majority" : "work");
    json.name("durability").string(info.durability());
    json.name("rules").raw(rules);
    try (ApiSnapshot sight = new ApiSnapshot(parts.service())) {
      tip(sight.tip(), json);
      pool(sight.poolState(), json);
    }
    parts.service().pace().ifPresent(pace -> pace(pace, json));
    json.name("reorganisationsRefused").integer(parts.service().tally().refusedReorganisations());
    json.name("peers").integer(parts.knownPeers().views().size());
    json.name("miner");
    parts.miner().state().write(json);
    events(json);
    json.endObject();
    return Answer.json(200, json.toBytes());
  }

  private static byte[] rules(Map<String, String> parameters) {
    JsonWriter json = new JsonWriter().beginObject();
    parameters.forEach((name, value) -> {
      json.name(name);
      if (value.matches("[0-9]{1,9}")) {
        json.integer(Long.parseLong(value));
      } else {
        json.string(value);
      }
    });
    return json.endObject().toBytes();
  }

  private static void tip(Tip tip, JsonWriter json) {
    json.name("height").integer(tip.height());
    json.name("tip").beginObject().name("height").integer(tip.height());
    json.name("hash").string(tip.id().hex());
    json.name("chainWork").string(tip.chainWork().units().toString()).endObject();
  }

  private void pool(PoolState pool, JsonWriter json) {
    json.name("pool").beginObject().name("entries").integer(pool.count());
    json.name("bytes").integer(pool.bytes());
    json.name("maxEntries").integer(parts.info().pool().entries());
    json.name("maxBytes").integer(parts.info().pool().bytes()).endObject();
  }

  private static void pace(ChainPace pace, JsonWriter json) {
    json.name("schedule").beginObject().name("spacing").integer(pace.spacing());
    json.name("behind").integer(pace.behind());
    json.name("nextWork").string(pace.nextWork().units().toString());
    json.name("hashRate").integer(Math.round(pace.hashRate())).endObject();
  }

  private void events(JsonWriter json) {
    EventLog events = parts.service().events();
    json.name("events").beginObject().name("oldest").integer(events.oldest());
    json.name("newest").integer(events.newest()).endObject();
  }
}
