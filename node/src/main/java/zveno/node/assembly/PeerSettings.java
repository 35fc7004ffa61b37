package zveno.node.assembly;

import java.util.List;
import java.util.Optional;
import zveno.node.follow.FollowSettings;
import zveno.node.peers.PeerAddress;

/**
 * The peers that a node has from the start, and what it reports to them about itself.
 *
 * @param given the peers to follow
 * @param advertised its address for other nodes, if configured
 * @param token the token for given peers
 * @param follow how it follows
 */
public record PeerSettings(
    List<PeerAddress> given,
    Optional<PeerAddress> advertised,
    Optional<String> token,
    FollowSettings follow) {

  /** None, and nothing. */
  public static final PeerSettings NONE =
      new PeerSettings(List.of(), Optional.empty(), Optional.empty(), FollowSettings.DEFAULT);

  public PeerSettings {
    given = List.copyOf(given);
  }
}
