package zveno.node.follow;

import java.util.Locale;

/** How things stand with a peer. */
public enum PeerState {
  /** It is asked by an explicit resolve only. */
  IDLE,
  /** Being connected to. */
  CONNECTING,
  /** One of our nodes; it tells what happens. */
  FOLLOWING,
  /** It is asked again and again, since it tells nothing by itself. */
  POLLING,
  /** Something went wrong; it is asked again later. */
  RESTING,
  /** It is this very node. */
  OURSELVES,
  /** It was found, and says that it is a node that is followed already. */
  DUPLICATE;

  /** As the API names it. */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }
}
