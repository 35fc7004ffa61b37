package zveno.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import zveno.node.cluster.LogKeeper;
import zveno.node.cluster.Membership;
import zveno.node.service.ChainService;

/** Keeps logs of clusters with Apache Ratis. Found by {@link java.util.ServiceLoader}. */
public final class RatisLogKeeper implements LogKeeper {

  @Override
  public KeptLog open(
      Membership member, Path folder, ChainService service, Consumer<Throwable> onFailure) {
    try {
      return RatisLoader.within(() -> new RatisLog(member, folder, service, onFailure));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
