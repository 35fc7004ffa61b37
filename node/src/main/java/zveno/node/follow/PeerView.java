package zveno.node.follow;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import zveno.node.peers.PeerAddress;
import zveno.node.protocol.PeerTip;

/**
 * What there is to see of a peer.
 *
 * @param address where it is
 * @param source how it came to be one
 * @param state how things stand
 * @param nodeId its name, if it is one of our nodes; nobody has checked it
 * @param tip where it says that its chain ends
 * @param lastSeen when it last answered as it should
 * @param trouble what went wrong last, if nothing has gone well since
 * @param traffic what has been said
 */
public record PeerView(
    PeerAddress address,
    Source source,
    PeerState state,
    Optional<String> nodeId,
    Optional<PeerTip> tip,
    Optional<Instant> lastSeen,
    Optional<String> trouble,
    Traffic traffic) {

  /** How a peer came to be one. */
  public enum Source {
    /** By the tutorial's call. */
    REGISTERED,
    /** By an option of this start, to be followed. */
    GIVEN,
    /** By a call, to be followed; perhaps before this start. */
    ADDED,
    /** Another node has told of it. */
    FOUND;

    /** As the API names it. */
    public String title() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The same, come in another way. */
  PeerView from(Source other) {
    return new PeerView(address, other, state, nodeId, tip, lastSeen, trouble, traffic);
  }

  /** One that nobody talks to but when told to. */
  public static PeerView registered(PeerAddress address) {
    return new PeerView(
        address,
        Source.REGISTERED,
        PeerState.IDLE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Traffic.NONE);
  }
}
