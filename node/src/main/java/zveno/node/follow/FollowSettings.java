package zveno.node.follow;

import java.time.Duration;

/**
 * How a node follows its peers.
 *
 * @param poll how often a peer is asked that tells nothing by itself, as the tutorial's nodes
 * @param links how many peers a node follows of its own choice; those that people have given count,
 *     and are followed however many they are
 * @param opening how long a peer's event stream may take to open, and then to give a first sign of
 *     life; one that does not is held back on the way, and the peer is asked instead
 */
public record FollowSettings(Duration poll, int links, Duration opening) {

  /** Every ten seconds; eight; eight seconds. */
  public static final FollowSettings DEFAULT =
      new FollowSettings(Duration.ofSeconds(10), 8, Duration.ofSeconds(8));

  /** The usual ones, but for how often is asked. */
  public static FollowSettings polling(Duration poll) {
    return new FollowSettings(poll, DEFAULT.links, DEFAULT.opening);
  }
}
