package zveno.export.files;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.Sha256;

/** What the transactions of a range are, in order, so that two files can be compared. */
final class TransactionDigest {

  private final MessageDigest digest = Sha256.newDigest();

  /** Adds the next transaction. */
  void add(long height, Hash block, long position, Hash id, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(
        ByteBuffer.allocate(2 * Hash.LENGTH + 3 * Long.BYTES)
            .putLong(height)
            .put(block.toBytes())
            .putLong(position)
            .put(id.toBytes())
            .putLong(bytes.length)
            .flip());
    digest.update(bytes);
  }

  /** SHA-256 of all of them; the next one begins anew. */
  Hash end() {
    return Hash.copiedFrom(digest.digest(), 0);
  }
}
