package zveno.node.peerclient;

import java.util.Optional;
import java.util.function.Predicate;
import zveno.node.peers.PeerAddress;

/**
 * What is reported to peers about this node.
 *
 * @param nodeId our node id
 * @param address our address, if configured
 * @param token the token for trusted peers
 * @param trusted the peers that are sent the token
 */
public record SelfDescription(
    String nodeId,
    Optional<PeerAddress> address,
    Optional<String> token,
    Predicate<PeerAddress> trusted) {

  /** Only a name. */
  public static SelfDescription named(String nodeId) {
    return new SelfDescription(nodeId, Optional.empty(), Optional.empty(), peer -> false);
  }

  /** The token, if this peer is to be sent it. */
  Optional<String> tokenFor(PeerAddress peer) {
    return token.filter(known -> trusted.test(peer));
  }
}
