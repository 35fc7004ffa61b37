package zveno.export.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.StreamHash;

/** The SHA-256 of a file's bytes. */
final class FileHash {

  private FileHash() {}

  static Hash of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return StreamHash.of(in).sha256();
    }
  }
}
