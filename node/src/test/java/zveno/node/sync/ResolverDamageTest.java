package zveno.node.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.Chain;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.classic.Blocks;
import zveno.node.peerclient.PeerClient;
import zveno.node.peerclient.Timeouts;
import zveno.node.peers.PeerPolicy;
import zveno.node.peers.RegisteredPeers;
import zveno.node.protocol.ChainLimits;
import zveno.node.service.ChainService;
import zveno.node.service.EasyService;
import zveno.node.service.UnavailableException;
import zveno.node.storage.RocksBatch;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;

/** Resolving when the disk is full, fails or is damaged, and what is left on it. */
@Tag("slow")
@Timeout(120)
class ResolverDamageTest {

  private static final RuleSet RULES = Blocks.EASY;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<StubPeer> peers = new ArrayList<>();
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private RocksStore store;
  private ChainService service;
  private RegisteredPeers book;
  private PeerClient client;
  private Resolver resolver;

  private void node(StoreSettings settings) {
    store = RocksStore.open(settings);
    service = EasyService.over(store, failure::complete);
    service.start();
    book = new RegisteredPeers(store, PeerPolicy.ANY, store::commit);
    client = new PeerClient(PeerPolicy.ANY, "us", Timeouts.DEFAULT);
    resolver = SyncParts.resolver(service, book::all, client, ChainLimits.DEFAULT, threads);
  }

  @AfterEach
  void close() throws IOException {
    for (StubPeer peer : peers) {
      peer.close();
    }
    client.close();
    service.close();
    threads.shutdownNow();
    try {
      store.close();
    } catch (RuntimeException e) {
      System.out.println("closing: " + e.getMessage()); // where the mark was broken
    }
  }

  private void register(StubPeer peer) {
    peers.add(peer);
    book.register(List.of(peer.address()));
  }

  /** The sweeper tells nobody when it is through; the test's timeout bounds it. */
  @Test
  void offersThatAreNotNeededAreSwept() throws Exception {
    node(StoreSettings.ephemeral());
    register(StubPeer.saying(ToldChain.json(ToldChain.of("ann", 7))));
    register(StubPeer.saying(ToldChain.json(ToldChain.of("bob", 5))));
    register(StubPeer.saying(ToldChain.json(ToldChain.of("carol", 7))));
    assertThat(resolver.resolve()).isTrue();
    EasyService.awaitSwept(store);
  }

  @Test
  void aChainWhoseAdoptionIsOnDiskIsNotSweptAway(@TempDir Path folder) throws Exception {
    node(StoreSettings.in(folder));
    register(StubPeer.saying(ToldChain.json(ToldChain.of("ann", 7))));
    breakTheMark();
    try {
      resolver.resolve();
    } catch (UnavailableException e) {
      assertThat(e).hasMessageContaining("stopped writing");
    }
    // what the next start would find, now and a while later: a sweep would come by itself
    long end = System.nanoTime() + Duration.ofMillis(500).toNanos();
    while (System.nanoTime() < end) {
      Chain next = new Chain(RULES, store, 1000);
      assertThat(next.tip().height()).isIn(1L, 7L);
    }
  }

  /** The next write to the file ACKNOWLEDGED fails, as with EIO; the engine is well. */
  private void breakTheMark() throws Exception {
    Field ground = RocksStore.class.getDeclaredField("ground");
    ground.setAccessible(true);
    Object workedIn = ground.get(store);
    Field mark = workedIn.getClass().getDeclaredField("mark");
    mark.setAccessible(true);
    Field file = mark.get(workedIn).getClass().getDeclaredField("file");
    file.setAccessible(true);
    ((RandomAccessFile) file.get(mark.get(workedIn))).close();
  }

  @Test
  @LongRunning
  void aChainThatDoesNotFitOnTheDiskDoesNotFillItForEver(@TempDir Path disk) throws Exception {
    assumeTrue(
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=64m", "none", disk.toString())
                .start()
                .waitFor()
            == 0,
        "SKIPPED: a small file system cannot be mounted here (only root may)");
    try {
      node(StoreSettings.in(disk.resolve("node")));
      Random random = new Random(1);
      byte[] noise = new byte[300_000];
      random.nextBytes(noise);
      String text = HexFormat.of().formatHex(noise);
      List<Block> big =
          ToldChain.of("ann", 160, Blocks.transaction("{\"sender\": \"" + text + "\"}"));
      register(StubPeer.saying(ToldChain.json(big)));
      assertThat(resolver.resolve()).isFalse();
      EasyService.awaitSwept(store);
      while (!takes(Blocks.transaction("{\"amount\": 1}"))) {
        Thread.sleep(20); // it looks at the disk now and then
      }
    } finally {
      close();
      new ProcessBuilder("umount", disk.toString()).start().waitFor();
    }
  }

  private boolean takes(Transaction words) {
    try {
      service.submit(List.of(words));
      return true;
    } catch (UnavailableException e) {
      return false;
    }
  }

  @Test
  void damageFoundWhileResolvingEndsTheNode() throws Exception {
    node(StoreSettings.ephemeral());
    RocksBatch batch = store.begin();
    Block first = service.tipBlock();
    batch.remove(new BlockPosition(1, 1), first.id(), List.of());
    store.commit(batch);
    service.submit(List.of(Blocks.transaction("{\"amount\": 1}"))); // a new moment
    register(StubPeer.saying(ToldChain.json(ToldChain.of("ann", 7))));
    resolver.resolve();
    assertThat(failure).isDone();
  }
}
