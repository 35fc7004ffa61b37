package zveno.node.http.transport;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads percent-encoded UTF-8, strictly. */
public final class PercentDecoder {

  private PercentDecoder() {}

  /**
   * The text that is meant; nothing if there is none.
   *
   * @param plus whether a plus sign means a space, as in queries
   */
  public static Optional<String> decode(String encoded, boolean plus) {
    byte[] from = encoded.getBytes(StandardCharsets.UTF_8);
    ByteBuffer decoded = ByteBuffer.allocate(from.length);
    for (int i = 0; i < from.length; i++) {
      if (from[i] != '%') {
        decoded.put(plus && from[i] == '+' ? (byte) ' ' : from[i]);
        continue;
      }
      int high = i + 2 <= from.length - 1 ? Character.digit(from[i + 1], 16) : -1;
      int low = i + 2 <= from.length - 1 ? Character.digit(from[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        return Optional.empty();
      }
      decoded.put((byte) (high << 4 | low));
      i += 2;
    }
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
