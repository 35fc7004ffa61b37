package zveno.node.sync;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import zveno.node.peers.PeerAddress;
import zveno.node.service.ChainService;

/** Parts of sync, joined as a node joins them. */
public final class SyncParts {

  private SyncParts() {}

  /** A resolver that shares its memory with nothing else. */
  public static Resolver resolver(
      ChainService service,
      Supplier<List<PeerAddress>> everybody,
      PeerClient client,
      ChainLimits limits,
      ExecutorService threads) {
    return resolver(
        service, everybody, client, limits, new BlockMemory(service.largeBlocks()), threads);
  }

  /** A resolver that reads blocks within this budget. */
  public static Resolver resolver(
      ChainService service,
      Supplier<List<PeerAddress>> everybody,
      PeerClient client,
      ChainLimits limits,
      BlockMemory memory,
      ExecutorService threads) {
    NodeCalls calls =
        new NodeCalls(client, service.rules().codec(), Patience.DEFAULT, 0);
    return new Resolver(
        service,
        everybody,
        client,
        new ToldChains(service, limits, memory),
        new CatchUp(service, calls, limits, memory, threads),
        threads);
  }

  /** What fetches blocks, and shares its memory with nothing else. */
  public static CatchUp catchUp(
      ChainService service, NodeCalls calls, ChainLimits limits, ExecutorService threads) {
    return new CatchUp(service, calls, limits, new BlockMemory(service.largeBlocks()), threads);
  }

  /** What reads whole chains, and shares its memory with nothing else. */
  public static ToldChains chains(ChainService service, ChainLimits limits) {
    return new ToldChains(service, limits, new BlockMemory(service.largeBlocks()));
  }
}
