package zveno.node.service;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import zveno.node.service.Event.Kind;
import zveno.node.storage.EventGroup;

/** How the events of one commit are stored: for each, a byte for its kind, a length, its JSON. */
final class EventFrames {

  private static final Kind[] KINDS = {Kind.BLOCK, Kind.REORGANISATION, Kind.TRANSACTION};

  private final ByteArrayOutputStream frames = new ByteArrayOutputStream();
  private int count;

  void add(Kind kind, byte[] json) {
    frames.write(List.of(KINDS).indexOf(kind));
    frames.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(json.length).array());
    frames.writeBytes(json);
    count++;
  }

  int count() {
    return count;
  }

  byte[] toBytes() {
    return frames.toByteArray();
  }

  static List<Event> read(EventGroup group) {
    List<Event> events = new ArrayList<>();
    ByteBuffer from = ByteBuffer.wrap(group.frames());
    long id = group.firstId();
    while (from.hasRemaining()) {
      Kind kind = KINDS[from.get()];
      byte[] json = new byte[from.getInt()];
      from.get(json);
      events.add(new Event(id++, kind, new String(json, StandardCharsets.UTF_8)));
    }
    return events;
  }
}
