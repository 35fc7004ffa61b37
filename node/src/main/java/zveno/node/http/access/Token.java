package zveno.node.http.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;

/** A secret that calls must carry to change something. Never printed. */
public final class Token {

  /** The least number of characters. */
  public static final int SHORTEST = 16;

  /** The greatest number of characters. */
  public static final int MAX_LENGTH = 1_024;

  /** Compared instead of the secret itself, so that its length cannot be measured either. */
  private final Hash digest;

  private Token(Hash digest) {
    this.digest = digest;
  }

  /**
   * The token that is this secret.
   *
   * @throws DecodeException if it is too short, too long, or not visible ASCII; the message says
   *     so, and not what it is
   */
  public static Token of(String secret) throws DecodeException {
    if (!secret.chars().allMatch(c -> c > ' ' && c <= '~')) {
      throw new DecodeException("a token may contain only visible ASCII characters");
    }
    if (secret.length() < SHORTEST || secret.length() > MAX_LENGTH) {
      throw new DecodeException(
          "a token must have "
              + SHORTEST
              + " to "
              + MAX_LENGTH
              + " characters, not "
              + secret.length());
    }
    return new Token(digest(secret));
  }

  private static Hash digest(String text) {
    return Hash.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether this is the secret. Takes as long for a nearly right one as for any other. */
  public boolean matches(String given) {
    return MessageDigest.isEqual(digest.toBytes(), digest(given).toBytes());
  }

  @Override
  public String toString() {
    return "a token";
  }
}
