package zveno.kernel.json;

/**
 * The greatest JSON that a reader accepts. Beyond a limit it throws a {@code DecodeException}.
 *
 * @param maxDepth containers open at one time, at least 1
 * @param maxIntegerDigits digits of an integer, the sign not counted, at least 1
 * @param maxFloatCharacters characters of a float as it is written in the input, at least 1
 * @param maxWhiteSpace bytes of white space in one run, at least 1
 * @param maxCanonicalBytes canonical size of one value; members that a later member of the same
 *     name replaces are counted too, because they take up memory until then. To read a value takes
 *     a few times its size in memory, at worst about eight: for an object of countless tiny members
 *     that are out of order
 * @param nonFinite whether {@code NaN}, {@code Infinity} and {@code -Infinity} are numbers, and
 *     floats too large for a double become infinite, as in Python; when false, all of these are
 *     refused
 * @param unambiguous whether what readers of JSON understand differently is refused, in values that
 *     are read whole: a member named twice in one object, {@code -0}, and a surrogate without a
 *     partner (compare RFC 7493, section 2); when false, they are read as Python reads them
 */
public record JsonLimits(
    int maxDepth,
    int maxIntegerDigits,
    int maxFloatCharacters,
    int maxWhiteSpace,
    int maxCanonicalBytes,
    boolean nonFinite,
    boolean unambiguous) {

  /**
   * CPython 3.11 stops at its recursion limit of 1000, of which the program around it uses some.
   * What is accepted here should still be readable there.
   */
  public static final int DEFAULT_DEPTH = 900;

  /** CPython's {@code sys.int_info.default_max_str_digits}. */
  public static final int DEFAULT_INTEGER_DIGITS = 4300;

  /** CPython has no such limit; this one bounds what must be held to round a float correctly. */
  public static final int DEFAULT_FLOAT_CHARACTERS = 65_536;

  /** CPython has no such limit; this one stops a peer that sends spaces for ever. */
  public static final int DEFAULT_WHITE_SPACE = 64 * 1024;

  /** 16 MiB. */
  public static final int DEFAULT_CANONICAL_BYTES = 16 * 1024 * 1024;

  /** No limit of size may be larger, so that sums of a few sizes still fit an {@code int}. */
  public static final int LARGEST = 1 << 30;

  private static final JsonLimits DEFAULTS =
      new JsonLimits(
          DEFAULT_DEPTH,
          DEFAULT_INTEGER_DIGITS,
          DEFAULT_FLOAT_CHARACTERS,
          DEFAULT_WHITE_SPACE,
          DEFAULT_CANONICAL_BYTES,
          true,
          false);

  public JsonLimits {
    within(1, maxDepth, "depth");
    within(1, maxIntegerDigits, "integer digits");
    within(1, maxFloatCharacters, "float characters");
    within(1, maxWhiteSpace, "white space");
    within(1, maxCanonicalBytes, "canonical bytes");
  }

  /** The {@code DEFAULT_} constants, and non-finite numbers allowed: what Python reads. */
  public static JsonLimits defaults() {
    return DEFAULTS;
  }

  public JsonLimits withMaxDepth(int containers) {
    return new JsonLimits(
        containers,
        maxIntegerDigits,
        maxFloatCharacters,
        maxWhiteSpace,
        maxCanonicalBytes,
        nonFinite,
        unambiguous);
  }

  public JsonLimits withMaxIntegerDigits(int digits) {
    return new JsonLimits(
        maxDepth,
        digits,
        maxFloatCharacters,
        maxWhiteSpace,
        maxCanonicalBytes,
        nonFinite,
        unambiguous);
  }

  public JsonLimits withMaxFloatCharacters(int characters) {
    return new JsonLimits(
        maxDepth,
        maxIntegerDigits,
        characters,
        maxWhiteSpace,
        maxCanonicalBytes,
        nonFinite,
        unambiguous);
  }

  public JsonLimits withMaxWhiteSpace(int bytes) {
    return new JsonLimits(
        maxDepth,
        maxIntegerDigits,
        maxFloatCharacters,
        bytes,
        maxCanonicalBytes,
        nonFinite,
        unambiguous);
  }

  public JsonLimits withMaxCanonicalBytes(int bytes) {
    return new JsonLimits(
        maxDepth,
        maxIntegerDigits,
        maxFloatCharacters,
        maxWhiteSpace,
        bytes,
        nonFinite,
        unambiguous);
  }

  public JsonLimits withNonFinite(boolean allowed) {
    return new JsonLimits(
        maxDepth,
        maxIntegerDigits,
        maxFloatCharacters,
        maxWhiteSpace,
        maxCanonicalBytes,
        allowed,
        unambiguous);
  }

  public JsonLimits withUnambiguous(boolean required) {
    return new JsonLimits(
        maxDepth,
        maxIntegerDigits,
        maxFloatCharacters,
        maxWhiteSpace,
        maxCanonicalBytes,
        nonFinite,
        required);
  }

  private static void within(int least, int limit, String what) {
    if (limit < least || limit > LARGEST) {
      throw new IllegalArgumentException(
          "limit of " + what + " must be " + least + " to " + LARGEST + ", not " + limit);
    }
  }
}
