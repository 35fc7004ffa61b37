package zveno.kernel.rules.strict.keys;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** Bech32m (BIP 350), lowercase only: text with a checksum that finds up to four wrong letters. */
final class Bech32m {

  /** Five bits each, in the order of their values. */
  static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

  static final int CHECKSUM_LENGTH = 6;

  private static final int[] GENERATOR = {
    0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3
  };

  /** What tells it from bech32 (BIP 173), where this is 1. */
  private static final int CONSTANT = 0x2bc830a3;

  private static final byte[] VALUES = new byte[128];

  static {
    Arrays.fill(VALUES, (byte) -1);
    for (int i = 0; i < ALPHABET.length(); i++) {
      VALUES[ALPHABET.charAt(i)] = (byte) i;
    }
  }

  private Bech32m() {}

  /** The text of these bytes behind a human-readable part, which must be lowercase ASCII. */
  static String encode(String prefix, byte[] bytes) {
    StringBuilder text = new StringBuilder(prefix).append('1');
    int checksum = start(prefix);
    int pending = 0;
    int bits = 0;
    for (byte b : bytes) {
      pending = pending << 8 | (b & 0xff);
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        checksum = append(text, checksum, (pending >>> bits) & 31);
      }
    }
    if (bits > 0) {
      checksum = append(text, checksum, (pending << (5 - bits)) & 31);
    }
    for (int i = 0; i < CHECKSUM_LENGTH; i++) {
      checksum = step(checksum, 0);
    }
    checksum ^= CONSTANT;
    for (int i = CHECKSUM_LENGTH - 1; i >= 0; i--) {
      text.append(ALPHABET.charAt((checksum >>> (5 * i)) & 31));
    }
    return text.toString();
  }

  private static int append(StringBuilder text, int checksum, int value) {
    text.append(ALPHABET.charAt(value));
    return step(checksum, value);
  }

  /** The value of a character, 0 to 31; -1 if it is not of the alphabet. */
  static int value(char c) {
    return c < VALUES.length ? VALUES[c] : -1;
  }

  /**
   * What is left of the checksum: 0 if it is right.
   *
   * @param text what stands behind the 1, all of the alphabet
   */
  static int residue(String prefix, String text) {
    int checksum = start(prefix);
    for (int i = 0; i < text.length(); i++) {
      checksum = step(checksum, VALUES[text.charAt(i)]);
    }
    return checksum ^ CONSTANT;
  }

  /**
   * Where the one wrong character is, if to change a single one would make the checksum right. The
   * position is all that may be shown: who is offered a correction might take a wrong one (BIP 173,
   * "Checksum design").
   *
   * @param residue of a text of {@code length} characters, not 0
   * @return a position from 0 on
   */
  static OptionalInt singleFault(int residue, int length) {
    for (int difference = 1; difference < 32; difference++) {
      int trace = difference; // what this difference would leave, the further on the earlier it is
      for (int position = length - 1; position >= 0; position--) {
        if (trace == residue) {
          return OptionalInt.of(position);
        }
        trace = step(trace, 0);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * The bytes of these characters, without the checksum; nothing if the bits left over at the end
   * are not zero, or are five or more.
   */
  static Optional<byte[]> bytes(String text, int characters) {
    Objects.checkFromToIndex(0, characters, text.length());
    byte[] bytes = new byte[characters * 5 / 8];
    int pending = 0;
    int bits = 0;
    int count = 0;
    for (int i = 0; i < characters; i++) {
      pending = pending << 5 | VALUES[text.charAt(i)];
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes[count++] = (byte) (pending >>> bits);
      }
    }
    boolean clean = bits < 5 && (pending & ((1 << bits) - 1)) == 0;
    return clean ? Optional.of(bytes) : Optional.empty();
  }

  private static int start(String prefix) {
    int checksum = 1;
    for (int i = 0; i < prefix.length(); i++) {
      checksum = step(checksum, prefix.charAt(i) >>> 5);
    }
    checksum = step(checksum, 0);
    for (int i = 0; i < prefix.length(); i++) {
      checksum = step(checksum, prefix.charAt(i) & 31);
    }
    return checksum;
  }

  private static int step(int checksum, int value) {
    int top = checksum >>> 25;
    int next = ((checksum & 0x1ffffff) << 5) ^ value;
    for (int i = 0; i < GENERATOR.length; i++) {
      next ^= -((top >>> i) & 1) & GENERATOR[i];
    }
    return next;
  }
}
