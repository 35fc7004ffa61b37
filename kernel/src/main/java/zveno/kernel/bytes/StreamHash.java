package zveno.kernel.bytes;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * What a stream held.
 *
 * @param sha256 SHA-256 of its bytes
 * @param size how many there were
 */
public record StreamHash(Hash sha256, long size) {

  private static final int BUFFER = 64 * 1024;

  /** Reads a stream to its end, in constant memory; does not close it. */
  public static StreamHash of(InputStream in) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    long size = 0;
    byte[] buffer = new byte[BUFFER];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      digest.update(buffer, 0, read);
      size += read;
    }
    return new StreamHash(Hash.copiedFrom(digest.digest(), 0), size);
  }
}
