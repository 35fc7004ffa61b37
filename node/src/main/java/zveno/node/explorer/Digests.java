package zveno.node.explorer;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** SHA-256, in the two ways of writing that pages need. */
final class Digests {

  private Digests() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  /** As a Content-Security-Policy names a script: {@code sha256-} and base64. */
  static String ofScript(byte[] bytes) {
    return "sha256-" + Base64.getEncoder().encodeToString(sha256().digest(bytes));
  }
}
