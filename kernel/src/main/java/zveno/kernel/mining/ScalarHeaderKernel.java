package zveno.kernel.mining;

import java.security.MessageDigest;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.Sha256;

/** One nonce after the other, by the JDK's digest. */
final class ScalarHeaderKernel implements HeaderKernel {

  private final MessageDigest digest = Sha256.newDigest();
  private final byte[] once = new byte[Hash.LENGTH];
  private final byte[] twice = new byte[Hash.LENGTH];

  @Override
  public long lowest(HeaderPuzzle puzzle, long from, long to) {
    byte[] header = puzzle.withNonce(0);
    int zeros = puzzle.zerosOfLastWord();
    for (long nonce = from; nonce < to; nonce++) {
      HeaderPuzzle.putNonce(header, (int) nonce);
      Sha256.digest(digest, header, 0, header.length, once);
      Sha256.digest(digest, once, 0, once.length, twice);
      if ((lastWord(twice) & zeros) == 0 && puzzle.isMetBy(twice)) {
        return nonce;
      }
    }
    return NONE;
  }

  private static int lastWord(byte[] hash) {
    return (hash[28] & 0xff) << 24
        | (hash[29] & 0xff) << 16
        | (hash[30] & 0xff) << 8
        | (hash[31] & 0xff);
  }
}
