package zveno.node.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import zveno.node.storage.RocksBatch;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreCopy;
import zveno.node.storage.StoreSettings;
import zveno.node.storage.errors.StoreRefusedException;
import zveno.node.storage.folder.FolderNames;
import zveno.node.tls.MutualTls;

/**
 * That a node is a member of a cluster. Its folder says so, too: in it is the file {@code
 * cluster/member}, which {@code zveno cluster begin} writes once, before the first start. A member
 * whose disk was lost has no such file, and does not begin again by itself: what it had confirmed
 * would count as forgotten.
 *
 * @param cluster the cluster
 * @param self which member this is
 * @param folder the node's folder
 * @param tls how the members know each other; nothing if they trust whatever reaches them
 */
public record Membership(
    ClusterFile cluster, ClusterFile.Member self, Path folder, Optional<MutualTls> tls) {

  /** Where the member's log is. */
  public Path log() {
    return folder.resolve("cluster");
  }

  private Path mark() {
    return log().resolve("member");
  }

  private String named() {
    return cluster.id() + " " + self.name() + "\n";
  }

  /** The same if the member comes to a cluster that runs. */
  private String namedLater() {
    return cluster.id() + " " + self.name() + " later\n";
  }

  /**
   * Has the member come to a cluster that ran before it? Then the others decide when it has a vote.
   *
   * @throws StoreRefusedException if the folder is not this member's
   */
  public boolean cameLater() {
    return check().equals(namedLater());
  }

  /** Can other machines reach the member's log without showing who they are? */
  public boolean isOpen() {
    return tls.isEmpty() && !self.isLoopback();
  }

  /**
   * Prepares a new folder for the first start of a new cluster's member.
   *
   * @throws StoreRefusedException if there is something in it
   */
  public void begin() {
    begin(Optional.empty());
  }

  /**
   * Prepares a new folder for a member that comes to a cluster which runs.
   *
   * @param backup a copy of the folder of another member
   * @throws StoreRefusedException if there is something in the folder, or if this is no such copy
   */
  public void beginFrom(Path backup) {
    begin(Optional.of(backup));
  }

  private void take(Path backup) {
    StoreCopy.restore(backup, folder);
    try (RocksStore store = RocksStore.open(StoreSettings.in(folder))) {
      if (store.live().applied().isEmpty()) {
        throw new StoreRefusedException(backup + " is not a copy of a cluster member's folder");
      }
      RocksBatch batch = store.begin();
      batch.nodeId(UUID.randomUUID().toString().replace("-", ""));
      store.commit(batch);
    }
  }

  private void begin(Optional<Path> backup) {
    try {
      if (Files.exists(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          if (files.findAny().isPresent()) {
            throw new StoreRefusedException(
                folder + " is not empty; a member begins in a folder of its own");
          }
        }
      }
      backup.ifPresent(this::take);
      FolderNames.create(log());
      Path mark = mark();
      Files.writeString(mark, backup.isPresent() ? namedLater() : named());
      FolderNames.sync(mark);
      FolderNames.sync(log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes sure that the folder is this member's.
   *
   * @return what the folder says of it
   * @throws StoreRefusedException if it is not
   */
  private String check() {
    Path mark = mark();
    if (Files.notExists(mark)) {
      throw new StoreRefusedException(
          folder
              + " belongs to no member of a cluster; zveno cluster begin prepares a new folder once"
              + " (not if this member has lost its disk: docs/cluster.md)");
    }
    try {
      String found = Files.readString(mark);
      if (!found.equals(named()) && !found.equals(namedLater())) {
        throw new StoreRefusedException(
            folder + " belongs to the member " + found.strip() + ", not to " + named().strip());
      }
      return found;
    } catch (IOException e) {
      throw new StoreRefusedException(mark + " cannot be read (" + e + ")", e);
    }
  }
}
