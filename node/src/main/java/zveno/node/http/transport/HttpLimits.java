package zveno.node.http.transport;

import java.time.Duration;
import zveno.kernel.json.JsonLimits;

/**
 * What clients may ask of the server.
 *
 * @param connections how many may be open at once
 * @param patience how long a request's head may take to arrive, and a whole request from its first
 *     byte on, how long a connection may say nothing, and how long a client may take over one chunk
 *     of an answer
 * @param slowest bytes a second that a client must take of a long answer, on average, once {@link
 *     #patience} is over
 * @param headBytes how long a request's line and header fields may be together
 * @param bodyBytes how long a request's body may be
 * @param batchBytes how long a body of many transactions may be
 * @param batchLines how many lines such a body may have
 * @param bodiesBytes how many bytes of bodies may be in memory at once, all requests together
 * @param eventStreams how many may listen to events at once
 * @param heartbeat how long an event stream may be silent; clearly less than {@link #patience},
 *     after which a connection that says nothing is closed
 */
public record HttpLimits(
    int connections,
    Duration patience,
    long slowest,
    int headBytes,
    int bodyBytes,
    int batchBytes,
    int batchLines,
    long bodiesBytes,
    int eventStreams,
    Duration heartbeat) {

  /** How deep a value in a body may be nested. */
  static final int MAX_DEPTH = 960;

  /** Limits that fit a heap of 256 MiB. */
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          2_048,
          Duration.ofSeconds(15),
          64 * 1024,
          16 * 1024,
          8 << 20,
          16 << 20,
          50_000,
          64L << 20,
          256,
          Duration.ofSeconds(5));

  /**
   * What may stand in a body: nothing that a node of the tutorial could not pass on. A Python node
   * takes a value that is nested 975 deep, and then cannot serve its own chain.
   */
  public JsonLimits json() {
    return JsonLimits.defaults()
        .withMaxDepth(MAX_DEPTH + 1)
        .withMaxCanonicalBytes(bodyBytes)
        .withNonFinite(false);
  }
}
