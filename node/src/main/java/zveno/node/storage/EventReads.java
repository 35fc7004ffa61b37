package zveno.node.storage;

import java.util.Arrays;
import java.util.Optional;
import zveno.node.storage.engine.EngineReader;
import zveno.node.storage.engine.RowIterator;
import zveno.node.storage.errors.StoreDamagedException;
import zveno.node.storage.schema.Column;
import zveno.node.storage.schema.EventGroup;
import zveno.node.storage.schema.Keys;
import zveno.node.storage.schema.Meta;

/** The events that are kept, found in the rows. */
final class EventReads {

  private static final long FIRST = 1;
  private static final int HEADER = 4;

  private final EngineReader reader;

  EventReads(EngineReader reader) {
    this.reader = reader;
  }

  static byte[] row(int count, byte[] frames) {
    byte[] row = Arrays.copyOf(Keys.number((long) count << 32), HEADER + frames.length);
    System.arraycopy(frames, 0, row, HEADER, frames.length);
    return row;
  }

  private static EventGroup group(RowIterator rows) {
    byte[] row = rows.value();
    if (row.length < HEADER) {
      throw new StoreDamagedException(
          "events are unreadable: their row has " + row.length + " bytes");
    }
    byte[] frames = Arrays.copyOfRange(row, HEADER, row.length);
    return new EventGroup(Keys.longAt(rows.key(), 0), Keys.intAt(row, 0), frames);
  }

  long next() {
    return reader.number(Meta.NEXT_EVENT, FIRST);
  }

  long oldest() {
    return from(0).map(EventGroup::firstId).orElseGet(this::next);
  }

  /** The group that holds this event, or the next one after it. */
  Optional<EventGroup> from(long id) {
    // What is older has been taken away, and going through that would take time.
    long start = Math.max(id, reader.number(Meta.OLDEST_EVENT, FIRST));
    try (RowIterator rows = reader.all(Column.EVENTS)) {
      if (rows.upTo(Keys.number(start))) {
        EventGroup group = group(rows);
        if (group.nextId() > start) {
          return Optional.of(group);
        }
      }
      return rows.from(Keys.number(start)) ? Optional.of(group(rows)) : Optional.empty();
    }
  }
}
