package zveno.node.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.model.Block;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.classic.Blocks;
import zveno.node.peerclient.PeerClient;
import zveno.node.peerclient.Timeouts;
import zveno.node.peers.PeerAddress;
import zveno.node.peers.PeerPolicy;
import zveno.node.peers.RegisteredPeers;
import zveno.node.protocol.ChainLimits;
import zveno.node.service.ChainService;
import zveno.node.service.EasyService;
import zveno.node.service.UnavailableException;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;

/**
 * Peers that mean ill, each beside a good one: the good one is followed, the other costs a bounded
 * number of bytes and seconds, and nothing of it stays.
 */
@Tag("slow")
@Timeout(60)
class HostilePeersTest {

  private static final RuleSet RULES = Blocks.EASY;

  /** A fifth of the usual patience. */
  private static final int FASTER = 5;

  private static final Timeouts PATIENCE = faster(Timeouts.DEFAULT);

  /** What the sockets of both sides may hold beside what is read. */
  private static final long SOCKETS = 8 << 20;

  private static final ChainLimits LIMITS = new ChainLimits(2_000, 4 << 20, 500, 1 << 20);

  private static final String OK = "HTTP/1.1 200 OK\r\n\r\n";
  private static final String FIRST =
      "{\"index\":1,\"previous_hash\":1,\"proof\":100,\"timestamp\":1,\"transactions\":[";

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final RocksStore store = RocksStore.open(StoreSettings.ephemeral());
  private final ChainService service = EasyService.over(store);
  private final RegisteredPeers book = new RegisteredPeers(store, PeerPolicy.ANY, store::commit);
  private final PeerClient client = new PeerClient(PeerPolicy.ANY, "us", PATIENCE);
  private final Resolver resolver = SyncParts.resolver(service, book::all, client, LIMITS, threads);
  private final List<AutoCloseable> open = new ArrayList<>();
  private final CountDownLatch never = new CountDownLatch(1);

  HostilePeersTest() {
    service.start();
  }

  private static Timeouts faster(Timeouts usual) {
    return new Timeouts(
        usual.connect().dividedBy(FASTER),
        usual.answer().dividedBy(FASTER),
        usual.window().dividedBy(FASTER),
        usual.windowBytes() / FASTER,
        usual.whole().dividedBy(FASTER));
  }

  @AfterEach
  void close() throws Exception {
    never.countDown();
    for (AutoCloseable one : open) {
      one.close();
    }
    client.close();
    service.close();
    threads.shutdownNow();
    store.close();
  }

  private StubPeer register(StubPeer peer) {
    open.add(peer);
    book.register(List.of(peer.address()));
    return peer;
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What a peer says first, and then again and again. */
  private record Told(String name, String begin, String again) {

    static Told once(String name, String begin) {
      return new Told(name, begin, "");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Told> told() {
    String right = ToldChain.list(ToldChain.of("eve", 9));
    return Stream.of(
        new Told("white space without end", OK, " "),
        new Told("white space between blocks", OK + "{\"chain\":[" + FIRST + "]}", "\n"),
        new Told("a block without end", OK + "{\"chain\":[" + FIRST, "{},"),
        new Told("a text without end", OK + "{\"chain\":[" + FIRST + "\"", "x"),
        new Told("escapes without end", OK + "{\"chain\":[" + FIRST + "\"", "\\u0000"),
        new Told("a member beside the chain without end", OK + "{\"x\":\"", "x"),
        new Told("members beside the chain without end", OK + "{", "\"x\":1,"),
        new Told("a name without end", OK + "{\"", "x"),
        new Told("depth without end", OK + "{\"chain\":", "["),
        new Told("deep objects without end", OK + "{\"chain\":[" + FIRST, "{\"a\":"),
        new Told("deep and beside the chain", OK + "{\"x\":", "[{\"a\":"),
        new Told("a wide object", OK + "{\"chain\":[" + FIRST + "{", "\"\":0,"),
        new Told("digits without end", OK + "{\"chain\":[" + FIRST, "9"),
        new Told("digits after the point", OK + "{\"chain\":[" + FIRST + "0.", "9"),
        new Told("an exponent without end", OK + "{\"chain\":[" + FIRST + "1e", "9"),
        new Told("a length without end", OK + "{\"length\":", "9"),
        new Told("bytes after the end", OK + "{\"chain\":" + right + "}", "}"),
        new Told("a second document", OK + "{\"chain\":" + right + "}", "{}"),
        new Told("white space after the end", OK + "{\"chain\":" + right + "}", " "),
        new Told("a second chain", OK + "{\"chain\":" + right + ",\"chain\":[", FIRST + "]},"),
        new Told(
            "the same block without end", OK + "{\"chain\":[" + FIRST + "]}", "," + FIRST + "]}"),
        new Told("noughts", OK, "\u0000"),
        new Told("what is no UTF-8", OK + "{\"chain\":[" + FIRST + "\"", "\u0080"),
        new Told("lists without end", OK + "[", "[],"),
        Told.once("a redirect", "HTTP/1.1 302 F\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"),
        Told.once("no status of 200", "HTTP/1.1 203 X\r\n\r\n{\"chain\":" + right + "}"),
        Told.once("a wrong type", OK + "{\"chain\":{\"0\":" + right + "}}"),
        Told.once("blocks that are none", OK + "{\"chain\":[1,\"2\",null]}"),
        Told.once("a member that is missing", OK + "{\"chain\":[{\"index\":1}]}"),
        Told.once(
            "an index of a wrong type",
            OK + "{\"chain\":" + right.replace("x\": 3", "x\": \"3\"") + "}"),
        Told.once("a million digits", OK + "{\"chain\":[" + FIRST + "9".repeat(1_000_000) + "]}]}"),
        Told.once("an unclosed document", OK + "{\"chain\":" + right),
        Told.once("nothing", OK));
  }

  @ParameterizedTest
  @MethodSource("told")
  void aBadAnswerIsCutShortAndTheGoodPeerIsFollowed(Told told) throws Exception {
    AtomicLong sent = new AtomicLong();
    byte[] again =
        told.again
            .repeat(told.again.isEmpty() ? 0 : 16_384 / told.again.length())
            .getBytes("ISO-8859-1");
    StubPeer bad =
        register(
            new StubPeer(out -> {
              write(out, told.begin);
              while (again.length > 0) {
                out.write(again);
                sent.addAndGet(again.length);
              }
            }));
    followsTheGoodOneWithin(Duration.ofSeconds(5));
    assertThat(sent.get()).isLessThan(LIMITS.bytes() + 2 * SOCKETS);
    assertThat(bad.calls()).containsExactly("GET /api/v1/net/hello", "GET /chain");
  }

  /** Registers a good peer and resolves; the bad one must be there already. */
  private void followsTheGoodOneWithin(Duration most) throws Exception {
    long begin = System.nanoTime();
    assertThat(resolver.resolve()).as("only the bad one").isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(most);
    assertThat(service.tip().height()).isEqualTo(1);
    for (AutoCloseable one : open) {
      if (one instanceof StubPeer peer) {
        peer.forget();
      }
    }
    List<Block> good = ToldChain.of("ann", 4);
    register(StubPeer.saying(ToldChain.json(good)));
    assertThat(resolver.resolve()).isTrue();
    assertThat(service.tip().id()).isEqualTo(good.getLast().id());
    nothingStays();
  }

  private void nothingStays() throws InterruptedException {
    EasyService.awaitSwept(store);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e1000000000", "-1e1000000000", "1e-1000000000", "NaN", "-0.0"})
  void anOddNumberInARightChainIsReadAsPythonReadsIt(String number) throws Exception {
    List<Block> chain =
        ToldChain.of(
            "ann", 4, Blocks.transaction("{\"amount\":" + number.replace("NaN", "0") + "}"));
    register(StubPeer.saying(ToldChain.json(chain)));
    assertThat(resolver.resolve()).isTrue();
    assertThat(service.tip().height()).isEqualTo(4);
  }

  @Test
  void namesThatCollideCostNoMoreThanOthers() throws Exception {
    StringBuilder object = new StringBuilder("{");
    for (int i = 0; i < 1 << 15; i++) { // "Aa" and "BB" have one hash code
      object.append(i == 0 ? "\"" : ",\"");
      for (int bit = 0; bit < 15; bit++) {
        object.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      object.append("\":0");
    }
    String wide = object.append('}').toString();
    assertThat(wide.length()).isLessThan(LIMITS.blockBytes() * 2);
    register(StubPeer.saying("{\"chain\":[" + FIRST + wide + "]}]}"));
    followsTheGoodOneWithin(Duration.ofSeconds(3));
  }

  @Test
  void aCompressionBombIsNotUnpacked() throws Exception {
    byte[] bomb = bomb();
    for (String field : List.of("Content-Encoding: gzip\r\n", "")) {
      register(
          new StubPeer(out -> {
            write(out, "HTTP/1.1 200 OK\r\n" + field + "\r\n");
            out.write(bomb);
          }));
    }
    followsTheGoodOneWithin(Duration.ofSeconds(3));
  }

  /** 64 MiB of blanks, zipped. */
  private static byte[] bomb() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zipped = new GZIPOutputStream(out)) {
      byte[] blanks = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 64; i++) {
        zipped.write(blanks);
      }
    }
    return out.toByteArray();
  }

  /** Sends right blocks for ever; the proofs cost nothing here, and the strong would know them. */
  private static StubPeer.Answer endlessChain(AtomicLong sent, String padding) {
    return out -> {
      Block last = Blocks.genesis(RULES, 99);
      write(out, OK + "{\"chain\":[" + new String(last.encoded(), StandardCharsets.US_ASCII));
      while (true) {
        last =
            Blocks.on(
                RULES,
                last,
                "eve",
                100 + last.height(),
                Blocks.transaction("{\"sender\":\"" + padding + "\"}"));
        byte[] block =
            ("," + new String(last.encoded(), StandardCharsets.US_ASCII)).getBytes("US-ASCII");
        out.write(block);
        sent.addAndGet(block.length);
      }
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20_000})
  void anEndlessRightChainEndsByBlocksOrByBytesAndItsRowsAreGivenBack(int padding)
      throws Exception {
    AtomicLong sent = new AtomicLong();
    register(new StubPeer(endlessChain(sent, "x".repeat(padding))));
    followsTheGoodOneWithin(Duration.ofSeconds(20));
    assertThat(sent.get()).isLessThan(LIMITS.bytes() + SOCKETS);
  }

  @Test
  void aPeerThatIsOurselvesIsSkipped() throws Exception {
    String told = ToldChain.json(ToldChain.of("eve", 9));
    StubPeer ourselves = register(StubPeer.saying("200 OK", "Zveno-Node: us\r\n", told));
    followsTheGoodOneWithin(Duration.ofSeconds(3));
    assertThat(ourselves.connections()).isEqualTo(1);
  }

  /** At most 16 resolves run at once, and each of them asks the peer at most twice. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPeerThatCallsBackIsAskedABoundedNumberOfTimes(boolean atHelloToo) throws Exception {
    AtomicInteger calls = new AtomicInteger();
    AtomicInteger busy = new AtomicInteger();
    StubPeer.Answer callBack =
        out -> {
          calls.incrementAndGet();
          try {
            resolver.resolve();
          } catch (UnavailableException e) {
            busy.incrementAndGet();
          }
          write(out, OK + ToldChain.json(ToldChain.of("ann", 4)));
        };
    register(atHelloToo ? new StubPeer(callBack) : StubPeer.ofTheTutorial(callBack));
    long begin = System.nanoTime();
    assertThat(resolver.resolve()).isIn(true, false);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    assertThat(service.tip().height()).isEqualTo(4);
    // At hello nobody knows yet what it is: the first of 16 waits for the second, and so on.
    assertThat(calls.get()).isLessThanOrEqualTo(atHelloToo ? 16 * 17 / 2 + 16 : 16);
    assertThat(busy.get()).isLessThanOrEqualTo(atHelloToo ? 17 : 1);
  }

  /**
   * Six that hang: at connecting, at the head, at a first byte, in the middle, and two that drip.
   */
  private void registerSixThatHang() throws Exception {
    ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    open.add(full);
    for (int i = 0; i < 3; i++) { // nobody accepts: after two or three the kernel answers no more
      Socket waiting = new Socket();
      open.add(waiting);
      try {
        waiting.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()), 100);
      } catch (IOException e) {
        break;
      }
    }
    book.register(List.of(at("127.0.0.1:" + full.getLocalPort())));
    String part = ToldChain.list(ToldChain.of("eve", 9));
    register(new StubPeer(out -> never.await()));
    register(
        new StubPeer(out -> {
          write(out, "HTTP/1.1 2");
          never.await();
        }));
    register(
        new StubPeer(out -> {
          write(out, OK + "{\"chain\":" + part.substring(0, part.length() - 1));
          never.await();
        }));
    register(new StubPeer(out -> drip(out, "HTTP/1.1 200 OK\r\nX: ", 'x')));
    register(new StubPeer(out -> drip(out, OK + "{\"chain\":[", ' ')));
  }

  private static void drip(OutputStream out, String begin, char drop)
      throws IOException, InterruptedException {
    write(out, begin);
    while (true) {
      out.write(drop);
      Thread.sleep(10); // dripping is what is tested
    }
  }

  private static PeerAddress at(String text) {
    try {
      return PeerAddress.parse(text);
    } catch (DecodeException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void sixPeersThatHangDoNotDelayAResolveNorEightAtOnce() throws Exception {
    registerSixThatHang();
    List<Block> good = ToldChain.of("ann", 4);
    register(StubPeer.saying(ToldChain.json(good)));
    Duration most = Duration.ofSeconds(20).dividedBy(FASTER);

    long begin = System.nanoTime();
    List<Future<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(threads.submit(resolver::resolve));
    }
    int replaced = 0;
    for (Future<Boolean> one : all) {
      replaced += one.get() ? 1 : 0;
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(most);
    assertThat(replaced).isEqualTo(1);
    assertThat(service.tip().id()).isEqualTo(good.getLast().id());
    nothingStays();
  }
}
