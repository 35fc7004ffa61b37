package zveno.node.http.api;

import zveno.kernel.json.JsonWriter;
import zveno.node.http.routing.Exchange;
import zveno.node.http.transport.Answer;
import zveno.node.http.transport.HttpException;
import zveno.node.service.ChainService;
import zveno.node.service.ClusterState;
import zveno.node.service.ReplicatedLog;

/** {@code /api/v1/cluster}: the cluster whose member the node is. */
final class ClusterApi {

  /** Whether to wait for all that has been acknowledged before. */
  static final String CONSISTENT = "consistent";

  private final ChainService service;

  ClusterApi(ChainService service) {
    this.service = service;
  }

  Answer show(Exchange exchange) {
    boolean consistent = isConsistent(exchange);
    ReplicatedLog log =
        service
            .replicatedLog()
            .orElseThrow(() -> HttpException.notFound("this node is no member of a cluster"));
    if (consistent) {
      log.awaitCurrent();
    }
    ClusterState state = log.state();
    JsonWriter json = new JsonWriter();
    json.beginObject().name("cluster").string(state.cluster());
    json.name("self").string(state.self());
    json.name("leader");
    state.leader().ifPresentOrElse(json::string, json::nul);
    json.name("term").integer(state.term());
    json.name("committed").integer(state.committed());
    json.name("applied").integer(state.applied());
    json.name("logBytes").integer(state.logBytes());
    json.name("members").beginArray();
    for (ClusterState.Member member : state.members()) {
      json.beginObject().name("name").string(member.name());
      json.name("address").string(member.address());
      json.name("url").string(member.url());
      json.name("lag");
      state.lagOf(member).ifPresentOrElse(json::integer, json::nul);
      json.endObject();
    }
    json.endArray().endObject();
    return Answer.json(200, json.toBytes());
  }

  private static boolean isConsistent(Exchange exchange) {
    String text = exchange.query().text(CONSISTENT).orElse("false");
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw HttpException.badRequest("\"consistent\" must be true or false");
    };
  }
}
