package zveno.node.http.routing;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zveno.node.metrics.Metrics;
import zveno.node.metrics.Times;

/**
 * How long requests take, from the head's arrival until the last byte of the answer has been handed
 * over; of streams of events, until the first. Labelled by what was requested, never by what a
 * client has written.
 */
public final class RequestTimes {

  /** In seconds. */
  private static final double[] BOUNDS = {0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10};

  /** No route was found or looked up. */
  private static final String OTHER = "other";

  /** The answer could not be finished: the client has gone, or the node has failed. */
  private static final String BROKEN = "broken";

  private final Times times;

  public RequestTimes(Metrics metrics) {
    times =
        metrics.times(
            "zveno_http_request_seconds",
            "Duration of requests, by route and answer.",
            BOUNDS,
            "method",
            "route",
            "status");
  }

  /**
   * Counts a request that has been answered.
   *
   * @param begun when the request arrived, in terms of {@link System#nanoTime()}
   * @param status what was answered
   * @param cause why the answer is not whole, if it is not
   */
  public void note(
      long begun, Optional<Operation> operation, int status, @Nullable Throwable cause) {
    times.note(
        System.nanoTime() - begun,
        operation.map(Operation::method).orElse(OTHER),
        operation.map(Operation::template).orElse(OTHER),
        cause == null ? status / 100 + "xx" : BROKEN);
  }
}
