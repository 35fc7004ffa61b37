package zveno.node.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.Field;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zveno.kernel.chain.Chain;
import zveno.kernel.chain.Garbage;
import zveno.kernel.chain.Location;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.mining.DecimalSearch;
import zveno.kernel.mining.Difficulty;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;
import zveno.kernel.pool.EntryId;
import zveno.kernel.rules.Draft;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.classic.ClassicRules;
import zveno.kernel.rules.classic.ProofRule;
import zveno.node.peers.AddressBook;
import zveno.node.service.ChainService;
import zveno.node.service.ServiceLimits;
import zveno.node.service.UnavailableException;
import zveno.node.storage.RocksBatch;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;

/** Resolving when the disk is full, fails or is damaged, and what is left on it. */
class ResolverDamageTest {

  private static final RuleSet RULES = ClassicRules.open(ProofRule.CLASSIC, new Difficulty(1));

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<StubPeer> peers = new ArrayList<>();
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private RocksStore store;
  private ChainService service;
  private AddressBook book;
  private PeerClient client;
  private Resolver resolver;

  private void node(StoreSettings settings) {
    store = RocksStore.open(settings);
    service =
        new ChainService(
            RULES,
            store,
            () -> RULES.genesis(Instant.ofEpochSecond(1)),
            ServiceLimits.DEFAULT,
            Clock.systemUTC(),
            () -> new EntryId(UUID.randomUUID()),
            failure::complete);
    service.start();
    book = new AddressBook(store);
    client = new PeerClient(Patience.DEFAULT, threads);
    resolver = new Resolver(service, book, client, ChainLimits.DEFAULT, threads);
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

  static List<Block> chain(String miner, int length, List<Transaction> each) {
    List<Block> blocks = new ArrayList<>(List.of(RULES.genesis(Instant.ofEpochSecond(99))));
    while (blocks.size() < length) {
      Block last = blocks.getLast();
      BigInteger proof = DecimalSearch.smallest(RULES.puzzle(last), () -> false).orElseThrow();
      Instant time = Instant.ofEpochSecond(100 + blocks.size());
      blocks.add(RULES.assemble(new Draft(last, each, miner, time), proof));
    }
    return blocks;
  }

  private static String told(List<Block> chain) {
    return chain.stream()
        .map(block -> new String(block.bytes(), StandardCharsets.US_ASCII))
        .collect(Collectors.joining(",", "{\"chain\":[", "],\"length\":1}"));
  }

  static Transaction words(String json) {
    try {
      return new Transaction(
          JsonValue.parse(json.getBytes(StandardCharsets.UTF_8), JsonLimits.defaults()));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private List<Garbage> garbageAfter(Duration wait) throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    while (System.nanoTime() < end && !Garbage.in(store.live()).isEmpty()) {
      Thread.sleep(50);
    }
    return Garbage.in(store.live());
  }

  @Test
  void offersThatAreNotNeededAreSwept() throws Exception {
    node(StoreSettings.ephemeral());
    register(StubPeer.saying(told(chain("ann", 7, List.of()))));
    register(StubPeer.saying(told(chain("bob", 5, List.of()))));
    register(StubPeer.saying(told(chain("carol", 7, List.of()))));
    assertThat(resolver.resolve()).isTrue();
    assertThat(garbageAfter(Duration.ofSeconds(3))).isEmpty();
  }

  @Test
  void aChainWhoseAdoptionIsOnDiskIsNotSweptAway(@TempDir Path folder) throws Exception {
    node(StoreSettings.in(folder));
    register(StubPeer.saying(told(chain("ann", 7, List.of()))));
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
      List<Block> big = chain("ann", 160, List.of(words("{\"sender\": \"" + text + "\"}")));
      register(StubPeer.saying(told(big)));
      assertThat(resolver.resolve()).isFalse();
      List<Garbage> left = garbageAfter(Duration.ofSeconds(5));
      String after = "taken";
      for (int i = 0; i < 50; i++) {
        try {
          service.submit(List.of(words("{\"amount\": 1}")));
          after = "taken";
          break;
        } catch (UnavailableException e) {
          after = e.getMessage();
          Thread.sleep(100);
        }
      }
      assertThat(left).isEmpty();
      assertThat(after).isEqualTo("taken");
    } finally {
      close();
      new ProcessBuilder("umount", disk.toString()).start().waitFor();
    }
  }

  @Test
  void damageFoundWhileResolvingEndsTheNode() throws Exception {
    node(StoreSettings.ephemeral());
    RocksBatch batch = store.begin();
    Block first = service.tipBlock();
    batch.remove(new Location(1, 1), first.id(), List.of());
    store.commit(batch);
    service.submit(List.of(words("{\"amount\": 1}"))); // a new moment
    register(StubPeer.saying(told(chain("ann", 7, List.of()))));
    resolver.resolve();
    assertThat(failure).isDone();
  }
}
