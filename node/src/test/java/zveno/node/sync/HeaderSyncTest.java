package zveno.node.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import zveno.ThreadFailures;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.chain.MissingBlockException;
import zveno.kernel.chain.PathReader;
import zveno.kernel.mining.KernelKind;
import zveno.kernel.mining.PowSearch;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.NewBlock;
import zveno.kernel.model.Work;
import zveno.kernel.rules.BlockTemplate;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.PlacedBlock;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.strict.StrictNets.Person;
import zveno.kernel.rules.strict.work.Header;
import zveno.node.peerclient.PeerClient;
import zveno.node.peerclient.Timeouts;
import zveno.node.peers.PeerAddress;
import zveno.node.peers.PeerPolicy;
import zveno.node.protocol.BadChainException;
import zveno.node.protocol.ChainLimits;
import zveno.node.protocol.NodeCalls;
import zveno.node.protocol.PeerTip;
import zveno.node.service.ChainService;
import zveno.node.service.ChainSnapshot;
import zveno.node.service.MiningResult;
import zveno.node.service.ServiceLimits;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;
import zveno.system.Await;

/** A peer's chain is judged by its headers before its blocks are fetched, and by our clock. */
@Tag("slow")
class HeaderSyncTest {

  private static final Person ANN = Person.numbered(1);
  private static final Person BOB = Person.numbered(2);

  private final Genesis genesis = StrictNets.genesis(50, 0, 2, Map.of());
  private final RuleSet rules = StrictNets.rules(genesis.id());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final PeerClient client = new PeerClient(PeerPolicy.ANY, "us", Timeouts.DEFAULT);
  private final SettableClock clock = new SettableClock();
  private final Chain ours = new Chain(clock);
  private final Chain theirs = new Chain(new SettableClock());
  private final List<byte[]> headers = new ArrayList<>();

  /** What the peer makes of a document with blocks. */
  private UnaryOperator<String> change = UnaryOperator.identity();

  /** How many blocks the peer sends at once. */
  private int most = Integer.MAX_VALUE / 2;

  /** From this height on the peer says that it has no blocks, when asked for hashes. */
  private int hiddenFrom = Integer.MAX_VALUE;

  @AfterEach
  void close() {
    client.close();
    threads.shutdownNow();
    ours.close();
    theirs.close();
  }

  /** A clock that stands still until it is set. */
  private static final class SettableClock extends Clock {

    private volatile Instant now = Instant.ofEpochSecond(StrictNets.BEGIN + 1_000);

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  /** A node without HTTP. */
  private final class Chain implements AutoCloseable {

    private final SettableClock clock;
    private final RocksStore store = RocksStore.open(StoreSettings.ephemeral());
    private final ChainService service;

    Chain(SettableClock clock) {
      this(clock, ServiceLimits.DEFAULT);
    }

    Chain(SettableClock clock, ServiceLimits limits) {
      this.clock = clock;
      this.service =
          new ChainService(
              rules,
              store,
              this::begin,
              limits,
              clock,
              () -> new EntryId(UUID.randomUUID()),
              ThreadFailures::report);
      service.start();
    }

    private Block begin() {
      try {
        return rules.codec().block(genesis.canonical(), 1);
      } catch (DecodeException e) {
        throw new IllegalStateException(e);
      }
    }

    void mine(Person miner, int blocks) {
      for (int i = 0; i < blocks; i++) {
        clock.now = clock.now.plusSeconds(10);
        BlockTemplate template = service.template(miner.address().text());
        PowSearch search = PowSearch.of(template.puzzle());
        search.work(KernelKind.SCALAR.newKernels(), () -> false);
        BigInteger solution = search.solution().orElseThrow();
        assertThat(service.offer(template, solution)).isInstanceOf(MiningResult.Mined.class);
      }
    }

    /** A block that could be the next, and is not. */
    Block next(Person miner) {
      BlockTemplate template = service.template(miner.address().text());
      PowSearch search = PowSearch.of(template.puzzle());
      search.work(KernelKind.SCALAR.newKernels(), () -> false);
      return template.solvedBy(search.solution().orElseThrow()).block();
    }

    List<Block> blocks() {
      List<Block> blocks = new ArrayList<>();
      try (ChainSnapshot moment = service.look();
          PathReader reader = moment.blocks(1, moment.tip().height())) {
        while (reader.next()) {
          blocks.add(rules.codec().block(reader.bytes(), reader.height()));
        }
      } catch (DecodeException e) {
        throw new IllegalStateException(e);
      }
      return blocks;
    }

    PeerTip tip() {
      return new PeerTip(service.tip().height(), service.tip().id(), service.tip().chainWork());
    }

    @Override
    public void close() {
      service.close();
      store.close();
    }
  }

  /** Serves their chain, with these headers. */
  private StubPeer peer() throws IOException {
    List<Block> blocks = theirs.blocks();
    headersOf(blocks);
    return StubPeer.answering((line, out) -> answer(line, blocks, out));
  }

  private void headersOf(List<Block> blocks) {
    headers.clear();
    blocks.stream().skip(1).forEach(block -> headers.add(((PlacedBlock) block).header().toBytes()));
  }

  private void answer(String line, List<Block> blocks, OutputStream out) throws IOException {
    String path = line.split(" ")[1];
    if (path.contains("/hashes?heights=")) {
      String hashes =
          Arrays.stream(path.substring(path.indexOf('=') + 1).split(","))
              .map(Integer::parseInt)
              .map(height ->
                  height > blocks.size() || height >= hiddenFrom
                      ? "null"
                      : "\"" + blocks.get(height - 1).id() + "\"")
              .collect(Collectors.joining(","));
      send(out, ("{\"hashes\":[" + hashes + "]}").getBytes(StandardCharsets.UTF_8));
      return;
    }
    String[] range = path.substring(path.indexOf('=') + 1).split("&to=");
    int from = Integer.parseInt(range[0]);
    int to = Math.min(blocks.size(), Integer.parseInt(range[1]));
    if (path.contains("/headers?")) {
      byte[] some = new byte[Math.max(0, to - from + 1) * Header.LENGTH];
      for (int i = 0; i * Header.LENGTH < some.length; i++) {
        System.arraycopy(headers.get(from - 2 + i), 0, some, i * Header.LENGTH, Header.LENGTH);
      }
      send(out, some);
    } else {
      String some =
          LongStream.rangeClosed(from, Math.min(to, from + most - 1))
              .mapToObj(height ->
                  "{\"block\":"
                      + new String(blocks.get((int) height - 1).encoded(), StandardCharsets.UTF_8)
                      + ",\"entries\":[]}")
              .collect(Collectors.joining(","));
      String document = change.apply("{\"blocks\":[" + some + "]}");
      send(out, document.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void send(OutputStream out, byte[] body) throws IOException {
    out.write(
        ("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + body.length + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    out.write(body);
  }

  private BlockSync syncOf(Chain chain) {
    return SyncParts.catchUp(
        chain.service,
        new NodeCalls(client, rules.codec(), Timeouts.DEFAULT, 0),
        ChainLimits.DEFAULT,
        threads);
  }

  private BlockSync.Result fetch(StubPeer peer, PeerTip tip) throws Exception {
    return fetch(syncOf(ours), peer, tip);
  }

  private static BlockSync.Result fetch(BlockSync sync, StubPeer peer, PeerTip tip)
      throws Exception {
    return sync.run(
        peer.address(),
        tip,
        List::of,
        new BlockSync.Listener() {
          @Override
          public void progress(long height, long bytes) {}

          @Override
          public void joined(long blocks) {}
        });
  }

  private static long count(StubPeer peer, String call) {
    return peer.calls().stream().filter(line -> line.contains("/net/" + call + "?")).count();
  }

  @Test
  void aForkIsFetchedOnlyAfterItsHeadersHaveShownMoreWork() throws Exception {
    ours.mine(ANN, 5);
    theirs.mine(BOB, 9);
    try (StubPeer peer = peer()) {
      BlockSync.Result result = fetch(peer, theirs.tip());
      assertThat(result.joined()).isEqualTo(9);
      assertThat(ours.tip()).isEqualTo(theirs.tip());
      List<String> calls =
          peer.calls().stream().map(line -> line.replaceAll(".*/net/|\\?.*", "")).toList();
      assertThat(calls).containsExactly("blocks", "hashes", "headers", "blocks");
    }
  }

  @Test
  void ofALongChainTheHeadersComeFirstAlsoIfItFollowsOurTip() throws Exception {
    theirs.mine(BOB, HeaderSync.FEW + 1);
    clock.now = theirs.clock.now;
    try (StubPeer peer = peer()) {
      assertThat(fetch(peer, theirs.tip()).joined()).isEqualTo(HeaderSync.FEW + 1);
      assertThat(peer.calls().getFirst()).contains("/net/hashes?");
      assertThat(count(peer, "headers")).isEqualTo(1);
    }
  }

  @Test
  void aFewBlocksAfterOurTipAreFetchedAtOnce() throws Exception {
    theirs.mine(BOB, HeaderSync.FEW);
    clock.now = theirs.clock.now;
    try (StubPeer peer = peer()) {
      assertThat(fetch(peer, theirs.tip()).joined()).isEqualTo(HeaderSync.FEW);
      assertThat(count(peer, "headers")).isZero();
      assertThat(peer.calls()).hasSize(1);
    }
  }

  @Test
  void aWrongHeaderCostsNoBlock() throws Exception {
    theirs.mine(BOB, 30);
    try (StubPeer peer = peer()) {
      int bits = 72;
      headers.get(20 - 2)[bits]++;
      assertThatThrownBy(() -> fetch(peer, theirs.tip()))
          .isInstanceOf(BadChainException.class)
          .hasMessageStartingWith("its header 20: bits must be ");
      assertThat(count(peer, "blocks")).isZero();
      assertThat(ours.service.tip().height()).isEqualTo(1);
    }
  }

  @Test
  void lessWorkThanAnnouncedCostsNoBlock() throws Exception {
    ours.mine(ANN, 5);
    theirs.mine(BOB, 3);
    try (StubPeer peer = peer()) {
      PeerTip boast = new PeerTip(theirs.tip().height(), theirs.tip().id(), Work.of(1_000_000_000));
      assertThatThrownBy(() -> fetch(peer, boast))
          .isInstanceOf(BadChainException.class)
          .hasMessage("its headers have less work than it announced");
      assertThat(count(peer, "blocks")).isZero();
      assertThat(ours.service.tip().height()).isEqualTo(6);
    }
  }

  /**
   * A refusal alarms people, so the work must be real; its blocks are not asked for all the same.
   */
  @Test
  void aForkThatWouldRemoveTooManyBlocksIsRefusedAfterItsHeadersHaveShownMoreWork()
      throws Exception {
    Chain bounded = new Chain(clock, ServiceLimits.DEFAULT.withMaxReorg(4));
    try (bounded) {
      bounded.mine(ANN, 5);
      theirs.mine(BOB, 9);
      try (StubPeer peer = peer()) {
        assertThatThrownBy(() -> fetch(syncOf(bounded), peer, theirs.tip()))
            .isInstanceOf(BadChainException.class)
            .hasMessage("it would remove the last 5 blocks of our chain, and --max-reorg allows 4");
        assertThat(count(peer, "headers")).isEqualTo(1);
        assertThat(count(peer, "blocks")).isEqualTo(1); // whether they follow our tip
        assertThat(bounded.service.tip().height()).isEqualTo(6);
        assertThat(bounded.service.tally().refusedReorganisations()).isEqualTo(1);
      }
    }
  }

  @Test
  void aForkThatOnlyClaimsMoreWorkRaisesNoAlarm() throws Exception {
    Chain bounded = new Chain(clock, ServiceLimits.DEFAULT.withMaxReorg(4));
    try (bounded) {
      bounded.mine(ANN, 5);
      theirs.mine(BOB, 3);
      try (StubPeer peer = peer()) {
        PeerTip boast =
            new PeerTip(theirs.tip().height(), theirs.tip().id(), Work.of(1_000_000_000));
        assertThatThrownBy(() -> fetch(syncOf(bounded), peer, boast))
            .isInstanceOf(BadChainException.class)
            .hasMessage("its headers have less work than it announced");
        assertThat(bounded.service.tally().refusedReorganisations()).isZero();
      }
    }
  }

  /** The peer has our blocks and more, and says that it has others in their place. */
  @Test
  void aForkThatLiesHigherThanAPeerSaysRaisesNoAlarm() throws Exception {
    Chain bounded = new Chain(clock, ServiceLimits.DEFAULT.withMaxReorg(4));
    try (bounded) {
      bounded.mine(ANN, 5);
      for (Block block : bounded.blocks().subList(1, 6)) {
        theirs.service.extend(List.of(NewBlock.of(block)));
      }
      theirs.clock.now = bounded.clock.now;
      theirs.mine(BOB, HeaderSync.FEW + 1);
      clock.now = theirs.clock.now;
      hiddenFrom = 2;
      try (StubPeer peer = peer()) {
        assertThat(fetch(syncOf(bounded), peer, theirs.tip()).joined()).isZero();
        assertThat(count(peer, "headers")).isPositive();
        assertThat(count(peer, "blocks")).isZero();
        assertThat(bounded.service.tally().refusedReorganisations()).isZero();
      }
    }
  }

  @Test
  void aChainThatBeginsWithAnotherBlockRaisesNoAlarm() throws Exception {
    Chain bounded = new Chain(clock, ServiceLimits.DEFAULT.withMaxReorg(4));
    try (bounded) {
      bounded.mine(ANN, 5);
      theirs.mine(BOB, 9);
      hiddenFrom = 1;
      try (StubPeer peer = peer()) {
        assertThatThrownBy(() -> fetch(syncOf(bounded), peer, theirs.tip()))
            .isInstanceOf(BadChainException.class)
            .hasMessage("its chain begins with another block than ours");
        assertThat(bounded.service.tally().refusedReorganisations()).isZero();
      }
    }
  }

  @Test
  void aFetchedBlockThatReadersUnderstandDifferentlyIsRefused() throws Exception {
    theirs.mine(BOB, 2);
    try (StubPeer peer = peer()) {
      change = document -> document.replace("\"index\": 3", "\"index\": 7, \"index\": 3");
      assertThatThrownBy(() -> fetch(peer, theirs.tip()))
          .isInstanceOf(BadChainException.class)
          .hasMessageStartingWith("at block 3: ");
      change = document -> document.replace("\"count\": 0", "\"count\": -0");
      assertThatThrownBy(() -> fetch(peer, theirs.tip())).isInstanceOf(BadChainException.class);
      change = UnaryOperator.identity();
      fetch(peer, theirs.tip());
      assertThat(ours.tip()).isEqualTo(theirs.tip());
    }
  }

  /** What does not fit says nothing of the header: neither of a fork nor after our tip. */
  @Test
  void aHeaderThatCameWithAWrongBodyIsTakenWithTheRightOne() throws Exception {
    UnaryOperator<String> otherBody =
        document -> document.replace(BOB.address().text(), ANN.address().text());
    ours.mine(ANN, 1);
    theirs.mine(BOB, 4);
    try (StubPeer peer = peer()) {
      change = otherBody;
      assertThatThrownBy(() -> fetch(peer, theirs.tip()))
          .isInstanceOf(BadChainException.class)
          .hasMessageContaining("merkle_root is not that of the transactions");
      change = UnaryOperator.identity();
      fetch(peer, theirs.tip());
      assertThat(ours.tip()).isEqualTo(theirs.tip());
    }
    theirs.mine(BOB, 2);
    try (StubPeer peer = peer()) {
      change = otherBody;
      assertThatThrownBy(() -> fetch(peer, theirs.tip()))
          .isInstanceOf(BadChainException.class)
          .hasMessageContaining("merkle_root is not that of the transactions");
      change = UnaryOperator.identity();
      fetch(peer, theirs.tip());
      assertThat(ours.tip()).isEqualTo(theirs.tip());
    }
  }

  @Test
  void aBlockThatIsTooEarlyIsTakenWhenItIsDue() throws Exception {
    theirs.mine(BOB, 2);
    theirs.clock.now = theirs.clock.now.plusSeconds(290);
    theirs.mine(BOB, 1);
    clock.now = theirs.clock.now.minusSeconds(300);
    try (StubPeer peer = peer()) {
      BlockSync.Result result = fetch(peer, theirs.tip());
      assertThat(result.joined()).isEqualTo(2);
      assertThat(result.early()).contains(new EarlyBlock(4, Duration.ofSeconds(180)));
      assertThat(ours.service.tip().height()).isEqualTo(3);

      clock.now = theirs.clock.now.minusSeconds(120);
      fetch(peer, theirs.tip()); // unless the block that was kept has joined by itself already
      assertThat(ours.tip()).isEqualTo(theirs.tip());
    }
  }

  private static void push(PushedBlocks pushed, List<Block> blocks) throws Exception {
    String some =
        blocks.stream()
            .map(block -> "{\"block\":" + new String(block.encoded(), StandardCharsets.UTF_8) + "}")
            .collect(Collectors.joining(","));
    byte[] document = ("{\"blocks\":[" + some + "]}").getBytes(StandardCharsets.UTF_8);
    assertThat(pushed.receive(new ByteArrayInputStream(document), blocks.getFirst().height()))
        .isInstanceOf(PushedBlocks.Result.TooEarly.class);
  }

  /** Its sender may be gone by then. */
  @Test
  void aPushedBlockThatIsTooEarlyIsKeptAndJoinsWhenItIsDue() throws Exception {
    theirs.mine(BOB, 2);
    theirs.clock.now = theirs.clock.now.plusSeconds(290);
    theirs.mine(BOB, 1);
    clock.now = theirs.clock.now.minusSeconds(300);
    try (EarlyBlocks early = SyncParts.early(ours.service, ChainLimits.DEFAULT)) {
      PushedBlocks pushed = SyncParts.pushed(ours.service, ChainLimits.DEFAULT, early);
      push(pushed, theirs.blocks().subList(1, 4));
      push(pushed, theirs.blocks().subList(1, 4)); // once is enough
      assertThat(early.count()).isEqualTo(1);
      assertThat(ours.service.tip().height()).isEqualTo(3);

      clock.now = theirs.clock.now.minusSeconds(120);
      PeerTip unused = Await.until("the block joins", ours::tip, theirs.tip()::equals);
      assertThat(early.count()).isZero();
    }
  }

  @Test
  void ofBlocksThatAreTooEarlyOnlyTheNearAndSoManyAreKept() throws Exception {
    clock.now = theirs.clock.now.minusSeconds(200);
    try (EarlyBlocks early = SyncParts.early(ours.service, ChainLimits.DEFAULT)) {
      PushedBlocks pushed = SyncParts.pushed(ours.service, ChainLimits.DEFAULT, early);
      for (int i = 0; i < EarlyBlocks.MAX + 3; i++) {
        push(pushed, List.of(theirs.next(Person.numbered(10 + i))));
      }
      assertThat(early.count()).isEqualTo(EarlyBlocks.MAX);
    }
    try (EarlyBlocks early = SyncParts.early(ours.service, ChainLimits.DEFAULT)) {
      PushedBlocks pushed = SyncParts.pushed(ours.service, ChainLimits.DEFAULT, early);
      theirs.clock.now = theirs.clock.now.plus(Duration.ofHours(3));
      theirs.mine(BOB, 1);
      push(pushed, theirs.blocks().subList(1, 2));
      assertThat(early.count()).isZero();
    }
  }

  /** It answers at once, and would be asked for most. */
  @Test
  void aHelperThatSendsGarbageIsAskedOnceAndBlamed() throws Exception {
    theirs.mine(BOB, 40);
    clock.now = theirs.clock.now;
    most = 4;
    CountDownLatch garbage = new CountDownLatch(1);
    List<PeerAddress> wrong = new ArrayList<>();
    List<Block> blocks = theirs.blocks();
    try (StubPeer lead =
            StubPeer.answering((line, out) -> {
              if (line.contains("/blocks?") && !line.contains("from=2&")) {
                awaitQuietly(garbage);
              }
              answer(line, blocks, out);
            });
        StubPeer helper =
            StubPeer.answering((line, out) -> {
              if (line.contains("/blocks?")) {
                send(out, "garbage".getBytes(StandardCharsets.US_ASCII));
                garbage.countDown();
              } else {
                answer(line, blocks, out);
              }
            })) {
      headersOf(blocks);
      BlockSync.Result result =
          syncOf(ours)
              .run(
                  lead.address(),
                  theirs.tip(),
                  () -> List.of(helper.address()),
                  new BlockSync.Listener() {
                    @Override
                    public void progress(long height, long bytes) {}

                    @Override
                    public void joined(long joined) {}

                    @Override
                    public void wrong(PeerAddress source, BadChainException why) {
                      wrong.add(source);
                    }
                  });
      assertThat(result.joined()).isEqualTo(40);
      assertThat(ours.tip()).isEqualTo(theirs.tip());
      assertThat(count(helper, "blocks")).isEqualTo(1);
      assertThat(wrong).containsExactly(helper.address());
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Near the beginning of a chain blocks cost little. */
  @Test
  void aBlockThatIsTooEarlyIsKeptOnlyIfOurChainWouldHaveMoreWorkWithIt() throws Exception {
    theirs.mine(BOB, 1);
    Block low = theirs.next(ANN);
    theirs.mine(BOB, 3);
    clock.now = theirs.clock.now.minusSeconds(110);
    try (StubPeer peer = peer();
        EarlyBlocks early = SyncParts.early(ours.service, ChainLimits.DEFAULT)) {
      fetch(peer, theirs.tip());
      clock.now = Instant.ofEpochSecond(StrictNets.BEGIN + 800);
      PushedBlocks pushed = SyncParts.pushed(ours.service, ChainLimits.DEFAULT, early);
      push(pushed, List.of(low));
      assertThat(early.count()).isZero();
      push(pushed, List.of(theirs.next(ANN)));
      assertThat(early.count()).isEqualTo(1);
    }
  }

  /** One that leads to more work takes the place of another. */
  @Test
  void ofTooManyBlocksThatAreTooEarlyThoseWithMoreWorkStay() throws Exception {
    List<BlockId> joined = new CopyOnWriteArrayList<>();
    clock.now = theirs.clock.now.minusSeconds(200);
    try (EarlyBlocks early =
        new EarlyBlocks(ours.service, threads, due -> joined.add(due.block().id()))) {
      PushedBlocks pushed = SyncParts.pushed(ours.service, ChainLimits.DEFAULT, early);
      for (int i = 0; i < EarlyBlocks.MAX; i++) {
        push(pushed, List.of(theirs.next(Person.numbered(10 + i))));
      }
      theirs.clock.now = clock.now;
      theirs.mine(BOB, 1);
      try (StubPeer peer = peer()) {
        fetch(peer, theirs.tip());
      }
      theirs.clock.now = theirs.clock.now.plusSeconds(190);
      Block better = theirs.next(ANN);
      push(pushed, List.of(better));
      assertThat(early.count()).isEqualTo(EarlyBlocks.MAX);
      clock.now = theirs.clock.now.plusSeconds(100);
      List<BlockId> all =
          Await.until("all are due", () -> joined, some -> some.size() == EarlyBlocks.MAX);
      assertThat(all).contains(better.id());
    }
  }

  /** A fault with one of them is no reason to forget the others. */
  @Test
  void blocksThatAreTooEarlyJoinAfterOneThatCouldNot() throws Exception {
    List<BlockId> joined = new CopyOnWriteArrayList<>();
    clock.now = theirs.clock.now.minusSeconds(200);
    Block bad = theirs.next(ANN);
    Block good = theirs.next(BOB);
    EarlyBlocks.Joining joining =
        due -> {
          if (due.block().id().equals(bad.id())) {
            throw new MissingBlockException("a test");
          }
          joined.add(due.block().id());
        };
    try (EarlyBlocks early = new EarlyBlocks(ours.service, threads, joining)) {
      PushedBlocks pushed = SyncParts.pushed(ours.service, ChainLimits.DEFAULT, early);
      push(pushed, List.of(bad));
      push(pushed, List.of(good));
      clock.now = theirs.clock.now;
      List<BlockId> some = Await.until("one joins", () -> joined, all -> !all.isEmpty());
      assertThat(some).containsExactly(good.id());
      clock.now = theirs.clock.now.minusSeconds(200);
      push(pushed, List.of(good));
      clock.now = theirs.clock.now;
      List<BlockId> both = Await.until("and another", () -> joined, all -> all.size() == 2);
      assertThat(both).containsExactly(good.id(), good.id());
    }
  }

  /** Time does not make a block right. */
  @Test
  void aBlockThatIsTooEarlyAndWrongIsRefused() throws Exception {
    theirs.mine(BOB, 1);
    clock.now = theirs.clock.now.minusSeconds(200);
    try (EarlyBlocks early = SyncParts.early(ours.service, ChainLimits.DEFAULT)) {
      String wrong =
          new String(theirs.blocks().get(1).encoded(), StandardCharsets.UTF_8)
              .replace(BOB.address().text(), ANN.address().text());
      Block block = rules.codec().block(wrong.getBytes(StandardCharsets.UTF_8), 2);
      assertThatThrownBy(() ->
              push(SyncParts.pushed(ours.service, ChainLimits.DEFAULT, early), List.of(block)))
          .isInstanceOf(BadChainException.class)
          .hasMessage("merkle_root is not that of the transactions");
      assertThat(early.count()).isZero();
    }
  }
}
