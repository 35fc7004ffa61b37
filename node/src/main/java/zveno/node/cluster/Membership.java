package zveno.node.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
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

  /** Can other machines reach the member's log without showing who they are? */
  public boolean isOpen() {
    return tls.isEmpty() && !self.isLoopback();
  }

  /**
   * Prepares a new folder for the first start.
   *
   * @throws StoreRefusedException if there is something in it
   */
  public void begin() {
    try {
      if (Files.exists(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          if (files.findAny().isPresent()) {
            throw new StoreRefusedException(
                folder + " is not empty; a member begins in a folder of its own");
          }
        }
      }
      FolderNames.create(log());
      Path mark = mark();
      Files.writeString(mark, named());
      FolderNames.sync(mark);
      FolderNames.sync(log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes sure that the folder is this member's.
   *
   * @throws StoreRefusedException if it is not
   */
  public void check() {
    Path mark = mark();
    if (Files.notExists(mark)) {
      throw new StoreRefusedException(
          folder
              + " belongs to no member of a cluster; zveno cluster begin prepares a new folder once"
              + " (not if this member has lost its disk: docs/cluster.md)");
    }
    try {
      String found = Files.readString(mark);
      if (!found.equals(named())) {
        throw new StoreRefusedException(
            folder + " belongs to the member " + found.strip() + ", not to " + named().strip());
      }
    } catch (IOException e) {
      throw new StoreRefusedException(mark + " cannot be read (" + e + ")", e);
    }
  }
}
