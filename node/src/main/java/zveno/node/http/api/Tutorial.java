package zveno.node.http.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.Block;
import zveno.node.http.routing.Exchange;
import zveno.node.http.transport.Answer;
import zveno.node.http.transport.Caller;
import zveno.node.http.transport.HttpException;
import zveno.node.http.transport.HttpLimits;
import zveno.node.http.transport.Printable;
import zveno.node.http.transport.Reply;
import zveno.node.peers.PeerAddress;
import zveno.node.peers.RegisteredPeers;
import zveno.node.protocol.VerificationBudget;
import zveno.node.rules.Posted;
import zveno.node.rules.RuleViews;
import zveno.node.rules.RuleViewsProvider;
import zveno.node.service.ChainSnapshot;

/**
 * The tutorial's five calls. Source: the tutorial's {@code blockchain.py}; paths, methods,
 * statuses, messages and names are a contract, to the letter. Where the Python node fails (status
 * 500), ours says what is wrong with the request.
 */
final class Tutorial {

  private static final String NO_LIST = "Error: Please supply a valid list of nodes";

  private final ApiContext parts;
  private final RuleViews views;
  private final ChainText chainText;
  private final HttpLimits limits;
  private final VerificationBudget<Caller> verification;

  Tutorial(ApiContext parts, HttpLimits limits, VerificationBudget<Caller> verification) {
    this.verification = verification;
    this.parts = parts;
    this.chainText = new ChainText(parts.service());
    this.views = RuleViewsProvider.viewsOf(parts.service().rules());
    this.limits = limits;
  }

  /** {@code full_chain()}. */
  Answer chain(Exchange exchange) {
    return Answer.stream(
            200,
            Answer.JSON,
            out -> {
              try (ChainSnapshot moment = parts.service().look()) {
                out.write("{\"chain\": ");
                chainText.write(moment, limits.patience(), out);
                out.write(", \"length\": " + moment.tip().height() + "}\n");
              }
            })
        .unbuffered(); // a proxy would write a long one to its disk
  }

  /** {@code mine()}. */
  Answer mine(Exchange exchange) {
    Block block = MiningWait.one(exchange, parts.miner().ask());
    SequencedMap<String, byte[]> members = views.mined(block);
    Map.Entry<String, byte[]> last = members.lastEntry();
    JsonWriter json = new JsonWriter().beginObject();
    members.forEach((name, value) -> {
      if (!name.equals(last.getKey())) {
        json.name(name).raw(value);
      }
    });
    return Views.withLast(200, json.endObject(), last.getKey(), last.getValue());
  }

  /** {@code new_transaction()}. */
  Reply newTransaction(Exchange exchange) {
    try (VerificationMeter meter =
        new VerificationMeter(verification, exchange.caller(), parts.service().rules().codec())) {
      return newTransaction(exchange, meter);
    }
  }

  private Reply newTransaction(Exchange exchange, VerificationMeter meter) {
    byte[] body = exchange.jsonBody();
    return switch (views.posted(body, limits.json(), json -> Optional.empty())) {
      case Posted.Good good ->
          LaterSubmission.of(
              parts.service(),
              List.of(good.transaction()),
              IdempotencyHeader.of(exchange, body),
              meter,
              submission -> {
                PoolRefusals.throwFirst(submission);
                return message(201, "Transaction will be added to Block " + submission.block());
              });
      case Posted.MissingValues missing -> Answer.html(400, "Missing values");
      case Posted.Bad bad -> throw HttpException.badRequest(bad.why());
    };
  }

  private static Answer message(int status, String message) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("message").string(message).endObject();
    return Answer.json(status, json.toBytes());
  }

  /** {@code register_nodes()}. */
  Answer register(Exchange exchange) {
    JsonValue body = parsed(exchange.jsonBody());
    Optional<JsonValue> nodes =
        body.member("nodes").filter(value -> value.kind() == JsonKind.ARRAY);
    if (nodes.isEmpty()) {
      return Answer.html(400, NO_LIST);
    }
    List<PeerAddress> addresses = new ArrayList<>();
    for (JsonValue node : nodes.get().elements()) {
      addresses.add(address(node));
    }
    JsonWriter json = new JsonWriter();
    json.beginObject().name("message").string("New nodes have been added");
    json.name("total_nodes").beginArray();
    registered(addresses).forEach(address -> json.string(address.netloc()));
    json.endArray().endObject();
    return Answer.json(201, json.toBytes());
  }

  private JsonValue parsed(byte[] body) {
    if (body.length == 0) {
      throw HttpException.badRequest(
          "the body is empty; send {\"nodes\": [\"http://192.168.0.5:5000\"]}");
    }
    try {
      return JsonValue.parse(body, limits.json());
    } catch (DecodeException e) {
      throw HttpException.badRequest("the body cannot be read: " + e.getMessage());
    }
  }

  private PeerAddress address(JsonValue node) {
    if (node.kind() != JsonKind.STRING) {
      throw HttpException.badRequest(
          "every node must be a string like \"http://192.168.0.5:5000\", not "
              + Printable.shortened(node.toString()));
    }
    try {
      PeerAddress address = PeerAddress.parse(node.text());
      parts
          .registered()
          .objectionTo(address)
          .ifPresent(why -> {
            throw HttpException.badRequest(address + " cannot be registered: " + why);
          });
      return address;
    } catch (DecodeException e) {
      throw HttpException.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private List<PeerAddress> registered(List<PeerAddress> addresses) {
    parts.service().insistOnWriting();
    return parts
        .registered()
        .register(addresses)
        .orElseThrow(() ->
            new HttpException(
                409,
                "a node registers at most "
                    + RegisteredPeers.MAX
                    + " peers; none of these was added"));
  }

  /** {@code consensus()}. The peers are asked for a HEAD too, as in the tutorial. */
  Answer resolve(Exchange exchange) {
    boolean replaced = parts.resolve().getAsBoolean();
    String message = replaced ? "Our chain was replaced" : "Our chain is authoritative";
    return Answer.stream(
            200,
            Answer.JSON,
            out -> {
              try (ChainSnapshot moment = parts.service().look()) {
                out.write(
                    replaced
                        ? "{\"message\": \"" + message + "\", \"new_chain\": "
                        : "{\"chain\": ");
                chainText.write(moment, limits.patience(), out);
                out.write(replaced ? "}\n" : ", \"message\": \"" + message + "\"}\n");
              }
            })
        .unbuffered();
  }
}
