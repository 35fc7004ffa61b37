package zveno.node.stratum;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** Reads lines that end with a line feed, none longer than {@link #MAX_LINE}. */
final class LineReader {

  /** In bytes, without the line feed. */
  static final int MAX_LINE = 16 * 1024;

  private static final int FIRST_ROOM = 512;

  private final InputStream in;
  private byte[] buffer = new byte[FIRST_ROOM];
  private int from;
  private int to;

  LineReader(InputStream in) {
    this.in = in;
  }

  /**
   * The next line, without its end; nothing at the end of the stream, where an unfinished line is
   * dropped.
   *
   * @throws LineTooLongException if it is longer than {@link #MAX_LINE}
   */
  Optional<byte[]> next() throws IOException {
    int looked = from;
    while (true) {
      for (int i = looked; i < to; i++) {
        if (buffer[i] == '\n') {
          byte[] line = Arrays.copyOfRange(buffer, from, i);
          from = i + 1;
          return Optional.of(line);
        }
      }
      looked = to - from;
      if (looked > MAX_LINE) {
        throw new LineTooLongException();
      }
      makeRoom();
      int read = in.read(buffer, to, buffer.length - to);
      if (read < 0) {
        return Optional.empty();
      }
      to += read;
    }
  }

  /** What is left moves to the front; the room grows only for a line that needs it. */
  private void makeRoom() {
    int left = to - from;
    byte[] room = buffer;
    if (left == buffer.length) {
      room = new byte[Math.min(2 * buffer.length, MAX_LINE + 1)];
    } else if (left <= FIRST_ROOM / 2 && buffer.length > FIRST_ROOM) {
      room = new byte[FIRST_ROOM];
    }
    System.arraycopy(buffer, from, room, 0, left);
    buffer = room;
    from = 0;
    to = left;
  }

  /** A line longer than {@link LineReader#MAX_LINE}. */
  static final class LineTooLongException extends IOException {

    @java.io.Serial private static final long serialVersionUID = 1;

    LineTooLongException() {
      super("a line has more than " + MAX_LINE + " bytes");
    }
  }
}
