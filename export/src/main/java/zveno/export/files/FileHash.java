package zveno.export.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.Sha256;

/** The SHA-256 of a file's bytes. */
final class FileHash {

  private FileHash() {}

  static Hash of(Path file) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    byte[] piece = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        digest.update(piece, 0, read);
      }
    }
    return Hash.copiedFrom(digest.digest(), 0);
  }
}
