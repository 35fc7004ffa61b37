package zveno.node.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.node.storage.RocksStore;
import zveno.node.storage.errors.StoreException;

/**
 * Serves the owner of the node's folder. The only command is a copy of the store, which the node
 * makes inside its own folder; the client moves it elsewhere with its own rights. So a client
 * cannot make the node write where the client itself could not.
 *
 * <p>A conversation: {@code backup} is answered by {@code ok} and the number of a commit that the
 * copy contains at least, or by {@code no} and the reason. The copy is there as long as the
 * connection is.
 */
public final class ControlServer implements AutoCloseable {

  static final String BACKUP = "backup";
  static final String OK = "ok ";
  static final String NO = "no ";

  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

  /** Longer than anything that can be asked. */
  private static final int MAX_LINE = 100;

  private final RocksStore store;
  private final Path folder;
  private final ServerSocketChannel server;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private final Semaphore one = new Semaphore(1);
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("control-", 0).factory());

  private ControlServer(RocksStore store, Path folder, ServerSocketChannel server) {
    this.store = store;
    this.folder = folder;
    this.server = server;
    threads.execute(this::accept);
  }

  /** Begins to listen for the owner of a store's folder; a node without that is still a node. */
  public static AutoCloseable listen(RocksStore store) {
    if (store.folder().isEmpty()) {
      return () -> {};
    }
    Path folder = store.folder().get();
    try {
      return new ControlServer(store, folder, ControlSocket.listen(folder));
    } catch (IOException | UnsupportedOperationException e) {
      LOG.warn("backups need a stopped node: no control socket in {}: {}", folder, e);
      return () -> {};
    }
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        open.add(client);
        threads.execute(() -> converse(client));
      }
    } catch (IOException e) {
      LOG.debug("the control socket is closed: {}", e.toString());
    }
  }

  private void converse(SocketChannel client) {
    try (client;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(Channels.newInputStream(client), StandardCharsets.US_ASCII));
        Writer out = Channels.newWriter(client, StandardCharsets.UTF_8)) {
      String asked = line(in);
      if (!asked.equals(BACKUP)) {
        tell(out, NO + "unknown command");
      } else if (one.tryAcquire()) {
        try {
          backUp(in, out);
        } finally {
          one.release();
        }
      } else {
        tell(out, NO + "another backup is being made");
      }
    } catch (IOException e) {
      LOG.debug("a control connection ended: {}", e.toString());
    } finally {
      open.remove(client);
    }
  }

  private static String line(BufferedReader in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n' && line.length() < MAX_LINE; c = in.read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  private void backUp(BufferedReader in, Writer out) throws IOException {
    try {
      long commit = store.stageCopy();
      LOG.info("making a backup of everything up to commit {}", commit);
      tell(out, OK + commit);
      while (in.read() >= 0) {
        // until the owner has the copy, or has disconnected
      }
    } catch (StoreException | IllegalStateException e) {
      LOG.warn("the backup failed: {}", e.getMessage());
      tell(out, NO + e.getMessage());
    } finally {
      store.dropStagedCopy();
    }
  }

  private static void tell(Writer out, String line) throws IOException {
    out.write(line.replace('\n', ' ') + "\n");
    out.flush();
  }

  /** Listens no more, and breaks off what is under way. */
  @Override
  public void close() {
    try {
      server.close();
      ControlSocket.remove(folder);
      for (SocketChannel client : open) {
        client.close();
      }
    } catch (IOException e) {
      LOG.warn("the control socket in {} cannot be removed: {}", folder, e.toString());
    }
    threads.close();
  }
}
