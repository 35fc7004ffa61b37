package zveno.node.wallet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** scrypt (RFC 7914) with a block size of 8 and without parallelism, as age uses it. */
final class Scrypt {

  private static final int BLOCK_SIZE = 8;

  /** A block of ROMix in words of four bytes. */
  private static final int WORDS = 32 * BLOCK_SIZE;

  private static final int SALSA_WORDS = 16;

  private static final int SHA256_LENGTH = 32;

  private static final VarHandle LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private Scrypt() {}

  /** How much memory is needed, in bytes. */
  static long memory(int workFactor) {
    return (4L * WORDS) << workFactor;
  }

  /**
   * A key from a passphrase.
   *
   * @param passphrase at least one byte
   * @param workFactor the logarithm of N, 1 to 20
   * @param length in bytes
   */
  static byte[] derive(byte[] passphrase, byte[] salt, int workFactor, int length)
      throws GeneralSecurityException {
    byte[] bytes = pbkdf2(passphrase, salt, 4 * WORDS);
    int[] block = new int[WORDS];
    for (int i = 0; i < WORDS; i++) {
      block[i] = (int) LITTLE_ENDIAN.get(bytes, 4 * i);
    }
    mix(block, workFactor);
    for (int i = 0; i < WORDS; i++) {
      LITTLE_ENDIAN.set(bytes, 4 * i, block[i]);
    }
    byte[] key = pbkdf2(passphrase, bytes, length);
    Arrays.fill(block, 0);
    Arrays.fill(bytes, (byte) 0);
    return key;
  }

  /** scryptROMix, section 5. */
  private static void mix(int[] block, int workFactor) {
    int count = 1 << workFactor;
    int[] all = new int[count * WORDS];
    int[] other = new int[WORDS];
    int[] salsa = new int[SALSA_WORDS];
    for (int i = 0; i < count; i++) {
      System.arraycopy(block, 0, all, i * WORDS, WORDS);
      mixBlock(block, other, salsa);
    }
    for (int i = 0; i < count; i++) {
      int from = (block[WORDS - SALSA_WORDS] & (count - 1)) * WORDS;
      for (int k = 0; k < WORDS; k++) {
        block[k] ^= all[from + k];
      }
      mixBlock(block, other, salsa);
    }
    Arrays.fill(all, 0);
    Arrays.fill(other, 0);
    Arrays.fill(salsa, 0);
  }

  /** scryptBlockMix, section 4. */
  private static void mixBlock(int[] block, int[] other, int[] salsa) {
    System.arraycopy(block, WORDS - SALSA_WORDS, salsa, 0, SALSA_WORDS);
    for (int i = 0; i < 2 * BLOCK_SIZE; i++) {
      for (int k = 0; k < SALSA_WORDS; k++) {
        salsa[k] ^= block[i * SALSA_WORDS + k];
      }
      salsa20(salsa);
      int place = i / 2 + (i % 2) * BLOCK_SIZE; // those of even number first
      System.arraycopy(salsa, 0, other, place * SALSA_WORDS, SALSA_WORDS);
    }
    System.arraycopy(other, 0, block, 0, WORDS);
  }

  /** The core of Salsa20/8, section 3. */
  private static void salsa20(int[] state) {
    int x0 = state[0];
    int x1 = state[1];
    int x2 = state[2];
    int x3 = state[3];
    int x4 = state[4];
    int x5 = state[5];
    int x6 = state[6];
    int x7 = state[7];
    int x8 = state[8];
    int x9 = state[9];
    int x10 = state[10];
    int x11 = state[11];
    int x12 = state[12];
    int x13 = state[13];
    int x14 = state[14];
    int x15 = state[15];
    for (int round = 0; round < 8; round += 2) {
      // columns
      x4 ^= Integer.rotateLeft(x0 + x12, 7);
      x8 ^= Integer.rotateLeft(x4 + x0, 9);
      x12 ^= Integer.rotateLeft(x8 + x4, 13);
      x0 ^= Integer.rotateLeft(x12 + x8, 18);
      x9 ^= Integer.rotateLeft(x5 + x1, 7);
      x13 ^= Integer.rotateLeft(x9 + x5, 9);
      x1 ^= Integer.rotateLeft(x13 + x9, 13);
      x5 ^= Integer.rotateLeft(x1 + x13, 18);
      x14 ^= Integer.rotateLeft(x10 + x6, 7);
      x2 ^= Integer.rotateLeft(x14 + x10, 9);
      x6 ^= Integer.rotateLeft(x2 + x14, 13);
      x10 ^= Integer.rotateLeft(x6 + x2, 18);
      x3 ^= Integer.rotateLeft(x15 + x11, 7);
      x7 ^= Integer.rotateLeft(x3 + x15, 9);
      x11 ^= Integer.rotateLeft(x7 + x3, 13);
      x15 ^= Integer.rotateLeft(x11 + x7, 18);
      // rows
      x1 ^= Integer.rotateLeft(x0 + x3, 7);
      x2 ^= Integer.rotateLeft(x1 + x0, 9);
      x3 ^= Integer.rotateLeft(x2 + x1, 13);
      x0 ^= Integer.rotateLeft(x3 + x2, 18);
      x6 ^= Integer.rotateLeft(x5 + x4, 7);
      x7 ^= Integer.rotateLeft(x6 + x5, 9);
      x4 ^= Integer.rotateLeft(x7 + x6, 13);
      x5 ^= Integer.rotateLeft(x4 + x7, 18);
      x11 ^= Integer.rotateLeft(x10 + x9, 7);
      x8 ^= Integer.rotateLeft(x11 + x10, 9);
      x9 ^= Integer.rotateLeft(x8 + x11, 13);
      x10 ^= Integer.rotateLeft(x9 + x8, 18);
      x12 ^= Integer.rotateLeft(x15 + x14, 7);
      x13 ^= Integer.rotateLeft(x12 + x15, 9);
      x14 ^= Integer.rotateLeft(x13 + x12, 13);
      x15 ^= Integer.rotateLeft(x14 + x13, 18);
    }
    state[0] += x0;
    state[1] += x1;
    state[2] += x2;
    state[3] += x3;
    state[4] += x4;
    state[5] += x5;
    state[6] += x6;
    state[7] += x7;
    state[8] += x8;
    state[9] += x9;
    state[10] += x10;
    state[11] += x11;
    state[12] += x12;
    state[13] += x13;
    state[14] += x14;
    state[15] += x15;
  }

  /** PBKDF2-HMAC-SHA-256 with one iteration (RFC 8018, section 5.2). */
  private static byte[] pbkdf2(byte[] passphrase, byte[] salt, int length)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(passphrase, "HmacSHA256"));
    byte[] derived = new byte[length];
    byte[] number = new byte[4];
    for (int i = 0; i * SHA256_LENGTH < length; i++) {
      mac.update(salt);
      number[2] = (byte) ((i + 1) >>> 8);
      number[3] = (byte) (i + 1);
      byte[] part = mac.doFinal(number);
      int from = i * SHA256_LENGTH;
      System.arraycopy(part, 0, derived, from, Math.min(SHA256_LENGTH, length - from));
      Arrays.fill(part, (byte) 0);
    }
    return derived;
  }
}
