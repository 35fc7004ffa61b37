package zveno.kernel.bytes;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * In which encoding a text that people hand us begins. All is read as UTF-8; a byte order mark
 * before it is passed over, since editors and PowerShell write one, and what is UTF-16 or UTF-32 is
 * called by its name.
 */
public final class TextEncoding {

  /** How many bytes tell. */
  private static final int HEAD = 4;

  private static final int UTF8_MARK = 3;

  private TextEncoding() {}

  /**
   * A text without the mark before it.
   *
   * @throws DecodeException if it is UTF-16 or UTF-32; the message begins with "it is"
   */
  public static byte[] withoutMark(byte[] text) throws DecodeException {
    int mark = markOf(text);
    return mark == 0 ? text : Arrays.copyOfRange(text, mark, text.length);
  }

  /**
   * Passes over the mark at the beginning of a stream, which supports {@link InputStream#mark}.
   *
   * @throws DecodeException if it is UTF-16 or UTF-32; the message begins with "it is"
   */
  public static void passMark(InputStream text) throws IOException, DecodeException {
    text.mark(HEAD);
    int mark = markOf(text.readNBytes(HEAD));
    text.reset();
    text.skipNBytes(mark);
  }

  private static int markOf(byte[] text) throws DecodeException {
    if (startsWith(text, 0xef, 0xbb, 0xbf)) {
      return UTF8_MARK;
    }
    if (startsWith(text, 0xff, 0xfe, 0, 0) || startsWith(text, 0, 0, 0xfe, 0xff)) {
      throw other("UTF-32");
    }
    if (startsWith(text, 0xff, 0xfe) || startsWith(text, 0xfe, 0xff)) {
      throw other("UTF-16");
    }
    // Without a mark: where the first character is ASCII, zeros stand around it (RFC 4627, 3).
    boolean first = isAscii(text, 0);
    if (first && isZero(text, 1)) {
      throw other(isZero(text, 2) && isZero(text, 3) ? "UTF-32" : "UTF-16");
    }
    if (isZero(text, 0) && isAscii(text, 1)) {
      throw other("UTF-16");
    }
    if (isZero(text, 0) && isZero(text, 1) && isZero(text, 2) && isAscii(text, 3)) {
      throw other("UTF-32");
    }
    return 0;
  }

  private static boolean startsWith(byte[] text, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (i >= text.length || (text[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isZero(byte[] text, int at) {
    return at < text.length && text[at] == 0;
  }

  private static boolean isAscii(byte[] text, int at) {
    return at < text.length && (text[at] >= ' ' || text[at] == '\n' || text[at] == '\r');
  }

  private static DecodeException other(String name) {
    return new DecodeException(
        "it is "
            + name
            + ", as written by PowerShell's >; save it as UTF-8, in PowerShell with | Out-File"
            + " -Encoding utf8 FILE");
  }
}
