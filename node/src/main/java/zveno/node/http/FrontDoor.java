package zveno.node.http;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.node.service.UnavailableException;

/**
 * Every request comes in here, on a virtual thread of its own, and every answer goes out: routed,
 * answered, and whatever goes wrong on the way turned into something that a client understands.
 */
final class FrontDoor extends Handler.Abstract {

  private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);

  private static final int TOO_SLOW = 408;

  private final Router router;
  private final HttpLimits limits;
  private final Bodies bodies;
  private final ConnectionWatch watch;
  private final Consumer<Throwable> onFailure;

  FrontDoor(
      Router router, HttpLimits limits, ConnectionWatch watch, Consumer<Throwable> onFailure) {
    this.router = router;
    this.limits = limits;
    this.bodies = new Bodies(limits);
    this.watch = watch;
    this.onFailure = onFailure;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Connection connection = request.getConnectionMetaData().getConnection();
    watch.begin(connection);
    Request.addCompletionListener(request, failure -> watch.end(connection));
    // What a client may take its time over has deadlines of its own; an answer may take longer.
    request.addIdleTimeoutListener(timeout -> false);
    try (Exchange exchange = new Exchange(request, bodies)) {
      send(answer(exchange), exchange, request, response, callback);
    }
    return true;
  }

  /** The endpoint's answer, or the reason why there is none. */
  private Answer answer(Exchange exchange) {
    try {
      return route(exchange);
    } catch (Refusal refusal) {
      return refusal.answer(exchange.path());
    } catch (UnavailableException why) {
      return Refusal.of(why).answer(exchange.path());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Refusal(503, "the node is shutting down").answer(exchange.path());
    } catch (RuntimeException | Error e) {
      return failed(exchange, e).answer(exchange.path());
    }
  }

  private Answer route(Exchange exchange) throws InterruptedException {
    if (watch.crowded()) {
      throw Refusal.busy("too many connections are open; try again in a moment").closing();
    }
    return switch (router.find(exchange.method(), exchange.path())) {
      case Router.Match.Found found -> {
        exchange.follow(found);
        yield found.route().endpoint().answer(exchange);
      }
      case Router.Match.OtherMethods others -> otherMethods(exchange.method(), others.allow());
      case Router.Match.Nothing nothing ->
          throw Refusal.notFound(
              "there is nothing at "
                  + Plain.of(exchange.path())
                  + "; what can be asked for is listed at /docs");
    };
  }

  private static Answer otherMethods(String method, String allow) {
    if (method.equals("OPTIONS")) {
      return new Answer.Whole(200, Answer.HTML, Map.of("Allow", allow), new byte[0]);
    }
    throw new Refusal(
            405, Plain.shortened(method) + " is not possible here; these methods are: " + allow)
        .with("Allow", allow);
  }

  /** Something that nobody expected: told without details, logged with an id that leads to them. */
  private Refusal failed(Exchange exchange, Throwable cause) {
    String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    LOG.error(
        "failure {} at {} {}: {}",
        id,
        Plain.shortened(exchange.method()),
        Plain.of(exchange.path()),
        Plain.of(cause.toString()));
    LOG.debug("failure {}", id, cause);
    onFailure.accept(cause);
    return new Refusal(500, "the node failed to answer; its log says why, see failure " + id);
  }

  private void send(
      Answer answer, Exchange exchange, Request request, Response response, Callback callback) {
    head(answer, response);
    if (exchange.method().equals("HEAD")) {
      boolean lengthKnown = answer instanceof Answer.Whole;
      response.write(lengthKnown, ByteBuffer.allocate(0), callback);
    } else {
      stream(answer, exchange, request, response, callback);
    }
  }

  static void head(Answer answer, Response response) {
    HttpFields.Mutable fields = response.getHeaders();
    response.setStatus(answer.status());
    fields.put("X-Content-Type-Options", "nosniff");
    fields.put(HttpHeader.CACHE_CONTROL, "no-store");
    fields.put(HttpHeader.CONTENT_TYPE, answer.type());
    answer.fields().forEach(fields::put);
    if (answer instanceof Answer.Whole whole) {
      fields.put(HttpHeader.CONTENT_LENGTH, whole.body().length);
    }
  }

  private void stream(
      Answer answer, Exchange exchange, Request request, Response response, Callback callback) {
    try (Outlet out = new Outlet(request, response, limits)) {
      try {
        answer.source().writeTo(out);
        out.finish();
        if (answer.fields().containsKey("Connection") && answer.status() != TOO_SLOW) {
          bodies.discard(request);
        }
        callback.succeeded();
      } catch (Outlet.GoneException e) {
        LOG.debug("{}: {}", Plain.of(exchange.path()), String.valueOf(e.getCause()));
        out.abort(e);
        callback.failed(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        breakOff(
            new Refusal(503, "the node is shutting down"), e, out, exchange, response, callback);
      } catch (UnavailableException e) {
        breakOff(Refusal.of(e), e, out, exchange, response, callback);
      } catch (Refusal e) {
        breakOff(e, e, out, exchange, response, callback);
      } catch (java.io.IOException | RuntimeException | Error e) {
        breakOff(failed(exchange, e), e, out, exchange, response, callback);
      }
    }
  }

  /** If nothing has been sent yet the client is told; else nothing may look like a good end. */
  private static void breakOff(
      Refusal refusal,
      Throwable cause,
      Outlet out,
      Exchange exchange,
      Response response,
      Callback callback) {
    if (response.isCommitted()) {
      out.abort(cause);
      callback.failed(cause);
      return;
    }
    response.reset();
    Answer.Whole answer = refusal.answer(exchange.path());
    head(answer, response);
    response.write(true, ByteBuffer.wrap(answer.body()), callback);
  }
}
