package zveno.kernel.rules.strict;

import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;

/** Reads a document as it may be posted or sent: any order and white space, but one meaning. */
public final class StrictJson {

  /** Receipts are nested deepest: document, anchor, path. */
  private static final int MAX_DEPTH = 8;

  /** No number has more than 16 digits; a few more, so that the message can show them. */
  private static final int MAX_DIGITS = 40;

  private static final JsonLimits LIMITS =
      JsonLimits.defaults()
          .withMaxDepth(MAX_DEPTH)
          .withMaxIntegerDigits(MAX_DIGITS)
          .withNonFinite(false)
          .withUnambiguous(true);

  private StrictJson() {}

  /**
   * How to read a document of at most this canonical size: a member that comes twice, {@code -0} or
   * half a character is refused.
   *
   * @param maxBytes canonical size
   */
  public static JsonLimits limits(int maxBytes) {
    return LIMITS.withMaxCanonicalBytes(maxBytes);
  }

  /**
   * A document that is one value.
   *
   * @throws RefusedException with {@link StrictReason#FORM} if it is none, or has two meanings
   */
  static JsonValue parse(byte[] document, int maxBytes) throws RefusedException {
    try {
      return JsonValue.parse(document, limits(maxBytes));
    } catch (DecodeException e) {
      throw RefusedException.form(String.valueOf(e.getMessage()));
    }
  }
}
