package zveno.node.cluster;

import java.nio.file.Path;
import java.util.function.Consumer;
import zveno.node.service.ChainService;
import zveno.node.service.ReplicatedLog;

/**
 * The port to what keeps the log of a cluster, found by {@link java.util.ServiceLoader}: the module
 * {@code cluster} has the one that there is.
 */
public interface LogKeeper {

  /** A log that is kept; closing it leaves the cluster's other members alone. */
  interface KeptLog extends ReplicatedLog, AutoCloseable {

    /**
     * Begins to take part. Entries that the others have and this member lacks are applied from now
     * on.
     */
    void start();

    @Override
    void close();
  }

  /**
   * Opens the log of a member.
   *
   * @param member which member of which cluster
   * @param folder where the log's files are
   * @param service applies what the log holds
   * @param onFailure hears why the member cannot continue; then the node must end
   */
  KeptLog open(Membership member, Path folder, ChainService service, Consumer<Throwable> onFailure);
}
