package zveno.node.storage.schema;

/**
 * The events of one commit.
 *
 * @param firstId the number of the first
 * @param count how many there are; their numbers follow each other
 * @param frames the events as they were given to {@code RocksBatch#addEvents}; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
public record EventGroup(long firstId, int count, byte[] frames) {

  /** The number of the event after the last of these. */
  public long nextId() {
    return firstId + count;
  }
}
