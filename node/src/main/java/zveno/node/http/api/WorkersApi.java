package zveno.node.http.api;

import java.util.Optional;
import zveno.kernel.json.JsonWriter;
import zveno.node.http.routing.Exchange;
import zveno.node.http.transport.Answer;
import zveno.node.stratum.StratumServer;
import zveno.node.stratum.WorkerState;

/** {@code /api/v1/mining/workers}: the machines that mine for this node. */
final class WorkersApi {

  /** So many are shown, those with the highest hash rates. */
  static final int MAX_SHOWN = 1000;

  private final Optional<StratumServer> stratum;

  WorkersApi(ApiContext parts) {
    this.stratum = parts.stratum();
  }

  Answer list(Exchange exchange) {
    JsonWriter json = new JsonWriter().beginObject();
    json.name("connections").integer(stratum.map(StratumServer::connections).orElse(0));
    json.name("listen");
    stratum.map(StratumServer::uri).ifPresentOrElse(json::string, json::nul);
    json.name("workers").beginArray();
    stratum.ifPresent(server ->
        server.workers().states().stream().limit(MAX_SHOWN).forEach(worker -> write(worker, json)));
    return Answer.json(200, json.endArray().endObject().toBytes());
  }

  private static void write(WorkerState worker, JsonWriter json) {
    json.beginObject();
    json.name("name").string(worker.name());
    json.name("recipient").string(worker.recipient());
    json.name("connections").integer(worker.connections());
    json.name("hashRate").integer(Math.round(worker.hashRate()));
    json.name("difficulty").number(worker.difficulty());
    json.name("bestShare").number(worker.bestShare());
    json.name("accepted").integer(worker.accepted());
    json.name("stale").integer(worker.stale());
    json.name("rejected").integer(worker.rejected());
    json.name("blocks").integer(worker.blocks());
    json.name("lastShare");
    worker.lastShare().ifPresentOrElse(when -> json.string(when.toString()), json::nul);
    json.endObject();
  }
}
