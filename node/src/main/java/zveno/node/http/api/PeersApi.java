package zveno.node.http.api;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Optional;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonWriter;
import zveno.node.follow.PeerCounters;
import zveno.node.follow.PeerManager;
import zveno.node.follow.PeerView;
import zveno.node.http.routing.Exchange;
import zveno.node.http.routing.JsonMembers;
import zveno.node.http.transport.Answer;
import zveno.node.http.transport.HttpException;
import zveno.node.peers.PeerAddress;
import zveno.node.peers.PeerAddressBook;
import zveno.node.protocol.PeerTip;

/** {@code /api/v1/peers}: the peers, and which of them are followed. */
final class PeersApi {

  static final String ADDRESS = "address";

  private final ApiContext parts;
  private final EventStreams events;
  private final PeerManager peers;

  PeersApi(ApiContext parts, EventStreams events) {
    this.events = events;
    this.parts = parts;
    this.peers = parts.peers();
  }

  /** All of them, with how things stand. */
  Answer list(Exchange exchange) {
    Collection<PeerView> views = parts.knownPeers().views();
    JsonWriter json = new JsonWriter();
    json.beginObject().name("count").integer(views.size()).name("peers").beginArray();
    views.forEach(view -> write(view, json));
    json.endArray().name("followers").beginArray();
    for (EventStreams.Follower follower : events.followers()) {
      json.beginObject().name("node").string(follower.node());
      text("address", follower.address(), json);
      json.name("since").string(follower.since().toString()).endObject();
    }
    json.endArray().endObject();
    return Answer.json(200, json.toBytes());
  }

  private static void write(PeerView view, JsonWriter json) {
    json.beginObject().name("address").string(view.address().netloc());
    json.name("url").string(view.address().base());
    json.name("source").string(view.source().title());
    json.name("state").string(view.state().title());
    text("node", view.nodeId(), json);
    json.name("tip");
    view.tip().ifPresentOrElse(tip -> write(tip, json), json::nul);
    text("lastSeen", view.lastSeen().map(Object::toString), json);
    text("trouble", view.trouble(), json);
    json.name("traffic");
    write(view.traffic(), json);
    json.endObject();
  }

  private static void text(String name, Optional<String> value, JsonWriter json) {
    json.name(name);
    value.ifPresentOrElse(json::string, json::nul);
  }

  private static void write(PeerTip tip, JsonWriter json) {
    json.beginObject().name("height").integer(tip.height());
    json.name("hash").string(tip.id().hex());
    json.name("chainWork").string(tip.chainWork().units().toString()).endObject();
  }

  private static void write(PeerCounters traffic, JsonWriter json) {
    json.beginObject().name("events").integer(traffic.events());
    json.name("blocksFetched").integer(traffic.blocksFetched());
    json.name("blocksPushed").integer(traffic.blocksPushed());
    json.name("entriesFetched").integer(traffic.entriesFetched());
    json.name("entriesOffered").integer(traffic.entriesOffered()).endObject();
  }

  /** Follows a peer from now on. */
  Answer follow(Exchange exchange) {
    PeerAddress address = address(exchange.members());
    if (isHere(address, exchange)) {
      throw new HttpException(409, address + " is this node itself");
    }
    boolean before = peers.contacts().given().contains(address);
    peers
        .contacts()
        .objectionTo(address)
        .ifPresent(why -> {
          throw HttpException.badRequest(address + " cannot be followed: " + why);
        });
    parts.service().insistOnWriting();
    if (!peers.give(address)) {
      throw new HttpException(
          409, "a node follows at most " + PeerAddressBook.MAX_GIVEN + " given peers");
    }
    JsonWriter json = new JsonWriter();
    json.beginObject().name("address").string(address.netloc());
    json.name("url").string(address.base()).endObject();
    return Answer.json(before ? 200 : 201, json.toBytes())
        .with("Location", "peers/" + percentEncoded(address.netloc()));
  }

  /** As a segment of a path: no brackets around an IPv6 address (RFC 3986, 3.3). */
  private static String percentEncoded(String netloc) {
    return netloc.replace("[", "%5B").replace("]", "%5D");
  }

  /** Whether this node is asked there just now. */
  private static boolean isHere(PeerAddress address, Exchange exchange) {
    return exchange.connection().getEndPoint().getLocalSocketAddress()
            instanceof InetSocketAddress here
        && here.getPort() == address.port()
        && (address.literal().filter(here.getAddress()::equals).isPresent()
            || (here.getAddress().isLoopbackAddress() && address.host().equals("localhost")));
  }

  private static PeerAddress address(JsonMembers members) {
    String address =
        members
            .text(ADDRESS)
            .orElseThrow(
                () -> HttpException.badRequest("send {\"address\": \"http://192.168.0.5:5000\"}"));
    return parsed(address);
  }

  private static PeerAddress parsed(String address) {
    try {
      return PeerAddress.parseWhole(address);
    } catch (DecodeException e) {
      throw HttpException.badRequest(String.valueOf(e.getMessage()));
    }
  }

  /** Follows a peer no longer. One that is registered stays so. */
  Answer forget(Exchange exchange) {
    PeerAddress address = parsed(exchange.segment(ADDRESS));
    parts.service().insistOnWriting();
    if (!peers.forget(address)) {
      throw HttpException.notFound("no peer at " + address.netloc() + " is followed");
    }
    JsonWriter json = new JsonWriter();
    json.beginObject().name("address").string(address.netloc()).endObject();
    return Answer.json(200, json.toBytes());
  }
}
