package zveno.node.http.access;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.TextEncoding;

/**
 * A file of {@link Tokens}, which is read again when it has changed. All new tokens apply at once;
 * an invalid file is logged, and the old tokens remain.
 */
public final class TokensFile implements TokenSource {

  private static final Logger LOG = LoggerFactory.getLogger(TokensFile.class);

  /** How long after a change at the latest. */
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private static final int MAX_BYTES = 4 << 20;

  private final Path path;
  private String seen;
  private volatile Tokens current;
  private @Nullable Thread thread;

  /**
   * @throws DecodeException if it cannot be read or is not right; the message names it
   */
  public TokensFile(Path path) throws DecodeException {
    this.path = path;
    this.seen = look();
    this.current = read();
  }

  private Tokens read() throws DecodeException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new DecodeException(path + " has more than " + MAX_BYTES + " bytes");
      }
      return Tokens.parse(new String(TextEncoding.withoutMark(bytes), StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      throw new DecodeException("no such file: " + path);
    } catch (IOException e) {
      throw new DecodeException(path + " cannot be read: " + e.getMessage());
    } catch (DecodeException e) {
      throw new DecodeException(path + ": " + e.getMessage());
    }
  }

  /** Changes when the file is written, or when another takes its place. */
  private String look() {
    try {
      var attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return attributes.lastModifiedTime() + "/" + attributes.size() + "/" + attributes.fileKey();
    } catch (IOException e) {
      return "none";
    }
  }

  @Override
  public Tokens now() {
    return current;
  }

  /** Reads the file if it has changed. For one thread. */
  public void refresh() {
    String found = look();
    if (found.equals(seen)) {
      return;
    }
    seen = found;
    try {
      Tokens read = read();
      current = read;
      LOG.info("loaded new tokens from {}: {}", path, read);
    } catch (DecodeException e) {
      LOG.warn("the old tokens remain in use: {}", e.getMessage());
    }
  }

  @Override
  public void start() {
    thread = Thread.ofVirtual().name("tokens").start(this::watch);
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(INTERVAL);
        refresh();
      }
    } catch (InterruptedException e) {
      LOG.debug("the token file is no longer watched");
    }
  }

  @Override
  public void close() {
    if (thread != null) {
      thread.interrupt();
    }
  }
}
