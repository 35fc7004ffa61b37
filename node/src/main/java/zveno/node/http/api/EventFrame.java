package zveno.node.http.api;

import java.io.IOException;
import zveno.node.http.transport.ResponseStream;

/** One event of a stream. Source: HTML Standard, 9.2.5, "Parsing an event stream". */
final class EventFrame {

  private EventFrame() {}

  /** Writes an event that a client may name when it comes back. */
  static void write(String id, EventJson event, ResponseStream out)
      throws IOException, InterruptedException {
    out.write("id: " + id + "\n");
    write(event, out);
  }

  /** Writes an event that is not kept. */
  static void write(EventJson event, ResponseStream out) throws IOException, InterruptedException {
    out.write("event: " + event.title() + "\ndata: " + event.json() + "\n\n");
  }
}
