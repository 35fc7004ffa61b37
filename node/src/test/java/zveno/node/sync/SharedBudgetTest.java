package zveno.node.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import zveno.node.peerclient.PeerClient;
import zveno.node.peerclient.Timeouts;
import zveno.node.peers.PeerPolicy;
import zveno.node.protocol.BlockMemoryBudget;
import zveno.node.protocol.ChainLimits;
import zveno.node.service.ChainService;
import zveno.node.service.EasyService;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;

/** Whoever reads blocks of peers does so within one budget. */
@Tag("slow")
class SharedBudgetTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final RocksStore store = RocksStore.open(StoreSettings.ephemeral());
  private final ChainService service = EasyService.over(store);
  private final PeerClient client = new PeerClient(PeerPolicy.ANY, "us", Timeouts.DEFAULT);
  private final BlockMemoryBudget memory = new BlockMemoryBudget(service.largeBlocks());

  SharedBudgetTest() {
    service.start();
  }

  @AfterEach
  void close() {
    client.close();
    service.close();
    threads.shutdownNow();
    store.close();
  }

  @Test
  void aBlockAbove64KiBThatOneTellsWaitsForThoseThatOthersRead() throws Exception {
    for (int i = 0; i < BlockMemoryBudget.MAX_MEDIUM; i++) {
      memory.enterMedium(); // other conversations are at such a block
    }
    String wide = "x".repeat(8 * BlockMemoryBudget.SMALL);
    try (StubPeer peer = StubPeer.saying(ToldChain.json(ToldChain.of(wide, 3)))) {
      Resolver resolver =
          SyncParts.resolver(
              service, () -> List.of(peer.address()), client, ChainLimits.DEFAULT, memory, threads);
      Future<Boolean> resolved = threads.submit(resolver::resolve);
      awaitOneThatWaits(resolved);
      assertThat(service.tip().height()).isEqualTo(1);

      memory.leaveMedium();
      assertThat(resolved.get(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(service.tip().height()).isEqualTo(3);
    }
  }

  private void awaitOneThatWaits(Future<Boolean> resolved) throws Exception {
    long begin = System.nanoTime();
    while (memory.waiting() == 0) {
      assertThat(resolved.isDone() ? resolved.get() : null).as("it has not waited").isNull();
      assertThat(System.nanoTime() - begin).isLessThan(LONG.toNanos());
      Thread.onSpinWait();
    }
  }
}
