package zveno.kernel.mining;

/** The digits of the numbers 0 to 9999, as the vector kernels add them to four zeros in ASCII. */
final class Digits {

  /** More than the widest pair of vectors reaches beyond the last number. */
  private static final int BEYOND = 64;

  /** One digit a byte, the first in the highest; for the numbers from 10,000 on, nothing. */
  static final int[] FOUR = table();

  private Digits() {}

  private static int[] table() {
    int[] table = new int[CandidateRange.SIZE + BEYOND];
    for (int i = 0; i < CandidateRange.SIZE; i++) {
      table[i] = four(i);
    }
    return table;
  }

  private static int four(int number) {
    int digits = number / 1000;
    digits = (digits << 8) | (number / 100 % 10);
    digits = (digits << 8) | (number / 10 % 10);
    return (digits << 8) | (number % 10);
  }
}
