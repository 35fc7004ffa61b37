package zveno.node.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.kernel.chain.StaleBlocks;
import zveno.kernel.chain.Tip;
import zveno.kernel.model.Block;
import zveno.node.peerclient.PeerClient;
import zveno.node.peerclient.Timeouts;
import zveno.node.peers.PeerPolicy;
import zveno.node.peers.RegisteredPeers;
import zveno.node.protocol.ChainLimits;
import zveno.node.service.ChainService;
import zveno.node.service.EasyService;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;

@Tag("slow")
class ResolverTest {

  private static final Timeouts SHORT =
      new Timeouts(
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofMillis(300),
          1_000,
          Duration.ofMinutes(1));
  private static final ChainLimits LIMITS = new ChainLimits(1_000, 1 << 20, 50, 64 << 10);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final RocksStore store = RocksStore.open(StoreSettings.ephemeral());
  private final ChainService service = EasyService.over(store);
  private final RegisteredPeers book = new RegisteredPeers(store, PeerPolicy.ANY, store::commit);
  private final PeerClient client = new PeerClient(PeerPolicy.ANY, "us", SHORT);
  private final Resolver resolver = SyncParts.resolver(service, book::all, client, LIMITS, threads);
  private final List<StubPeer> peers = new ArrayList<>();

  ResolverTest() {
    service.start();
  }

  @AfterEach
  void close() throws IOException {
    for (StubPeer peer : peers) {
      peer.close();
    }
    client.close();
    service.close();
    threads.shutdownNow();
    store.close();
  }

  private void register(StubPeer peer) {
    peers.add(peer);
    book.register(List.of(peer.address()));
  }

  @Test
  void withoutPeersOurChainIsAuthoritative() {
    assertThat(resolver.resolve()).isFalse();
  }

  @Test
  void theLongestOfSeveralWins() throws IOException {
    List<Block> longest = ToldChain.of("carol", 7);
    register(StubPeer.saying(ToldChain.json(ToldChain.of("ann", 3))));
    register(StubPeer.saying(ToldChain.json(longest)));
    register(StubPeer.saying(ToldChain.json(ToldChain.of("bob", 5))));
    assertThat(resolver.resolve()).isTrue();
    assertThat(service.tip().id()).isEqualTo(longest.getLast().id());
    assertThat(resolver.resolve()).isFalse();
  }

  @Test
  void theClaimedLengthCountsForNothing() throws IOException {
    String one = ToldChain.list(ToldChain.of("ann", 1));
    register(StubPeer.saying("{\"chain\":" + one + ",\"length\":99}"));
    register(
        StubPeer.saying("{\"length\":1,\"chain\":" + ToldChain.list(ToldChain.of("ann", 4)) + "}"));
    assertThat(resolver.resolve()).isTrue();
    assertThat(service.tip().height()).isEqualTo(4);
  }

  @Test
  void aDeadPeerAndAHangingOneDoNotSpoilAGoodOne() throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    register(new StubPeer(out -> never.await()));
    StubPeer dead = StubPeer.saying("");
    register(dead);
    dead.close();
    register(StubPeer.saying(ToldChain.json(ToldChain.of("ann", 4))));
    assertThat(resolver.resolve()).isTrue();
    never.countDown();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>no</html>",
        "[]",
        "{}",
        "{\"chain\":[],\"length\":99}",
        "{\"chain\":{},\"length\":99}",
        "{\"chain\":[{\"proof\":100}],\"length\":3.5e9}",
        "GOOD trailing",
        "\ufeffGOOD"
      })
  void whatIsNoChainIsRefused(String body) throws IOException {
    register(StubPeer.saying(body.replace("GOOD", ToldChain.json(ToldChain.of("ann", 4)))));
    assertThat(resolver.resolve()).isFalse();
    assertThat(service.tip().height()).isEqualTo(1);
  }

  @Test
  void aTamperedBlockInTheMiddleIsRefusedAndLeavesNothing() throws Exception {
    List<Block> chain = ToldChain.of("ann", 6);
    register(
        StubPeer.saying(
            ToldChain.json(chain)
                .replaceFirst("\"recipient\": \"ann\"", "\"recipient\": \"eve\"")));
    assertThat(resolver.resolve()).isFalse();
    assertThat(StaleBlocks.in(store.live())).isEmpty();
  }

  @Test
  void aTamperedLastBlockIsTakenAsTheTutorialTakesIt() throws IOException {
    String told = ToldChain.json(ToldChain.of("ann", 6));
    int last = told.lastIndexOf("\"amount\": 1");
    String tampered =
        told.substring(0, last)
            + "\"amount\": 1e9"
            + told.substring(last + "\"amount\": 1".length());
    register(StubPeer.saying(tampered));
    assertThat(resolver.resolve()).isTrue();
  }

  @Test
  void aBlockWithTooManyTransactionsIsRefused() throws IOException {
    String first = "{\"index\":1,\"previous_hash\":1,\"proof\":100,\"timestamp\":1,";
    String many = "\"transactions\":[" + "{},".repeat(50) + "{}]}";
    register(StubPeer.saying("{\"chain\":[" + first + many + "],\"length\":1}"));
    assertThat(resolver.resolve()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"404 NOT FOUND", "500 INTERNAL SERVER ERROR", "206 PARTIAL", "204 NONE"})
  void onlyStatus200Counts(String status) throws IOException {
    register(StubPeer.saying(status, "", ToldChain.json(ToldChain.of("ann", 4))));
    assertThat(resolver.resolve()).isFalse();
  }

  @Test
  void aRedirectIsNotFollowed() throws IOException {
    StubPeer good = StubPeer.saying(ToldChain.json(ToldChain.of("ann", 4)));
    peers.add(good);
    String location = "Location: " + good.address().base() + "/chain\r\n";
    register(StubPeer.saying("302 FOUND", location, ""));
    assertThat(resolver.resolve()).isFalse();
  }

  @Test
  void anEncodingThatWasNotRequestedIsRefused() throws IOException {
    String told = ToldChain.json(ToldChain.of("ann", 4));
    register(
        new StubPeer(out -> {
          out.write(
              "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
          try (OutputStream zipped = new GZIPOutputStream(out)) {
            zipped.write(told.getBytes(StandardCharsets.US_ASCII));
          }
        }));
    assertThat(resolver.resolve()).isFalse();
  }

  @Test
  void aConversationThatIsCutShortCountsForNothing() throws IOException {
    String told = ToldChain.json(ToldChain.of("ann", 9));
    register(
        new StubPeer(out -> {
          out.write(
              ("HTTP/1.1 200 OK\r\nContent-Length: " + told.length() + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
          out.write(told.substring(0, told.length() - 5).getBytes(StandardCharsets.US_ASCII));
        }));
    assertThat(resolver.resolve()).isFalse();
    assertThat(service.tip().height()).isEqualTo(1);
  }

  @Test
  void anEndlessChainAndDripsAndWhiteSpaceComeToAnEnd() throws IOException {
    byte[] head = "HTTP/1.1 200 OK\r\n\r\n{\"chain\":[".getBytes(StandardCharsets.US_ASCII);
    byte[] blanks = " ".repeat(4_096).getBytes(StandardCharsets.US_ASCII);
    register(
        new StubPeer(out -> {
          out.write(head);
          while (true) {
            out.write(blanks);
          }
        }));
    register(
        new StubPeer(out -> {
          out.write(head);
          while (true) {
            out.write(' ');
            out.flush();
            Thread.sleep(20); // a slow peer is what is being tested
          }
        }));
    register(StubPeer.saying(ToldChain.json(ToldChain.of("ann", 1_001))));
    assertThat(resolver.resolve()).isFalse();
    assertThat(service.tip().height()).isEqualTo(1);
  }

  private static final String HELLO = "GET /api/v1/net/hello";
  private static final String CHAIN = "GET /chain";

  /** What a Zveno node with our chain answers to hello. */
  private String hello() {
    StringBuilder rules = new StringBuilder();
    service
        .rules()
        .parameters()
        .forEach((name, value) ->
            rules.append(rules.isEmpty() ? "" : ",").append('"' + name + "\":\"" + value + '"'));
    Tip tip = service.tip();
    return "{\"node\":\""
        + "a".repeat(32)
        + "\",\"rules\":{"
        + rules
        + "},\"tip\":{\"height\":"
        + tip.height()
        + ",\"hash\":\""
        + tip.id()
        + "\",\"chainWork\":\""
        + tip.chainWork()
        + "\"},\"followsYou\":false}";
  }

  private static void answer(OutputStream out, String head, String body) throws IOException {
    String all = "HTTP/1.1 " + head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    out.write(all.getBytes(StandardCharsets.US_ASCII));
  }

  private StubPeer zvenoNode() throws IOException {
    String hello = hello();
    return StubPeer.answering((line, out) ->
        answer(
            out,
            "200 OK\r\nZveno-Node: " + "a".repeat(32) + "\r\nConnection: close\r\n",
            line.startsWith(HELLO) ? hello : ToldChain.json(ToldChain.of("eve", 9))));
  }

  @Test
  void aZvenoNodeIsNeverAskedForItsChainAndOnceForNothingNew() throws IOException {
    StubPeer node = zvenoNode();
    register(node);
    assertThat(resolver.resolve()).isFalse();
    assertThat(resolver.resolve()).isFalse();
    assertThat(node.calls()).containsExactly(HELLO, HELLO);
    assertThat(service.tip().height()).isEqualTo(1);
  }

  @Test
  void aTutorialNodeIsAskedForItsChainAndGreetedOnce() throws IOException {
    StubPeer node =
        StubPeer.ofTheTutorial(out ->
            answer(out, "200 OK\r\nConnection: close\r\n", ToldChain.json(ToldChain.of("ann", 4))));
    register(node);
    assertThat(resolver.resolve()).isTrue();
    assertThat(resolver.resolve()).isFalse();
    assertThat(node.calls()).containsExactly(HELLO, CHAIN, CHAIN);
  }

  @Test
  void aTutorialNodeIsGreetedAgainAfterAFailure() throws IOException {
    AtomicBoolean broken = new AtomicBoolean(true);
    StubPeer node =
        StubPeer.ofTheTutorial(out ->
            answer(
                out,
                (broken.getAndSet(false) ? "500 X" : "200 OK") + "\r\nConnection: close\r\n",
                ToldChain.json(ToldChain.of("ann", 4))));
    register(node);
    assertThat(resolver.resolve()).isFalse();
    assertThat(resolver.resolve()).isTrue();
    assertThat(node.calls()).containsExactly(HELLO, CHAIN, HELLO, CHAIN);
  }

  @Test
  void aZvenoNodeInThePlaceOfATutorialNodeIsGreetedInstead() throws IOException {
    AtomicBoolean replaced = new AtomicBoolean();
    String hello = hello();
    String other = ToldChain.json(ToldChain.of("eve", 1));
    StubPeer node =
        StubPeer.answering((line, out) ->
            answer(
                out,
                "200 OK\r\nConnection: close\r\n"
                    + (replaced.get() ? "Zveno-Node: " + "a".repeat(32) + "\r\n" : ""),
                replaced.get() && line.startsWith(HELLO) ? hello : other));
    register(node);
    assertThat(resolver.resolve()).isFalse();
    replaced.set(true);
    assertThat(resolver.resolve()).isFalse();
    assertThat(resolver.resolve()).isFalse();
    assertThat(node.calls()).containsExactly(HELLO, CHAIN, CHAIN, HELLO, HELLO);
  }

  /** Not all nodes of the tutorial answer 404 to what they do not know. */
  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 100 Continue\r\n\r\n", "no HTTP\r\n\r\n", "HTTP/1.1 404"})
  void aNodeThatAnswersNothingToHelloIsAskedForItsChain(String toHello) throws IOException {
    StubPeer node =
        StubPeer.answering((line, out) -> {
          if (line.startsWith(HELLO)) {
            out.write(toHello.getBytes(StandardCharsets.US_ASCII));
          } else {
            answer(out, "200 OK\r\nConnection: close\r\n", ToldChain.json(ToldChain.of("ann", 4)));
          }
        });
    register(node);
    assertThat(resolver.resolve()).isTrue();
    assertThat(node.calls()).containsExactly(HELLO, CHAIN);
  }

  /** A wrong token, say. */
  @ParameterizedTest
  @ValueSource(strings = {"401 X", "429 X", "500 X"})
  void aZvenoNodeThatRefusesIsNotAskedForItsChain(String status) throws IOException {
    StubPeer node =
        StubPeer.saying(
            status,
            "Zveno-Node: " + "a".repeat(32) + "\r\n",
            ToldChain.json(ToldChain.of("eve", 9)));
    register(node);
    assertThat(resolver.resolve()).isFalse();
    assertThat(node.calls()).containsExactly(HELLO);
  }

  @Test
  void helloAndTheChainTogetherMayKeepAClientWaitingAsLongAsOneAnswer() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    StubPeer node = new StubPeer(out -> never.await());
    register(node);
    long begin = System.nanoTime();
    assertThat(resolver.resolve()).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isBetween(SHORT.answer().dividedBy(2), SHORT.answer().plusMillis(700));
    assertThat(node.calls()).containsExactly(HELLO, CHAIN);
    never.countDown();
  }
}
