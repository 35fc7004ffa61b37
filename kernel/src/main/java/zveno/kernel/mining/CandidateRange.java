package zveno.kernel.mining;

import zveno.kernel.bytes.Sha256;

/**
 * Ten thousand candidates that differ in their last four digits only: the texts {@code head 0000
 * tail} to {@code head 9999 tail}.
 */
public final class CandidateRange {

  /** How many candidates. */
  public static final int SIZE = 10_000;

  /** How many digits vary. */
  static final int DIGITS = 4;

  private final byte[] head;
  private final byte[] tail;
  private final Difficulty difficulty;

  /**
   * @param head the puzzle's prefix and the leading digits of the candidates, ASCII; not to be
   *     changed any more
   * @param tail what stands after the digits, ASCII; not to be changed any more
   * @param difficulty how many zeros the hash must begin with
   */
  CandidateRange(byte[] head, byte[] tail, Difficulty difficulty) {
    this.head = head;
    this.tail = tail;
    this.difficulty = difficulty;
  }

  Difficulty difficulty() {
    return difficulty;
  }

  /** Where the four digits begin in the text. */
  int digitsAt() {
    return head.length;
  }

  /** The whole text of a candidate, 0 to 9999. */
  byte[] text(int candidate) {
    byte[] text = new byte[head.length + DIGITS + tail.length];
    System.arraycopy(head, 0, text, 0, head.length);
    int rest = candidate;
    for (int i = head.length + DIGITS - 1; i >= head.length; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    System.arraycopy(tail, 0, text, head.length + DIGITS, tail.length);
    return text;
  }

  /** Does this candidate, 0 to 9999, solve the puzzle? */
  boolean isSolvedBy(int candidate) {
    byte[] text = text(candidate);
    return difficulty.isMetBy(Sha256.digest(text, 0, text.length));
  }
}
