package zveno.node.service;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import zveno.node.service.Event.Kind;
import zveno.node.storage.EventGroup;
import zveno.node.storage.RocksBatch;
import zveno.node.storage.StoreDamagedException;

/** How events are stored: for each, a byte for its kind, a length, its JSON. */
final class EventFrames {

  private static final Kind[] KINDS = {
    Kind.BLOCK, Kind.REORGANISATION, Kind.TRANSACTION, Kind.REMOVED
  };

  /** How many events are stored together at the most: a reader has them all in memory. */
  private static final int TOGETHER = 256;

  private final List<ByteArrayOutputStream> groups = new ArrayList<>();
  private int count;

  void add(Kind kind, byte[] json) {
    if (count % TOGETHER == 0) {
      groups.add(new ByteArrayOutputStream());
    }
    ByteArrayOutputStream frames = groups.getLast();
    frames.write(List.of(KINDS).indexOf(kind));
    frames.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(json.length).array());
    frames.writeBytes(json);
    count++;
  }

  int count() {
    return count;
  }

  /** Puts all of them into the batch, numbered from {@code firstId} on. */
  void writeTo(RocksBatch batch, long firstId) {
    for (int i = 0; i < groups.size(); i++) {
      int before = i * TOGETHER;
      int together = Math.min(TOGETHER, count - before);
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
      int kind = from.get();
      int length = from.remaining() < Integer.BYTES ? -1 : from.getInt();
      if (kind < 0 || kind >= KINDS.length || length < 0 || length > from.remaining()) {
        throw new StoreDamagedException("the events from " + group.firstId() + " are unreadable");
      }
      String json = new String(from.array(), from.position(), length, StandardCharsets.UTF_8);
      from.position(from.position() + length);
      events.add(new Event(id++, KINDS[kind], json));
    }
    return events;
  }
}
