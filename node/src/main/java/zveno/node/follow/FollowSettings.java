package zveno.node.follow;

import java.time.Duration;

/**
 * How a node follows its neighbours.
 *
 * @param poll how often a neighbour is asked that tells nothing by itself, as the tutorial's nodes
 * @param links how many neighbours a node follows of its own choice; those that people have given
 *     count, and are followed however many they are
 */
public record FollowSettings(Duration poll, int links) {

  /** Every ten seconds; eight. */
  public static final FollowSettings DEFAULT = new FollowSettings(Duration.ofSeconds(10), 8);
}
