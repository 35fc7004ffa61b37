package zveno.kernel.bytes;

/**
 * These bytes are not what they were said to be: not JSON, not a block. The message says what is
 * wrong in one line, for people.
 *
 * <p>It carries no stack trace. The sender of the bytes chooses how often this is thrown, so it has
 * to be cheap; and what a reader of the log wants to know is a place in the input, not in our code.
 */
public final class DecodeException extends Exception {

  private static final long serialVersionUID = 1L;

  private final long offset;

  /**
   * @param reason what is wrong, in one line, without the place
   * @param offset in bytes from the start of the input, counted from 0; -1 when unknown
   */
  public DecodeException(String reason, long offset) {
    super(offset < 0 ? reason : reason + ", at byte " + offset, null, true, false);
    this.offset = offset;
  }

  /**
   * Trouble of which more is known than its line says.
   *
   * @param reason what is wrong, in one line
   * @param cause what else is known of it
   */
  public DecodeException(String reason, Throwable cause) {
    super(reason, cause, true, false);
    this.offset = -1;
  }

  /** Trouble that has no place of its own. */
  public DecodeException(String reason) {
    this(reason, -1);
  }

  /** Where the first byte is that cannot belong, counted from 0; -1 when unknown. */
  public long offset() {
    return offset;
  }
}
