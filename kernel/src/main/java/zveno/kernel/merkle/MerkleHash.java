package zveno.kernel.merkle;

import java.security.MessageDigest;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.Sha256;

/** The hashes of RFC 9162, section 2.1.1: leaves and nodes cannot be taken for each other. */
public final class MerkleHash {

  /** The root of a tree without leaves: SHA-256 of nothing. */
  public static final Hash EMPTY = Hash.of(new byte[0]);

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private MerkleHash() {}

  /** The hash of a leaf: SHA-256 of the byte 0 and the data. */
  public static Hash leaf(byte[] data) {
    MessageDigest digest = Sha256.newDigest();
    digest.update(LEAF);
    digest.update(data);
    return Hash.copiedFrom(digest.digest(), 0);
  }

  /** The hash of a leaf whose data are the 32 bytes of a hash. */
  public static Hash leaf(Hash data) {
    byte[] text = new byte[1 + Hash.LENGTH];
    text[0] = LEAF;
    data.copyTo(text, 1);
    return Hash.of(text);
  }

  /** The hash of a node: SHA-256 of the byte 1 and the hashes below it. */
  public static Hash node(Hash left, Hash right) {
    byte[] text = new byte[1 + 2 * Hash.LENGTH];
    text[0] = NODE;
    left.copyTo(text, 1);
    right.copyTo(text, 1 + Hash.LENGTH);
    return Hash.of(text);
  }
}
