package zveno.node.peerclient;

import java.util.Optional;
import java.util.function.Predicate;
import zveno.node.peers.PeerAddress;

/**
 * What we say of ourselves when we ask a peer.
 *
 * @param nodeId our name
 * @param address where we can be reached, if we have been told
 * @param token what peers that are trusted ask of those who change something there
 * @param trusted which peers are sent the token
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
