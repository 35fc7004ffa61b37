package zveno.node.follow;

/**
 * What has been said between us and a peer since this process began.
 *
 * @param events events that it has told
 * @param blocksFetched its blocks that have joined our chain
 * @param blocksPushed blocks of ours that it was shown
 * @param entriesFetched entries that we have asked it for and got
 * @param entriesOffered entries that it was handed
 */
public record Traffic(
    long events, long blocksFetched, long blocksPushed, long entriesFetched, long entriesOffered) {

  /** Nothing. */
  public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0);

  /** Both together. */
  Traffic plus(Traffic other) {
    return new Traffic(
        events + other.events,
        blocksFetched + other.blocksFetched,
        blocksPushed + other.blocksPushed,
        entriesFetched + other.entriesFetched,
        entriesOffered + other.entriesOffered);
  }
}
