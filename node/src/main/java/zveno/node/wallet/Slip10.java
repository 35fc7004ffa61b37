package zveno.node.wallet;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import zveno.kernel.rules.strict.keys.Scheme;

/**
 * Seeds of keys from one master seed (SLIP-0010), by the path {@code m/44'/1'/n'}: 44 is BIP-44's
 * purpose, 1 its coin type for coins that are not registered, n the number of the key.
 *
 * <p>Ed25519 as that standard has it. It has no ML-DSA: the same, begun with another text, so that
 * one list of words gives unrelated seeds.
 */
final class Slip10 {

  /** The largest number of a key. */
  static final int MAX_NUMBER = Integer.MAX_VALUE;

  private static final int HARDENED = 0x80000000;
  private static final int PURPOSE = 44;
  private static final int COIN_TYPE = 1;
  private static final int KEY = 32; // bytes; then comes the chain code
  private static final String HMAC = "HmacSHA512";

  private Slip10() {}

  /**
   * A seed of 32 bytes, to be wiped.
   *
   * @param master the seed of the words
   * @param number of the key, from 0 on
   */
  static byte[] seed(byte[] master, Scheme scheme, int number) {
    return derive(master, scheme, PURPOSE, COIN_TYPE, number);
  }

  /**
   * The key at a path.
   *
   * @param path all hardened, without the bit that says so
   */
  static byte[] derive(byte[] master, Scheme scheme, int... path) {
    byte[] node = hmac(curve(scheme).getBytes(StandardCharsets.US_ASCII), master);
    for (int step : path) {
      byte[] data = new byte[1 + KEY + Integer.BYTES];
      System.arraycopy(node, 0, data, 1, KEY);
      int index = step | HARDENED;
      for (int i = 0; i < Integer.BYTES; i++) {
        data[1 + KEY + i] = (byte) (index >>> (24 - 8 * i));
      }
      byte[] chainCode = Arrays.copyOfRange(node, KEY, node.length);
      byte[] next = hmac(chainCode, data);
      Arrays.fill(node, (byte) 0);
      Arrays.fill(data, (byte) 0);
      Arrays.fill(chainCode, (byte) 0);
      node = next;
    }
    byte[] seed = Arrays.copyOf(node, KEY);
    Arrays.fill(node, (byte) 0);
    return seed;
  }

  private static String curve(Scheme scheme) {
    return switch (scheme) {
      case ED25519 -> "ed25519 seed";
      case ML_DSA_44 -> "ml-dsa-44 seed";
    };
  }

  private static byte[] hmac(byte[] key, byte[] data) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no " + HMAC, e);
    }
  }
}
