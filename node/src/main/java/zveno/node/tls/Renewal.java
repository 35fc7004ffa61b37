package zveno.node.tls;

import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks at intervals whether a server's certificate was renewed. An invalid new one is logged and
 * not used.
 */
public final class Renewal implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Renewal.class);

  private final TlsFiles files;
  private final Duration interval;
  private final Consumer<Identity> onChange;
  private final Thread thread;

  /**
   * Begins to look.
   *
   * @param interval how long to wait between two looks
   * @param onChange takes the new one, on a thread of this class
   */
  public Renewal(TlsFiles files, Duration interval, Consumer<Identity> onChange) {
    this.files = files;
    this.interval = interval;
    this.onChange = onChange;
    this.thread = Thread.ofVirtual().name("certificates").start(this::look);
  }

  private void look() {
    while (true) {
      try {
        Thread.sleep(interval);
        files.reread().ifPresent(this::use);
      } catch (InterruptedException e) {
        return;
      } catch (PemException e) {
        LOG.warn("the old certificate remains in use: {}", e.getMessage());
      }
    }
  }

  private void use(Identity identity) {
    onChange.accept(identity);
    LOG.info(
        "loaded a new certificate from {}, valid until {}",
        files,
        identity.chain().getFirst().getNotAfter().toInstant());
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
