package zveno.kernel.mining;

import java.security.MessageDigest;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.Sha256;

/** One candidate after the other, by the JDK's digest, its digits counted in place. */
final class ScalarDecimalKernel implements DecimalKernel {

  /** Even before the JVM has compiled anything these are through in a millisecond. */
  private static final int STEP = 100;

  private final MessageDigest digest = Sha256.newDigest();
  private final byte[] out = new byte[Hash.LENGTH];

  @Override
  public int step() {
    return STEP;
  }

  @Override
  public int lowest(CandidateRange stretch, int from, int to) {
    byte[] text = stretch.text(from);
    int lastDigit = stretch.digitsAt() + CandidateRange.DIGITS - 1;
    for (int candidate = from; candidate < to; candidate++) {
      Sha256.digest(digest, text, 0, text.length, out);
      if (stretch.difficulty().isMetBy(out)) {
        return candidate;
      }
      count(text, lastDigit);
    }
    return NONE;
  }

  /** The next candidate's digits; undefined after 9999, where they are not used. */
  private static void count(byte[] text, int lastDigit) {
    int at = lastDigit;
    while (text[at] == '9' && at > lastDigit - CandidateRange.DIGITS + 1) {
      text[at--] = '0';
    }
    text[at]++;
  }
}
