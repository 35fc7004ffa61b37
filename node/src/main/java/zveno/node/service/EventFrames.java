package zveno.node.service;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import zveno.node.storage.RocksBatch;
import zveno.node.storage.errors.StoreDamagedException;
import zveno.node.storage.schema.EventGroup;

/** How the events of a commit are stored: for each, a length and its bytes. */
final class EventFrames {

  /** How many events are stored together at most: a reader has them all in memory. */
  static final int MAX_TOGETHER = 256;

  private final List<ByteArrayOutputStream> groups = new ArrayList<>();
  private final List<ChainEvent> events = new ArrayList<>();

  void add(ChainEvent event) {
    if (events.size() % MAX_TOGETHER == 0) {
      groups.add(new ByteArrayOutputStream());
    }
    ByteArrayOutputStream frames = groups.getLast();
    byte[] bytes = EventCodec.encode(event);
    frames.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    frames.writeBytes(bytes);
    events.add(event);
  }

  /** All of them, in their order. */
  List<ChainEvent> events() {
    return events;
  }

  /** Puts all of them into the batch, numbered from {@code firstId} on. */
  void writeTo(RocksBatch batch, long firstId) {
    for (int i = 0; i < groups.size(); i++) {
      int before = i * MAX_TOGETHER;
      int together = Math.min(MAX_TOGETHER, events.size() - before);
      batch.addEvents(firstId + before, together, groups.get(i).toByteArray());
    }
  }

  /**
   * The events of a group.
   *
   * @throws StoreDamagedException if these bytes are no events
   */
  static List<Event> read(EventGroup group) {
    List<Event> events = new ArrayList<>();
    ByteBuffer from = ByteBuffer.wrap(group.frames());
    long id = group.firstId();
    while (from.hasRemaining()) {
      int length = from.remaining() < Integer.BYTES ? -1 : from.getInt();
      if (length < 0 || length > from.remaining()) {
        throw unreadable(group, null);
      }
      int end = from.position() + length;
      try {
        byte[] bytes = Arrays.copyOfRange(from.array(), from.position(), end);
        events.add(new Event(id++, EventCodec.decode(bytes)));
      } catch (IllegalArgumentException e) {
        throw unreadable(group, e);
      }
      from.position(end);
    }
    return events;
  }

  private static StoreDamagedException unreadable(
      EventGroup group, @Nullable IllegalArgumentException why) {
    return new StoreDamagedException("the events from " + group.firstId() + " are unreadable", why);
  }
}
