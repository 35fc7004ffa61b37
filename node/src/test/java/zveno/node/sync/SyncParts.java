package zveno.node.sync;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import zveno.node.peerclient.PeerClient;
import zveno.node.peerclient.Timeouts;
import zveno.node.peers.PeerAddress;
import zveno.node.protocol.BlockMemoryBudget;
import zveno.node.protocol.ChainLimits;
import zveno.node.protocol.NodeCalls;
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
        service, everybody, client, limits, new BlockMemoryBudget(service.largeBlocks()), threads);
  }

  /** A resolver that reads blocks within this budget. */
  public static Resolver resolver(
      ChainService service,
      Supplier<List<PeerAddress>> everybody,
      PeerClient client,
      ChainLimits limits,
      BlockMemoryBudget memory,
      ExecutorService threads) {
    NodeCalls calls = new NodeCalls(client, service.rules().codec(), Timeouts.DEFAULT, 0);
    return new Resolver(
        service,
        everybody,
        client,
        new WholeChainReader(service, limits, memory),
        new BlockSync(service, calls, limits, memory, early(service, limits), threads),
        threads);
  }

  /** What fetches blocks, and shares its memory with nothing else. */
  public static BlockSync catchUp(
      ChainService service, NodeCalls calls, ChainLimits limits, ExecutorService threads) {
    return new BlockSync(
        service,
        calls,
        limits,
        new BlockMemoryBudget(service.largeBlocks()),
        early(service, limits),
        threads);
  }

  /** What takes pushed blocks, and shares its memory with nothing else. */
  public static PushedBlocks pushed(ChainService service, ChainLimits limits) {
    return pushed(service, limits, early(service, limits));
  }

  /** The same with what keeps blocks that are too early. */
  static PushedBlocks pushed(ChainService service, ChainLimits limits, EarlyBlocks early) {
    return new PushedBlocks(service, limits, new BlockMemoryBudget(service.largeBlocks()), early);
  }

  /** What keeps blocks that are too early, on a thread of its own. */
  static EarlyBlocks early(ChainService service, ChainLimits limits) {
    return new EarlyBlocks(service, limits, Executors.newVirtualThreadPerTaskExecutor());
  }

  /** What reads whole chains, and shares its memory with nothing else. */
  public static WholeChainReader chains(ChainService service, ChainLimits limits) {
    return new WholeChainReader(service, limits, new BlockMemoryBudget(service.largeBlocks()));
  }
}
