package zveno.node.follow;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import zveno.node.peers.PeerAddress;
import zveno.node.protocol.PeerTip;

/**
 * A peer as the API shows it.
 *
 * @param address its address
 * @param source its origin
 * @param state its state
 * @param nodeId its node id, if it is a Zveno node; not verified
 * @param tip the tip that it reports
 * @param lastSeen time of its last valid answer
 * @param trouble the last error, if there was no success since
 * @param traffic what was exchanged
 */
public record PeerView(
    PeerAddress address,
    Source source,
    PeerState state,
    Optional<String> nodeId,
    Optional<PeerTip> tip,
    Optional<Instant> lastSeen,
    Optional<String> trouble,
    PeerCounters traffic) {

  /** How a peer came to be one. */
  public enum Source {
    /** By the tutorial's call. */
    REGISTERED,
    /** By an option of this start, to be followed. */
    GIVEN,
    /** By a call, to be followed; perhaps before this start. */
    ADDED,
    /** Reported by another node. */
    FOUND;

    /** As the API names it. */
    public String title() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** This peer with another origin. */
  PeerView from(Source other) {
    return new PeerView(address, other, state, nodeId, tip, lastSeen, trouble, traffic);
  }

  /** A peer that is called on request only. */
  static PeerView registered(PeerAddress address) {
    return new PeerView(
        address,
        Source.REGISTERED,
        PeerState.IDLE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        PeerCounters.NONE);
  }
}
