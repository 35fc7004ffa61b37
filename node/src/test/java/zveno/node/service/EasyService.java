package zveno.node.service;

import java.math.BigInteger;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Consumer;
import zveno.ThreadFailures;
import zveno.kernel.chain.StaleBlocks;
import zveno.kernel.model.Block;
import zveno.kernel.model.EntryId;
import zveno.kernel.rules.BlockTemplate;
import zveno.kernel.rules.classic.Blocks;
import zveno.node.service.MiningResult.Mined;
import zveno.node.storage.RocksStore;

/** A {@link ChainService} under {@link Blocks#EASY}, for tests that need no node around it. */
public final class EasyService {

  private EasyService() {}

  /** Not started yet; a failure of the store fails the test. */
  public static ChainService over(RocksStore store) {
    return over(store, Blocks.genesis(Blocks.EASY, 1));
  }

  /** The same with a first block that a test's peers have, too. */
  public static ChainService over(RocksStore store, Block genesis) {
    return over(store, genesis, Clock.systemUTC(), ThreadFailures::report);
  }

  /**
   * A service over a store.
   *
   * @param onFailure hears of a failure of the store
   */
  public static ChainService over(RocksStore store, Consumer<Throwable> onFailure) {
    return over(store, Blocks.genesis(Blocks.EASY, 1), Clock.systemUTC(), onFailure);
  }

  /** The same in another time. */
  static ChainService over(RocksStore store, Clock clock) {
    return over(store, Blocks.genesis(Blocks.EASY, 1), clock, ThreadFailures::report);
  }

  /** The same within other limits. */
  public static ChainService over(RocksStore store, ServiceLimits limits) {
    return over(
        store, Blocks.genesis(Blocks.EASY, 1), Clock.systemUTC(), ThreadFailures::report, limits);
  }

  private static ChainService over(
      RocksStore store, Block genesis, Clock clock, Consumer<Throwable> onFailure) {
    return over(store, genesis, clock, onFailure, ServiceLimits.DEFAULT);
  }

  private static ChainService over(
      RocksStore store,
      Block genesis,
      Clock clock,
      Consumer<Throwable> onFailure,
      ServiceLimits limits) {
    return new ChainService(
        Blocks.EASY,
        store,
        () -> genesis,
        limits,
        clock,
        () -> new EntryId(UUID.randomUUID()),
        onFailure);
  }

  /** Waits until no blocks are left that nothing leads to; the test's timeout bounds it. */
  public static void awaitSwept(RocksStore store) throws InterruptedException {
    while (!StaleBlocks.in(store.live()).isEmpty()) {
      Thread.sleep(5); // the sweeper has no event to wait for
    }
  }

  /** Mines a block with all that waits. */
  public static Block mine(ChainService service, String miner) {
    BlockTemplate template = service.template(miner);
    BigInteger proof = Blocks.proof(service.rules(), template.parent());
    if (service.offer(template, proof) instanceof Mined mined) {
      return mined.block();
    }
    throw new AssertionError("not mined");
  }
}
