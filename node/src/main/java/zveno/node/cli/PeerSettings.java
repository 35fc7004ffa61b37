package zveno.node.cli;

import java.util.List;
import java.util.Optional;
import zveno.node.follow.FollowSettings;
import zveno.node.peers.PeerAddress;

/**
 * Which peers a node has from the start, and what it tells them of itself.
 *
 * @param given those that it is to follow
 * @param advertised where others can reach it, if it has been told
 * @param token what given peers ask of those who change something there
 * @param follow how it follows
 */
record PeerSettings(
    List<PeerAddress> given,
    Optional<PeerAddress> advertised,
    Optional<String> token,
    FollowSettings follow) {

  /** None, and nothing. */
  static final PeerSettings NONE =
      new PeerSettings(List.of(), Optional.empty(), Optional.empty(), FollowSettings.DEFAULT);

  PeerSettings {
    given = List.copyOf(given);
  }
}
