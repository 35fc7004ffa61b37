package zveno.node.http.api;

import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonWriter;
import zveno.node.cluster.ClusterFile;
import zveno.node.http.routing.Exchange;
import zveno.node.http.routing.JsonMembers;
import zveno.node.http.transport.Answer;
import zveno.node.http.transport.HttpException;
import zveno.node.service.ChainService;
import zveno.node.service.ClusterState;
import zveno.node.service.ReplicatedLog;

/** {@code /api/v1/cluster}: the cluster whose member the node is. */
final class ClusterApi {

  /** Of a member. */
  static final String NAME = "name";

  /** Where its log is reached. */
  static final String ADDRESS = "address";

  /** Where its API is. */
  static final String URL = "url";

  private final ChainService service;

  ClusterApi(ChainService service) {
    this.service = service;
  }

  Answer show(Exchange exchange) {
    ReplicatedLog log = log();
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

  /** Adds a member. */
  Answer add(Exchange exchange) {
    JsonMembers members = exchange.members();
    try {
      ClusterFile.Member added =
          ClusterFile.member(text(NAME, members), text(ADDRESS, members), text(URL, members));
      log().add(added.name(), added.address(), added.url());
      return named(201, added.name());
    } catch (DecodeException e) {
      throw HttpException.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private static String text(String name, JsonMembers members) {
    return members
        .text(name)
        .orElseThrow(() ->
            HttpException.badRequest(
                "send {\"name\": \"d\", \"address\": \"10.0.0.4:7000\", \"url\":"
                    + " \"https://10.0.0.4:5000\"}"));
  }

  /** Removes a member. */
  Answer remove(Exchange exchange) {
    String name = exchange.segment(NAME);
    ReplicatedLog log = log();
    if (log.state().members().stream().noneMatch(member -> member.name().equals(name))) {
      throw HttpException.notFound("the cluster has no member " + name);
    }
    log.remove(name);
    return named(200, name);
  }

  private static Answer named(int status, String name) {
    return Answer.json(
        status, new JsonWriter().beginObject().name(NAME).string(name).endObject().toBytes());
  }

  private ReplicatedLog log() {
    return service
        .replicatedLog()
        .orElseThrow(() -> HttpException.notFound("this node is no member of a cluster"));
  }
}
