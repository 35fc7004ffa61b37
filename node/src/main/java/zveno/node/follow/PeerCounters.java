package zveno.node.follow;

/**
 * Traffic with a peer since the start of this process.
 *
 * @param events events received from it
 * @param blocksFetched its blocks that were added to our chain
 * @param blocksPushed blocks pushed to it
 * @param entriesFetched entries fetched from it
 * @param entriesOffered entries offered to it
 */
public record PeerCounters(
    long events, long blocksFetched, long blocksPushed, long entriesFetched, long entriesOffered) {

  /** Nothing. */
  public static final PeerCounters NONE = new PeerCounters(0, 0, 0, 0, 0);

  /** Both together. */
  PeerCounters plus(PeerCounters other) {
    return new PeerCounters(
        events + other.events,
        blocksFetched + other.blocksFetched,
        blocksPushed + other.blocksPushed,
        entriesFetched + other.entriesFetched,
        entriesOffered + other.entriesOffered);
  }
}
