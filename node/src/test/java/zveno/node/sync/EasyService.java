package zveno.node.sync;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
import zveno.kernel.model.EntryId;
import zveno.kernel.rules.classic.Blocks;
import zveno.node.service.ChainService;
import zveno.node.service.ServiceLimits;
import zveno.node.storage.RocksStore;

/** A chain of our own under {@link Blocks#EASY}, whose first block is no neighbour's. */
final class EasyService {

  private EasyService() {}

  /** Not started yet. */
  static ChainService over(RocksStore store) {
    return over(store, failure -> {});
  }

  /** The same; somebody hears of failures. */
  static ChainService over(RocksStore store, Consumer<Throwable> onFailure) {
    return new ChainService(
        Blocks.EASY,
        store,
        () -> Blocks.EASY.templates().genesis(Instant.ofEpochSecond(1)),
        ServiceLimits.DEFAULT,
        Clock.systemUTC(),
        () -> new EntryId(UUID.randomUUID()),
        onFailure);
  }
}
