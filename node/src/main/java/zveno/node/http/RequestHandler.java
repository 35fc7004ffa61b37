package zveno.node.http;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.node.http.access.AccessControl;
import zveno.node.http.routing.Exchange;
import zveno.node.http.routing.RequestTimes;
import zveno.node.http.routing.Router;
import zveno.node.http.transport.Answer;
import zveno.node.http.transport.AnswerMemoryBudget;
import zveno.node.http.transport.Compression;
import zveno.node.http.transport.ConnectionWatch;
import zveno.node.http.transport.HttpException;
import zveno.node.http.transport.HttpLimits;
import zveno.node.http.transport.LaterAnswer;
import zveno.node.http.transport.Printable;
import zveno.node.http.transport.Proxies;
import zveno.node.http.transport.Reply;
import zveno.node.http.transport.RequestBodies;
import zveno.node.http.transport.ResponseStream;
import zveno.node.http.transport.SecurityHeaders;
import zveno.node.peerclient.PeerAnswer;
import zveno.node.service.UnavailableException;

/**
 * Every request comes in here, on a virtual thread of its own, and every answer goes out: routed,
 * answered, and whatever goes wrong on the way turned into something that a client understands.
 */
final class RequestHandler extends Handler.Abstract {

  private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

  private static final int NOT_MODIFIED = 304;
  private static final int TOO_SLOW = 408;

  /** The head of an answer has 8 KiB, a request's may have 16. */
  private static final int MAX_LOCATION_CHARACTERS = 4_096;

  /** Our nodes read it in each other's answers, and send it with their requests. */
  private static final String NODE = PeerAnswer.NODE;

  /**
   * For so many connections there is one compressor: each takes some 270 KiB outside the heap for
   * as long as its client takes.
   */
  private static final int CONNECTIONS_PER_COMPRESSOR = 16;

  private final Router router;
  private final AccessControl guard;
  private final HttpLimits limits;
  private final RequestBodies bodies;
  private final AnswerMemoryBudget large;
  private final ConnectionWatch watch;
  private final Proxies proxies;
  private final RequestTimes times;
  private final String nodeId;
  private final Consumer<Throwable> onFailure;
  private final Semaphore compressors;

  /**
   * @param nodeId how the node names itself in every answer, so that it knows itself when it meets
   *     itself as a peer
   */
  RequestHandler(
      Router router,
      AccessControl guard,
      HttpLimits limits,
      ConnectionWatch watch,
      Proxies proxies,
      RequestTimes times,
      String nodeId,
      Consumer<Throwable> onFailure) {
    this.router = router;
    this.guard = guard;
    this.nodeId = nodeId;
    this.limits = limits;
    this.compressors = new Semaphore(limits.connections() / CONNECTIONS_PER_COMPRESSOR);
    this.bodies = new RequestBodies(limits, watch);
    this.large = new AnswerMemoryBudget(limits.bodiesBytes());
    this.watch = watch;
    this.proxies = proxies;
    this.times = times;
    this.onFailure = onFailure;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = new Exchange(request, bodies, large, proxies);
    watch.begin(exchange.connection(), exchange.sender());
    Request.addCompletionListener(
        request,
        failure -> {
          watch.end(exchange.connection(), exchange.sender());
          exchange.giveBack();
        });
    // What a client may take its time over has deadlines of its own; an answer may take longer.
    request.addIdleTimeoutListener(timeout -> false);
    switch (routed(exchange)) {
      case Answer answer -> send(ending(exchange, answer), exchange, request, response, callback);
      case LaterAnswer(CompletionStage<Answer> coming) -> {
        var _ =
            coming.whenComplete((answer, why) -> {
              Answer known = answer != null ? answer : refused(exchange, cause(why));
              sendAtOnce(ending(exchange, known), exchange, request, response, callback);
            });
      }
    }
    return true;
  }

  private static Answer ending(Exchange exchange, Answer answer) {
    return exchange.endsConnection() ? answer.with("Connection", "close") : answer;
  }

  private static Throwable cause(@Nullable Throwable why) {
    Throwable known = Objects.requireNonNull(why);
    while (known instanceof CompletionException && known.getCause() != null) {
      known = known.getCause();
    }
    return known;
  }

  /** The endpoint's answer, or the reason why there is none. */
  private Reply routed(Exchange exchange) {
    try (exchange) {
      return route(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new HttpException(503, "the node is shutting down").answer(exchange.path());
    } catch (RuntimeException | Error e) {
      return refused(exchange, e);
    }
  }

  private Answer refused(Exchange exchange, Throwable why) {
    HttpException refusal =
        switch (why) {
          case HttpException known -> exchange.leavesBody() ? known.closing() : known;
          case UnavailableException unavailable -> unavailable(unavailable);
          default -> failed(exchange, why);
        };
    return refusal.answer(exchange.path());
  }

  private Reply route(Exchange exchange) throws InterruptedException {
    watch.admit(exchange.connection(), exchange.sender());
    guard.receive(exchange);
    return switch (router.find(exchange.method(), exchange.path())) {
      case Router.Match.Found found -> {
        exchange.found(found.route().operation());
        guard.check(exchange, found.route().operation());
        exchange.follow(found.values());
        yield found.route().endpoint().answer(exchange);
      }
      case Router.Match.OtherMethods others -> {
        guard.checkUnrouted(exchange);
        yield otherMethods(exchange.method(), others.allow());
      }
      case Router.Match.Elsewhere elsewhere -> {
        guard.checkUnrouted(exchange);
        throw elsewhere(exchange, elsewhere.path());
      }
      case Router.Match.Nothing nothing -> {
        guard.checkUnrouted(exchange);
        throw HttpException.notFound(
            "not found: " + Printable.of(exchange.path()) + "; all calls are listed at /docs");
      }
    };
  }

  /**
   * Flask's way with {@code //mine}, which is what becomes of {@code http://localhost:5000/} and
   * {@code /mine}. Not answered there and then: a proxy's rules are for paths as they should be.
   * The method stays (RFC 9110, 15.4.9).
   */
  private static HttpException elsewhere(Exchange exchange, String path) {
    String query = exchange.rawQuery().map(text -> "?" + text).orElse("");
    if (path.length() + query.length() > MAX_LOCATION_CHARACTERS) {
      return HttpException.notFound("not found: the path begins with //; remove one slash");
    }
    return new HttpException(
            308, "not found: " + Printable.of(exchange.path()) + "; use " + Printable.of(path))
        .with("Location", path + query);
  }

  private static Answer otherMethods(String method, String allow) {
    if (method.equals("OPTIONS")) {
      return Answer.html(200, "").with("Allow", allow);
    }
    throw new HttpException(
            405, Printable.shortened(method) + " is not allowed here; allowed: " + allow)
        .with("Allow", allow);
  }

  /** An unexpected failure: reported without details, logged with an id that leads to them. */
  private HttpException failed(Exchange exchange, Throwable cause) {
    String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    LOG.error(
        "failure {} at {} {} from {}: {}",
        id,
        Printable.shortened(exchange.method()),
        Printable.of(exchange.path()),
        exchange.address(),
        Printable.of(cause.toString()));
    LOG.debug("failure {}", id, cause);
    onFailure.accept(cause);
    return new HttpException(500, "internal error; see failure " + id);
  }

  /** The node cannot write at present. */
  private static HttpException unavailable(UnavailableException why) {
    String detail = String.valueOf(why.getMessage());
    return switch (why.reason()) {
      case BUSY -> HttpException.busy(detail);
      case DISK_FULL -> new HttpException(507, detail);
      case UNCONFIGURED -> new HttpException(409, detail);
      case STOPPED -> new HttpException(503, detail);
    };
  }

  static void head(Answer answer, Response response) {
    HttpFields.Mutable fields = response.getHeaders();
    response.setStatus(answer.status());
    fields.put("X-Content-Type-Options", "nosniff");
    fields.put(HttpHeader.CACHE_CONTROL, "no-store");
    fields.put(HttpHeader.CONTENT_TYPE, answer.type());
    SecurityHeaders.of(answer.type()).forEach(fields::put);
    answer.fields().forEach(fields::put);
    answer.length().ifPresent(length -> fields.put(HttpHeader.CONTENT_LENGTH, length));
  }

  private void send(
      Answer answer, Exchange exchange, Request request, Response response, Callback callback) {
    boolean endless = answer.type().equals(Answer.EVENT_STREAM);
    if (endless) {
      times.note(exchange.begun(), exchange.operation(), answer.status(), null);
    }
    try (ResponseStream out = new ResponseStream(request, response, limits)) {
      Throwable cause = null;
      try {
        try {
          write(answer, exchange, out, response);
        } catch (UnavailableException e) {
          tellOrBreakOff(unavailable(e), e, exchange, out, response);
        } catch (HttpException e) {
          tellOrBreakOff(e, e, exchange, out, response);
        } catch (RuntimeException | Error e) {
          tellOrBreakOff(failed(exchange, e), e, exchange, out, response);
        }
        if (answer.fields().containsKey("Connection") && answer.status() != TOO_SLOW) {
          bodies.discard(request);
        }
      } catch (IOException e) {
        LOG.debug("{}: {}", Printable.of(exchange.path()), e.toString());
        cause = e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        cause = e;
      }
      if (!endless) {
        times.note(exchange.begun(), exchange.operation(), response.getStatus(), cause);
      }
      end(cause, out, callback);
    }
  }

  /**
   * Sends an answer, and never waits: what could take time is left to a thread of its own. May be
   * called by any thread.
   */
  private void sendAtOnce(
      Answer answer, Exchange exchange, Request request, Response response, Callback callback) {
    if (!isPrompt(answer, exchange)) {
      apart(() -> send(answer, exchange, request, response, callback));
      return;
    }
    ResponseStream out = new ResponseStream(request, response, limits);
    try {
      heads(answer, exchange, response);
      answer.source().writeTo(out);
      if (!out.finishAtOnce()) {
        apart(() -> awaitEnd(exchange, out, response, callback));
        return;
      }
      ended(null, exchange, out, response, callback);
    } catch (IOException e) {
      ended(e, exchange, out, response, callback);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ended(e, exchange, out, response, callback);
    } catch (RuntimeException | Error e) {
      if (response.isCommitted()) {
        var _ = failed(exchange, e);
        ended(e, exchange, out, response, callback);
      } else {
        out.close();
        response.reset();
        Answer failure = failed(exchange, e).answer(exchange.path());
        apart(() -> send(failure, exchange, request, response, callback));
      }
    }
  }

  private static void apart(Runnable work) {
    var _ = Thread.ofVirtual().name("answer").start(work);
  }

  /** Whether it is in memory, goes out as it is in one piece, and its connection goes on. */
  private static boolean isPrompt(Answer answer, Exchange exchange) {
    return answer.length().orElse(Long.MAX_VALUE) < ResponseStream.CHUNK
        && !answer.fields().containsKey("Connection")
        && !exchange.method().equals("HEAD")
        && answer.status() != NOT_MODIFIED
        && !Compression.isIn(Compression.of(answer, List.of("gzip")));
  }

  private void awaitEnd(
      Exchange exchange, ResponseStream out, Response response, Callback callback) {
    try {
      out.awaitEnd();
      ended(null, exchange, out, response, callback);
    } catch (IOException e) {
      ended(e, exchange, out, response, callback);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ended(e, exchange, out, response, callback);
    }
  }

  private void ended(
      @Nullable Throwable cause,
      Exchange exchange,
      ResponseStream out,
      Response response,
      Callback callback) {
    if (cause != null) {
      LOG.debug("{}: {}", Printable.of(exchange.path()), cause.toString());
    }
    try (out) {
      times.note(exchange.begun(), exchange.operation(), response.getStatus(), cause);
      end(cause, out, callback);
    }
  }

  private void write(Answer plain, Exchange exchange, ResponseStream out, Response response)
      throws IOException, InterruptedException {
    boolean headOnly = exchange.method().equals("HEAD");
    Answer answer = Compression.of(plain, exchange.fields(HttpHeader.ACCEPT_ENCODING.asString()));
    boolean packs = Compression.isIn(answer) && !Compression.isIn(plain);
    if (!headOnly && packs && !out.compress(compressors)) {
      answer = Compression.of(plain, List.of()); // compression is never required
    }
    heads(answer, exchange, response);
    if (headOnly) {
      out.headOnly(answer.length().isPresent());
    } else {
      exchange.claimForReading(plain.length().orElse(0));
      answer.source().writeTo(out);
      out.finish();
    }
  }

  private void heads(Answer answer, Exchange exchange, Response response) {
    head(answer, response);
    guard.welcome(exchange, answer).forEach((name, value) -> add(name, value, response));
    response.getHeaders().put(NODE, nodeId);
  }

  /** An answer may vary for more than one reason. */
  private static void add(String name, String value, Response response) {
    if (name.equals("Vary") && response.getHeaders().contains(name)) {
      response.getHeaders().put(name, value + ", " + response.getHeaders().get(name));
    } else {
      response.getHeaders().put(name, value);
    }
  }

  /**
   * If nothing has been sent yet, the client gets an error; otherwise the connection must not look
   * complete.
   */
  private void tellOrBreakOff(
      HttpException refusal,
      Throwable cause,
      Exchange exchange,
      ResponseStream out,
      Response response)
      throws IOException, InterruptedException {
    if (response.isCommitted()) {
      throw new IOException("the answer cannot be completed", cause);
    }
    out.drop();
    response.reset();
    write(refusal.answer(exchange.path()), exchange, out, response);
  }

  private static void end(@Nullable Throwable cause, ResponseStream out, Callback callback) {
    if (cause == null) {
      callback.succeeded();
    } else {
      out.abort(cause);
      callback.failed(cause);
    }
  }
}
