package zveno.node.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.TextEncoding;
import zveno.node.http.access.Token;

/**
 * A file whose first line is a token.
 *
 * @param option the option that names it
 */
public record TokenFile(String option, Path path) {

  private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);

  /** More than any line that is a token, and the end of it. */
  private static final int ENOUGH = 4 * Token.MAX_LENGTH;

  private static final Set<PosixFilePermission> OTHERS_READ =
      Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

  /**
   * The token, as it is compared.
   *
   * @throws CommandException if there is none
   */
  Token read() {
    return token(secret());
  }

  /**
   * The token, as it is sent.
   *
   * @throws CommandException if there is none
   */
  public String secret() {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = TextEncoding.withoutMark(in.readNBytes(ENOUGH));
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      String secret = text.lines().findFirst().orElse("").strip();
      var _ = token(secret);
      warnIfOthersCanRead(path);
      return secret;
    } catch (DecodeException e) {
      throw CommandException.badInput(option + ": " + path + ": " + e.getMessage());
    } catch (NoSuchFileException e) {
      throw CommandException.badInput(option + ": no such file: " + path);
    } catch (IOException e) {
      throw CommandException.badInput(option + ": " + path + " cannot be read: " + e.getMessage());
    }
  }

  private Token token(String secret) {
    try {
      return Token.of(secret);
    } catch (DecodeException e) {
      throw CommandException.badInput(
          option + ": the first line of " + path + ": " + e.getMessage());
    }
  }

  static void warnIfOthersCanRead(Path path) throws IOException {
    boolean posix = Files.getFileStore(path).supportsFileAttributeView("posix");
    if (posix && Files.getPosixFilePermissions(path).stream().anyMatch(OTHERS_READ::contains)) {
      LOG.warn("{} can be read by other users than its owner: chmod 600 keeps it secret", path);
    }
  }
}
