package zveno.node.follow;

import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import zveno.kernel.model.Block;
import zveno.node.peerclient.PeerClient;
import zveno.node.peerclient.SelfDescription;
import zveno.node.peerclient.Timeouts;
import zveno.node.peers.PeerAddressBook;
import zveno.node.peers.PeerPolicy;
import zveno.node.protocol.ChainLimits;
import zveno.node.protocol.NodeCalls;
import zveno.node.service.ChainService;
import zveno.node.service.EasyService;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;
import zveno.node.sync.SyncParts;

/**
 * A running node as far as its peers see it, with a chain of one block: it follows, and no more.
 */
final class FollowingNode implements AutoCloseable {

  private final Set<Thread> alive = ConcurrentHashMap.newKeySet();
  final ExecutorService threads = Executors.newThreadPerTaskExecutor(counted());
  final RocksStore store = RocksStore.open(StoreSettings.ephemeral());
  final ChainService service;
  final PeerClient client;
  final PeerManager peers;

  FollowingNode(
      Block genesis,
      SelfDescription ourselves,
      Timeouts patience,
      ChainLimits limits,
      FollowSettings settings) {
    service = EasyService.over(store, genesis);
    service.start();
    client = new PeerClient(PeerPolicy.ANY, ourselves, patience);
    NodeCalls calls = new NodeCalls(client, service.rules().codec(), patience, 1);
    peers =
        new PeerManager(
            service,
            new PeerAddressBook(store, PeerPolicy.ANY, List.of(), new Random(1), store::commit),
            client,
            calls,
            SyncParts.catchUp(service, calls, limits, threads),
            SyncParts.chains(service, limits),
            settings,
            threads,
            Clock.systemUTC(),
            new Random(1));
    peers.start();
  }

  /** Virtual threads that are known until they end. */
  private ThreadFactory counted() {
    return task ->
        Thread.ofVirtual()
            .unstarted(() -> {
              alive.add(Thread.currentThread());
              try {
                task.run();
              } finally {
                alive.remove(Thread.currentThread());
              }
            });
  }

  /** Looks again and again at what tells nobody when it changes; the test's timeout bounds it. */
  static void until(BooleanSupplier so) throws InterruptedException {
    while (!so.getAsBoolean()) {
      Thread.sleep(5);
    }
  }

  /** Returns when no thread of the node's peers is at work any more. */
  void endConversations() throws InterruptedException {
    peers.close();
    for (Thread thread : List.copyOf(alive)) {
      thread.join(); // the test's timeout bounds it
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    client.close();
    service.close();
    store.close();
  }
}
