package zveno.node.http.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import zveno.node.http.transport.AnswerMemoryBudget;
import zveno.node.http.transport.Caller;
import zveno.node.http.transport.DisconnectWatch;
import zveno.node.http.transport.HttpException;
import zveno.node.http.transport.MediaType;
import zveno.node.http.transport.Printable;
import zveno.node.http.transport.Proxies;
import zveno.node.http.transport.RequestBodies;
import zveno.node.http.transport.RequestStream;

/** One request on its way to an answer. For one thread; must be closed. */
public final class Exchange implements AutoCloseable {

  private final Request request;
  private final String path;
  private final RequestBodies bodies;
  private final AnswerMemoryBudget large;
  private final Proxies.Sender sender;
  private Optional<Operation> operation = Optional.empty();
  private Optional<String> holder = Optional.empty();
  private Map<String, String> values = Map.of();
  private Query query = Query.of(null, Set.of());
  private BooleanSupplier allowed = () -> true;
  private RequestBodies.@Nullable Body body;
  private boolean bodyRead;
  private boolean endsConnection;

  /** Bytes of the answer that have been claimed. */
  private long claimed;

  public Exchange(
      Request request, RequestBodies bodies, AnswerMemoryBudget large, Proxies proxies) {
    this.request = request;
    this.bodies = bodies;
    this.large = large;
    this.sender =
        proxies.sender(request.getConnectionMetaData().getRemoteSocketAddress(), this::fields);
    String raw = request.getHttpURI().getPath();
    this.path = raw == null ? "" : raw;
  }

  /** The path as it stands in the request line. */
  public String path() {
    return path;
  }

  /** What stands after the question mark, as it stands there. */
  public Optional<String> rawQuery() {
    return Optional.ofNullable(request.getHttpURI().getQuery());
  }

  public String method() {
    return request.getMethod();
  }

  /** Says how to find out whether the caller may still do what it does. */
  public void allowedAsLongAs(BooleanSupplier permission) {
    allowed = permission;
  }

  /**
   * Whether the caller may still do what it does; an answer without an end has to ask now and then.
   */
  public BooleanSupplier allowed() {
    return allowed;
  }

  /** It is known now what is asked for. */
  public void found(Operation what) {
    operation = Optional.of(what);
  }

  /**
   * Reads what it was asked with.
   *
   * @param segments what stands in the path in the place of each segment in braces
   * @throws HttpException if there are parameters or a body that the operation does not take
   */
  public void follow(Map<String, String> segments) {
    values = segments;
    Operation found = operation.orElseThrow();
    if (found.strict()) {
      query = Query.of(request.getHttpURI().getQuery(), found.query());
      if (!found.method().equals("POST") && hasBody()) {
        insistOnNothing(rawBody(bodies.limits().bodyBytes()));
      }
    }
  }

  /** Sets the holder of the request's token. */
  public void identify(String holder) {
    this.holder = Optional.of(holder);
  }

  /** The name of the holder of the token that it came with, if it takes one. */
  public Optional<String> holder() {
    return holder;
  }

  /** What is asked for, once that is known. */
  public Optional<Operation> operation() {
    return operation;
  }

  /** When the request's first byte arrived, in terms of {@link System#nanoTime()}. */
  public long begun() {
    return request.getBeginNanoTime();
  }

  /** What stands in the path in the place of a segment in braces. */
  public String segment(String name) {
    return Optional.ofNullable(values.get(name)).orElseThrow();
  }

  /** The parameters; none where they are ignored. */
  public Query query() {
    return query;
  }

  /** A header field of the request. */
  public Optional<String> field(String name) {
    return Optional.ofNullable(request.getHeaders().get(name));
  }

  /** All that was said in a header field, one entry for each time that it is there. */
  public List<String> fields(String name) {
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
  public List<String> hosts() {
    List<String> hosts = new ArrayList<>(fields(HttpHeader.HOST.asString()));
    Optional.ofNullable(request.getHttpURI().getAuthority()).ifPresent(hosts::add);
    hosts.addAll(sender.hosts());
    return hosts;
  }

  /** Whether it was encrypted on the whole way. */
  public boolean isSecure() {
    return request.isSecure();
  }

  /** The client's address, as far as it can be known. */
  public Proxies.Sender sender() {
    return sender;
  }

  /** What it came over. */
  public Connection connection() {
    return request.getConnectionMetaData().getConnection();
  }

  /** The client's address; behind a trusted proxy, the one that the proxy names. */
  public Caller caller() {
    return sender.caller();
  }

  /** The client's IP address, for messages. */
  public String address() {
    return sender.address();
  }

  /** Whether it has an unread body. */
  public boolean leavesBody() {
    return !bodyRead && hasBody();
  }

  private boolean hasBody() {
    return request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
  }

  /** The media type of the body, without its parameters and in lower case; empty if not said. */
  public String contentType() {
    return MediaType.of(field(HttpHeader.CONTENT_TYPE.asString()).orElse(""));
  }

  /** What stands in a body would be ignored. */
  private void insistOnNothing(byte[] body) {
    if (body.length > 0) {
      throw HttpException.badRequest(method() + " takes no body here; use the query");
    }
  }

  /** The members that may stand in the JSON object of the body. */
  public Set<String> known() {
    return operation.orElseThrow().members();
  }

  /**
   * Reads the JSON object that the call was sent: with members that its operation knows, and no
   * others.
   *
   * @throws HttpException if the body is something else
   */
  public JsonMembers members() {
    return members(jsonBody());
  }

  /** Reads the body of a call that does not require one. */
  public JsonMembers membersOrNone() {
    if (!hasBody() && contentType().isEmpty()) {
      return JsonMembers.NONE;
    }
    insistOnJson();
    byte[] body = body(bodies.limits().bodyBytes());
    return body.length == 0 ? JsonMembers.NONE : members(body);
  }

  public JsonMembers members(byte[] body) {
    return JsonMembers.of(body, bodies.limits().json(), known());
  }

  /** Insists on a JSON body, and reads it. */
  public byte[] jsonBody() {
    return jsonBody(bodies.limits().bodyBytes());
  }

  /** Reads a body of up to this many bytes. */
  public byte[] jsonBody(int most) {
    insistOnJson();
    return body(most);
  }

  /** Insists on a JSON body, to be read as it comes. */
  public RequestStream jsonStream() {
    insistOnJson();
    insistOnNoCoding();
    bodyRead = true;
    return new RequestStream(request, bodies.limits());
  }

  private void insistOnJson() {
    if (!MediaType.isJson(contentType())) {
      throw wrongType("application/json");
    }
  }

  public HttpException wrongType(String wanted) {
    String given = contentType();
    return new HttpException(
            415,
            "send it with the header Content-Type: "
                + wanted
                + (given.isEmpty() ? "; none was given" : ", not " + Printable.shortened(given)))
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
          throw new HttpException(
                  415,
                  "the body has Content-Encoding: "
                      + Printable.shortened(field)
                      + "; send it without a content coding")
              .with(HttpHeader.ACCEPT_ENCODING.asString(), "identity")
              .closing();
        }
      }
    }
  }

  /** Reads the body, whatever it is; a byte order mark at its beginning is dropped. */
  public byte[] body(int most) {
    insistOnNoCoding();
    return rawBody(most);
  }

  private byte[] rawBody(int most) {
    bodyRead = true;
    RequestBodies.Body read = bodies.read(request, most);
    body = read;
    return read.bytes();
  }

  /**
   * Watches whether this client disconnects, until the watch is closed; not while an unread body
   * may still arrive.
   *
   * @param gone called at most once, on another thread
   */
  public Watch watch(Runnable gone) {
    return new Watch(
        leavesBody() ? Optional.empty() : Optional.of(DisconnectWatch.of(request, gone)));
  }

  /** While it is open, the client is watched. */
  public final class Watch implements AutoCloseable {

    private final Optional<DisconnectWatch> hangUp;

    private Watch(Optional<DisconnectWatch> hangUp) {
      this.hangUp = hangUp;
    }

    @Override
    public void close() {
      hangUp.ifPresent(DisconnectWatch::close);
      endsConnection = hangUp.map(DisconnectWatch::hasLost).orElse(false);
    }
  }

  /**
   * Claims memory for the answer until it has been sent. A call that changes something claims it
   * before, so that nothing is refused that has been done.
   *
   * @throws HttpException if too much is in memory already
   */
  public void claim(long bytes) {
    claimed += large.claim(bytes);
  }

  /**
   * Claims memory for an answer that can be asked for again; others have claimed theirs before they
   * changed anything.
   *
   * @throws HttpException if too much is in memory already
   */
  public void claimForReading(long bytes) {
    if (operation.filter(known -> known.kind() == Operation.Kind.READ).isPresent()) {
      claim(bytes);
    }
  }

  /** The answer has been sent. */
  public void giveBack() {
    large.giveBack(claimed);
    claimed = 0;
  }

  /** Whether the connection cannot be used again after the answer. */
  public boolean endsConnection() {
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
