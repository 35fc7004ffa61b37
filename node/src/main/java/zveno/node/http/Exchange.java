package zveno.node.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import zveno.kernel.model.Block;
import zveno.node.miner.Miner;

/** One request on its way to an answer. For one thread; must be closed. */
final class Exchange implements AutoCloseable {

  private final Request request;
  private final String path;
  private final Bodies bodies;
  private final LargeAnswers large;
  private final Proxies.Sender sender;
  private Optional<Route> route = Optional.empty();
  private Optional<String> holder = Optional.empty();
  private Map<String, String> values = Map.of();
  private Query query = Query.of(null, Set.of());
  private BooleanSupplier allowed = () -> true;
  private Bodies.@Nullable Body body;
  private boolean bodyRead;
  private boolean endsConnection;

  /** Bytes of the answer that have been claimed. */
  private long claimed;

  Exchange(Request request, Bodies bodies, LargeAnswers large, Proxies proxies) {
    this.request = request;
    this.bodies = bodies;
    this.large = large;
    this.sender =
        proxies.sender(request.getConnectionMetaData().getRemoteSocketAddress(), this::fields);
    String raw = request.getHttpURI().getPath();
    this.path = raw == null ? "" : raw;
  }

  /** The path as it stands in the request line. */
  String path() {
    return path;
  }

  /** What stands after the question mark, as it stands there. */
  Optional<String> rawQuery() {
    return Optional.ofNullable(request.getHttpURI().getQuery());
  }

  String method() {
    return request.getMethod();
  }

  /** Says how to find out whether the caller may still do what it does. */
  void allowedAsLongAs(BooleanSupplier permission) {
    allowed = permission;
  }

  /**
   * Whether the caller may still do what it does; an answer without an end has to ask now and then.
   */
  BooleanSupplier allowed() {
    return allowed;
  }

  /** It is known now what is asked for. */
  void found(Route what) {
    route = Optional.of(what);
  }

  /** Takes on what the router found out. */
  void follow(Router.Match.Found found) {
    values = found.values();
    if (found.route().strict()) {
      query = Query.of(request.getHttpURI().getQuery(), found.route().query());
      if (!found.route().method().equals("POST") && hasBody()) {
        insistOnNothing(rawBody(bodies.limits().bodyBytes()));
      }
    }
  }

  /** It is known now who has sent the token with it. */
  void identify(String holder) {
    this.holder = Optional.of(holder);
  }

  /** The name of the holder of the token that it came with, if it takes one. */
  Optional<String> holder() {
    return holder;
  }

  /** What is asked for, once that is known. */
  Optional<Route> route() {
    return route;
  }

  /** When the request's first byte arrived, in terms of {@link System#nanoTime()}. */
  long begun() {
    return request.getBeginNanoTime();
  }

  /** What stands in the path in the place of a segment in braces. */
  String segment(String name) {
    return Optional.ofNullable(values.get(name)).orElseThrow();
  }

  /** The parameters; none where they are ignored. */
  Query query() {
    return query;
  }

  /** A header field of the request. */
  Optional<String> field(String name) {
    return Optional.ofNullable(request.getHeaders().get(name));
  }

  /** All that was said in a header field, one entry for each time that it is there. */
  List<String> fields(String name) {
    List<String> said = new ArrayList<>(2);
    for (HttpField field : request.getHeaders()) {
      if (field.is(name)) {
        String value = field.getValue();
        said.add(value == null ? "" : value);
      }
    }
    return said;
  }

  /**
   * Whom it is meant for, each time that it is said: in {@code Host}, before the path, and by a
   * proxy that is trusted.
   */
  List<String> hosts() {
    List<String> hosts = new ArrayList<>(fields(HttpHeader.HOST.asString()));
    Optional.ofNullable(request.getHttpURI().getAuthority()).ifPresent(hosts::add);
    hosts.addAll(sender.hosts());
    return hosts;
  }

  /** Whether nobody on the way could read it. */
  boolean isSecure() {
    return request.isSecure();
  }

  /** What it came over. */
  Connection connection() {
    return request.getConnectionMetaData().getConnection();
  }

  /** Who asks; if a proxy that is trusted passes it on, the one that it names. */
  Caller caller() {
    return sender.caller();
  }

  /** Whether a proxy that is trusted passes it on. */
  boolean isForwarded() {
    return sender.forwarded();
  }

  /** The IP address of the one who asks, for people. */
  String address() {
    return sender.address();
  }

  /** Whether a body comes with it that nobody has read. */
  boolean leavesBody() {
    return !bodyRead && hasBody();
  }

  private boolean hasBody() {
    return request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
  }

  /** The media type of the body, without its parameters and in lower case; empty if not said. */
  String contentType() {
    return MediaType.of(field(HttpHeader.CONTENT_TYPE.asString()).orElse(""));
  }

  /** What stands in a body would be ignored. */
  private void insistOnNothing(byte[] body) {
    if (body.length > 0) {
      throw Refusal.badRequest(
          method() + " takes no body here; what can be asked for stands in the address");
    }
  }

  /** The members that may stand in the JSON object of the body. */
  Set<String> known() {
    return route.orElseThrow().members();
  }

  /**
   * Reads the JSON object that the call was sent: with members that its route knows, and no others.
   *
   * @throws Refusal if the body is something else
   */
  Members members() {
    return members(jsonBody());
  }

  /** The same for a call that needs no body. */
  Members membersOrNone() {
    if (!hasBody() && contentType().isEmpty()) {
      return Members.NONE;
    }
    insistOnJson();
    byte[] body = body(bodies.limits().bodyBytes());
    return body.length == 0 ? Members.NONE : members(body);
  }

  private Members members(byte[] body) {
    return Members.of(body, TransactionReader.limits(bodies.limits().bodyBytes()), known());
  }

  /** Insists on a JSON body, and reads it. */
  byte[] jsonBody() {
    return jsonBody(bodies.limits().bodyBytes());
  }

  /** The same for bodies of up to so many bytes. */
  byte[] jsonBody(int most) {
    insistOnJson();
    return body(most);
  }

  /** Insists on a JSON body, to be read as it comes. */
  BodyStream jsonStream() {
    insistOnJson();
    insistOnNoCoding();
    bodyRead = true;
    return new BodyStream(request, bodies.limits());
  }

  private void insistOnJson() {
    if (!MediaType.isJson(contentType())) {
      throw wrongType("application/json");
    }
  }

  Refusal wrongType(String wanted) {
    String given = contentType();
    return new Refusal(
            415,
            "send it with the header Content-Type: "
                + wanted
                + (given.isEmpty() ? "; none was given" : ", not " + Plain.shortened(given)))
        .closing();
  }

  /**
   * Bodies are read as they are. What says that it is encoded is refused whatever it is, and so is
   * nothing read that means something else (RFC 9110, 8.4 and 15.5.16).
   */
  private void insistOnNoCoding() {
    for (String field : fields(HttpHeader.CONTENT_ENCODING.asString())) {
      for (String coding : field.split(",", -1)) {
        if (!coding.isBlank() && !coding.strip().equalsIgnoreCase("identity")) {
          throw new Refusal(
                  415,
                  "the body comes with Content-Encoding: "
                      + Plain.shortened(field)
                      + "; send it as it is, without a content coding")
              .with(HttpHeader.ACCEPT_ENCODING.asString(), "identity")
              .closing();
        }
      }
    }
  }

  /** Reads the body, whatever it is; a byte order mark at its beginning is dropped. */
  byte[] body(int most) {
    insistOnNoCoding();
    return rawBody(most);
  }

  private byte[] rawBody(int most) {
    bodyRead = true;
    Bodies.Body read = bodies.read(request, most);
    body = read;
    return read.bytes();
  }

  /**
   * Waits for a block that this client has asked for; not any longer if it hangs up.
   *
   * @throws Refusal if it has
   */
  Block await(Miner.Request asked) {
    List<Block> found = new ArrayList<>(1);
    await(1, () -> asked, found::add);
    return found.getFirst();
  }

  /**
   * Asks for blocks, one after the other, and waits for each; if this client hangs up, it withdraws
   * the one that it waits for, and asks for no more.
   *
   * @throws Refusal if it has
   */
  void await(long count, Supplier<Miner.Request> ask, Consumer<Block> found) {
    Waiting waiting = new Waiting();
    // who has not sent its body may still be sending, so that it cannot be watched
    Optional<HangUp> watch =
        leavesBody() ? Optional.empty() : Optional.of(HangUp.of(request, waiting::end));
    try {
      for (long i = 0; i < count; i++) {
        found.accept(waiting.begin(ask).await().orElseThrow(Exchange::gone));
      }
    } finally {
      watch.ifPresent(HangUp::close);
      endsConnection = watch.map(HangUp::hasLost).orElse(false);
    }
  }

  /** What a client waits for, as long as it does. */
  private static final class Waiting {

    private Miner.@Nullable Request asked;
    private boolean over;

    synchronized Miner.Request begin(Supplier<Miner.Request> ask) {
      if (over) {
        throw gone();
      }
      Miner.Request next = ask.get();
      asked = next;
      return next;
    }

    synchronized void end() {
      over = true;
      if (asked != null) {
        asked.withdraw();
      }
    }
  }

  private static Refusal gone() {
    return new Refusal(408, "the connection was closed before the block was found").closing();
  }

  /**
   * Claims memory for the answer until it has been sent. Whoever changes something does it before,
   * so that nothing is refused that has been done.
   *
   * @throws Refusal if too much is in memory already
   */
  void claim(long bytes) {
    claimed += large.claim(bytes);
  }

  /** The same for an answer that is there, if it tells what can be asked for again. */
  void claimForReading(long bytes) {
    if (route.filter(known -> known.kind() == Route.Kind.READ).isPresent()) {
      claim(bytes);
    }
  }

  /** The answer has been sent. */
  void giveBack() {
    large.giveBack(claimed);
    claimed = 0;
  }

  /** Whether the connection cannot be used again after the answer. */
  boolean endsConnection() {
    return endsConnection;
  }

  /** Lets go of the body. */
  @Override
  public void close() {
    if (body != null) {
      body.close();
      body = null;
    }
  }
}
