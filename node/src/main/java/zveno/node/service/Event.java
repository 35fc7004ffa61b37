package zveno.node.service;

/**
 * Something that happened, and is on disk.
 *
 * @param id its number, from 1 on, without gaps, for as long as the data folder lives
 * @param kind what it was
 * @param json the details, a JSON object
 */
public record Event(long id, Kind kind, String json) {

  /** What can happen. */
  public enum Kind {
    /** The chain has grown by one block. */
    BLOCK("block"),
    /**
     * All blocks above the fork are others now, of a chain that was adopted; or there are none, if
     * the chain was rewound.
     */
    REORGANISATION("reorganisation"),
    /** A transaction has been put into the pool. */
    TRANSACTION("transaction"),
    /** A waiting transaction was removed from the pool because a person asked for it. */
    REMOVED("removed");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    /** Its name in the event stream. */
    public String title() {
      return title;
    }
  }
}
