package zveno.kernel.rules.strict.work;

import java.math.BigInteger;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.Sha256;
import zveno.kernel.model.BlockId;

/** SHA-256 twice, and how its digests are written: backwards where people see a block's. */
public final class Digests {

  private Digests() {}

  /** SHA-256 of SHA-256 of these bytes. */
  public static Hash sha256d(byte[] bytes) {
    return Hash.of(Sha256.digest(bytes, 0, bytes.length));
  }

  /** A block's identity from its digest. */
  public static BlockId id(Hash digest) {
    return new BlockId(reversed(digest));
  }

  /** A block's digest from its identity. */
  public static Hash digest(BlockId id) {
    return reversed(id.hash());
  }

  /** A digest as the little-endian number that it is. */
  static BigInteger number(Hash digest) {
    return new BigInteger(1, reversed(digest).toBytes());
  }

  private static Hash reversed(Hash hash) {
    byte[] bytes = hash.toBytes();
    for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
      byte swap = bytes[i];
      bytes[i] = bytes[j];
      bytes[j] = swap;
    }
    return Hash.copiedFrom(bytes, 0);
  }
}
