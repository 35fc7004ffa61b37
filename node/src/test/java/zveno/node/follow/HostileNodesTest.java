package zveno.node.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static zveno.node.follow.FollowingNode.until;
import static zveno.node.follow.ScriptedNode.status;
import static zveno.node.follow.ScriptedNode.write;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zveno.LongRunning;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.classic.Blocks;
import zveno.node.peerclient.PeerClient;
import zveno.node.peerclient.SelfDescription;
import zveno.node.peerclient.Timeouts;
import zveno.node.peers.PeerAddress;
import zveno.node.protocol.ChainLimits;
import zveno.node.service.ChainService;
import zveno.node.service.ChainSnapshot;
import zveno.node.service.EasyService;
import zveno.node.service.UnavailableException;
import zveno.node.sync.Resolver;
import zveno.node.sync.SyncParts;

/**
 * Peers that say they are of our kind and mean ill, each beside a good one: the good one is
 * followed, the bad one is not believed, and nothing of it stays. What is bad whatever was asked is
 * tried at one call, and with {@code -Dzveno.long=true} at each.
 */
@Tag("slow")
@Timeout(60)
class HostileNodesTest {

  private static final boolean LONG = Boolean.getBoolean("zveno.long");

  private static final RuleSet RULES = Blocks.EASY;
  private static final String GOOD = "600d".repeat(8);
  private static final String BAD = "bad0".repeat(8);
  private static final String US = "0".repeat(32);

  /** A fifth of the usual patience. */
  private static final int FASTER = 5;

  private static final Timeouts PATIENCE = faster(Timeouts.DEFAULT);

  /** What a peer is asked for. */
  private static final List<String> CALLS =
      List.of("GET hello", "GET hashes", "GET blocks", "GET entries", "GET peers");

  private static final ChainLimits LIMITS = new ChainLimits(5_000, 8 << 20, 500, 1 << 20);
  private static final Block GENESIS = Blocks.genesis(RULES, 99);

  private final FollowingNode us =
      new FollowingNode(
          GENESIS,
          SelfDescription.named(US),
          PATIENCE,
          LIMITS,
          new FollowSettings(Duration.ofMillis(200), 8, Duration.ofSeconds(2)));
  private final ChainService service = us.service;
  private final PeerManager peers = us.peers;
  private final PeerClient client = us.client;
  private final ExecutorService threads = us.threads;
  private final List<ScriptedNode> open = new ArrayList<>();

  private static Timeouts faster(Timeouts usual) {
    return new Timeouts(
        usual.connect().dividedBy(FASTER),
        usual.answer().dividedBy(FASTER),
        usual.window().dividedBy(FASTER),
        usual.windowBytes() / FASTER,
        usual.whole().dividedBy(FASTER));
  }

  @AfterEach
  void nothingStays() throws Exception {
    us.endConversations();
    EasyService.awaitSwept(us.store);
    for (ScriptedNode one : open) {
      one.close();
    }
    us.close();
  }

  private ScriptedNode node(String id, List<Block> chain) throws IOException {
    ScriptedNode node = new ScriptedNode(RULES, id, chain);
    open.add(node);
    return node;
  }

  private ScriptedNode good(int length) throws IOException {
    return node(GOOD, chain("ann", length));
  }

  private ScriptedNode bad(int length) throws IOException {
    return node(BAD, chain("eve", length));
  }

  private static List<Block> chain(String miner, int length, Transaction... each) {
    List<Block> blocks = new ArrayList<>(List.of(GENESIS));
    while (blocks.size() < length) {
      blocks.add(Blocks.on(RULES, blocks.getLast(), miner, 100 + blocks.size(), each));
    }
    return blocks;
  }

  private PeerView view(ScriptedNode node) {
    return peers.views().stream()
        .filter(view -> view.address().equals(node.address()))
        .findFirst()
        .orElseThrow();
  }

  private boolean isKnown(ScriptedNode node) {
    return peers.views().stream().anyMatch(view -> view.address().equals(node.address()));
  }

  private void awaitTrouble(ScriptedNode node) throws InterruptedException {
    until(() -> isKnown(node) && view(node).trouble().isPresent());
  }

  /** The good one's chain becomes ours. */
  private void follows(ScriptedNode good) throws InterruptedException {
    assertThat(peers.give(good.address())).isTrue();
    until(() -> service.tip().id().equals(good.chain().getLast().id()));
  }

  /** A script of a bad peer's, by name. */
  private record Bad(String name, String call, ScriptedNode.Script script) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final String BLANKS = " ".repeat(16_384);

  private static void forEver(OutputStream out, String text) throws IOException {
    while (true) {
      write(out, text);
    }
  }

  private static ScriptedNode.Script endless(String begin, String again) {
    return (call, out) -> {
      write(out, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + begin);
      forEver(out, again);
    };
  }

  private static ScriptedNode.Script saying(String json) {
    return (call, out) ->
        write(
            out,
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: "
                + json.length()
                + "\r\n\r\n"
                + json);
  }

  private static ScriptedNode.Script drip(String begin) {
    return (call, out) -> {
      write(out, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + begin);
      while (true) {
        Thread.sleep(10); // dripping is what is tested
        write(out, " ");
      }
    };
  }

  private static ScriptedNode.Script answering(int status, String fields) {
    return (call, out) -> write(out, status(status, fields));
  }

  /** What is bad whatever was asked. */
  private static List<Bad> atAnyCall(String call) {
    List<Bad> all = new ArrayList<>();
    all.add(new Bad(call + ": blanks without end", call, endless("", BLANKS)));
    all.add(new Bad(call + ": a text without end", call, endless("{\"x\":\"", "x".repeat(999))));
    all.add(new Bad(call + ": depth without end", call, endless("", "[".repeat(999))));
    all.add(new Bad(call + ": digits without end", call, endless("{\"x\":", "9".repeat(999))));
    all.add(new Bad(call + ": drips", call, drip("{")));
    all.add(new Bad(call + ": a list", call, saying("[]")));
    all.add(new Bad(call + ": an empty object", call, saying("{}")));
    all.add(new Bad(call + ": nothing", call, (c, out) -> {}));
    all.add(new Bad(call + ": noughts", call, saying("\u0000\u0000")));
    all.add(new Bad(call + ": half an answer", call, saying("{\"blocks\": [")));
    all.add(new Bad(call + ": a redirect", call, answering(302, "Location: /\r\n")));
    all.add(new Bad(call + ": 503", call, answering(503, "Retry-After: 9999\r\n")));
    all.add(new Bad(call + ": 401", call, answering(401, "")));
    all.add(
        new Bad(
            call + ": encoded",
            call,
            (c, out) -> write(out, status(200, "Content-Encoding: gzip\r\n"))));
    return all;
  }

  static Stream<Bad> bad() {
    List<Bad> all = new ArrayList<>();
    for (int i = 0; i < CALLS.size(); i++) {
      List<Bad> ways = atAnyCall(CALLS.get(i));
      for (int k = 0; k < ways.size(); k++) {
        if (LONG || (i + k) % CALLS.size() == 0) {
          all.add(ways.get(k));
        }
      }
    }
    all.add(
        new Bad(
            "a head without end",
            "GET hello",
            (c, out) -> {
              write(out, "HTTP/1.1 200 OK\r\n");
              forEver(out, "X: " + "x".repeat(999) + "\r\n");
            }));
    all.add(
        new Bad("events: a line without end", "GET /api/v1/events", endless("", "x".repeat(999))));
    all.add(
        new Bad(
            "events: wrong ones",
            "GET /api/v1/events",
            endless("", "event: block\ndata: {\"height\": \"1\"}\n\n")));
    all.add(
        new Bad("events: no JSON", "GET /api/v1/events", endless("", "event: block\ndata: {\n\n")));
    all.add(new Bad("events: a redirect", "GET /api/v1/events", answering(302, "Location: /\r\n")));
    all.add(new Bad("events: 500", "GET /api/v1/events", answering(500, "")));
    all.add(
        new Bad(
            "events: closed at once",
            "GET /api/v1/events",
            (c, out) -> write(out, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")));
    all.add(
        new Bad(
            "hashes: too many",
            "GET hashes",
            saying("{\"hashes\": [" + "null, ".repeat(999) + "null]}")));
    all.add(
        new Bad(
            "hashes: none known",
            "GET hashes",
            (c, out) ->
                saying(
                        "{\"hashes\": ["
                            + c.query().get("heights").replaceAll("[0-9]+", "null")
                            + "]}")
                    .answer(c, out)));
    all.add(new Bad("blocks: none", "GET blocks", saying("{\"blocks\": []}")));
    all.add(new Bad("blocks: what is none", "GET blocks", saying("{\"blocks\": [1, null, {}]}")));
    all.add(
        new Bad(
            "blocks: a block that is none",
            "GET blocks",
            saying("{\"blocks\": [{\"block\": {\"index\": 1}}]}")));
    all.add(
        new Bad(
            "hello: height nought",
            "GET hello",
            saying(
                "{\"followsYou\": false, \"node\": \""
                    + BAD
                    + "\", \"rules\": {}, \"tip\": {\"hash\": \""
                    + "0".repeat(64)
                    + "\", \"height\": 0, \"chainWork\": \"9\"}}")));
    return all.stream();
  }

  @Test
  void aPeerWithOtherRulesIsRefusedWithTheDifference() throws Exception {
    ScriptedNode other =
        bad(30)
            .on(
                "GET hello",
                "{\"followsYou\": false, \"node\": \""
                    + BAD
                    + "\", \"rules\": {\"rules\": \"Not Ours!\", \"difficulty\": \"63\","
                    + " \"genesis\": \"own\"}, \"tip\": {\"hash\": \""
                    + "0".repeat(64)
                    + "\", \"height\": 1, \"chainWork\": \"1\"}}");
    assertThat(peers.give(other.address())).isTrue();
    awaitTrouble(other);
    assertThat(view(other).trouble())
        .contains(
            "incompatible rules: difficulty is 63 there and "
                + service.rules().parameters().get("difficulty")
                + " here, rules is a different value there and classic here");
  }

  @ParameterizedTest
  @MethodSource("bad")
  void isNotedAndTheGoodOneIsFollowed(Bad one) throws Exception {
    ScriptedNode bad =
        bad(30)
            .on(
                "GET hashes",
                (call, out) -> {
                  write(out, status(404, ""));
                })
            .on(one.call(), one.script());
    if (one.call().equals("GET hashes")) { // so that they are asked for
      bad.on("GET blocks", saying(ScriptedNode.blocks(chain("fay", 3).subList(2, 3))));
    }
    assertThat(peers.give(bad.address())).isTrue();
    awaitTrouble(bad);
    assertThat(view(bad).trouble().orElseThrow()).matches("[ -~]{1,299}");
    follows(good(40));
  }

  @Test
  void aPoolWithoutEndDoesNotKeepTheNodeFromComparingWithAnother() throws Exception {
    String name = UUID.randomUUID() + "." + "0".repeat(64);
    for (int i = 0; i < 3; i++) {
      ScriptedNode bad =
          node("bad" + i + "0".repeat(28), List.of(GENESIS))
              .on("GET entries", "{\"entries\": [\"" + name + "\"], \"next\": \"x\"}");
      assertThat(peers.give(bad.address())).isTrue();
      until(() -> bad.count("GET entries") > 3);
    }
    ScriptedNode good = good(4);
    follows(good);
    until(() -> good.count("GET entries") > 0);
  }

  @Test
  void aForgedIdDoesNotShutOutAGivenPeer() throws Exception {
    ScriptedNode bad = node(GOOD, List.of(GENESIS));
    peers.hear(List.of(bad.address()));
    until(() -> peers.follows(GOOD));
    follows(good(4));
  }

  @Test
  void ofTwoThatAPersonHasGivenAndThatSayTheyAreOneBothAreFollowed() throws Exception {
    ScriptedNode bad = node(GOOD, List.of(GENESIS));
    assertThat(peers.give(bad.address())).isTrue();
    until(() -> peers.follows(GOOD));
    follows(good(4));
  }

  @Test
  void idsThatAreNoneAndThatDifferAreWrong() throws Exception {
    ScriptedNode odd = node("us; drop", chain("eve", 4));
    assertThat(peers.give(odd.address())).isTrue();
    awaitTrouble(odd);
    assertThat(service.tip().height()).isEqualTo(1);
    ScriptedNode two = bad(4);
    two.on("GET hello", two.hello(4).replace(BAD, GOOD));
    assertThat(peers.give(two.address())).isTrue();
    awaitTrouble(two);
    assertThat(service.tip().height()).isEqualTo(1);
  }

  @Test
  void rulesOfOthersAreNotRepeated() throws Exception {
    ScriptedNode bad = bad(4);
    bad.on("GET hello", bad.hello(4).replace("\"rules\": {", "\"rules\": {\"\\u001b[2J\": \"x\","));
    assertThat(peers.give(bad.address())).isTrue();
    awaitTrouble(bad);
    assertThat(view(bad).trouble().orElseThrow()).matches("[ -~]{1,200}");
  }

  @Test
  void tracesOfMoreThanABlockCarriesAreWrong() throws Exception {
    ScriptedNode bad = bad(4);
    String trace =
        Stream.generate(() -> "\"" + UUID.randomUUID() + "\"")
            .limit(400)
            .collect(Collectors.joining(","));
    bad.on(
        "GET blocks",
        ScriptedNode.blocks(bad.chain().subList(1, 4))
            .replace("]}}", "]}, \"entries\": [" + trace + "]}"));
    assertThat(peers.give(bad.address())).isTrue();
    awaitTrouble(bad);
    assertThat(service.tip().height()).isEqualTo(1);
    follows(good(5));
  }

  @Test
  void foundAddressesThatWaitDoNotKeepTheNodeBusy() throws Exception {
    List<PeerAddress> dead = new ArrayList<>();
    for (int port = 1; port <= 200; port++) {
      dead.add(PeerAddress.parse("127.0.0.1:" + port)); // nobody listens there
    }
    peers.hear(dead);
    ScriptedNode good = good(4);
    follows(good);
    assertThat(peers.views()).hasSizeLessThanOrEqualTo(64 + 1);
  }

  @Test
  void aNodeIsGreetedAndNotAskedForItsWholeChain() throws Exception {
    ScriptedNode good = good(4);
    follows(good);
    assertThat(good.calls().getFirst()).startsWith("GET hello");
    assertThat(good.count("GET /chain")).isZero();
  }

  @Test
  @LongRunning
  void fullHandsLeaveTheDiallerInPeace() throws Exception {
    List<ScriptedNode> eight = new ArrayList<>();
    ScriptedNode late = node("1a7e".repeat(8), List.of(GENESIS));
    late.on("GET hello", (call, out) -> {}); // so that it rests, and is tried again
    peers.hear(List.of(late.address()));
    until(() -> late.count("GET hello") > 0);
    for (int i = 0; i < 8; i++) {
      ScriptedNode one = node("900" + i + "0".repeat(28), List.of(GENESIS));
      eight.add(one);
      peers.hear(List.of(one.address()));
    }
    until(() -> eight.stream().allMatch(one -> peers.follows(one.id())));
    long asked = late.count("GET hello");
    Thread.sleep(2_500); // the one that rests becomes due, and there is no room for it
    assertThat(late.count("GET hello")).isLessThanOrEqualTo(asked + 2);
  }

  @Test
  @LongRunning
  void aLiarBesideAnHonestLeadDoesNotSpoilIt() throws Exception {
    List<Block> blocks = chain("ann", 4_000);
    ScriptedNode liar = node(BAD, List.of(GENESIS));
    liar.on("GET hello", liar.hello(1, "1"));
    liar.on(
        "GET hashes",
        (call, out) ->
            liar.json(
                out,
                "{\"hashes\": [\""
                    + blocks.get((int) Long.parseLong(call.query().get("heights")) - 1).id().hex()
                    + "\"]}"));
    liar.on(
        "GET blocks",
        (call, out) -> {
          int from = (int) call.number("from") - 1;
          List<Block> some = new ArrayList<>(blocks.subList(from, Math.min(from + 500, 4_000)));
          some.remove(some.size() / 2); // a gap in the middle
          liar.json(out, ScriptedNode.blocks(some));
        });
    assertThat(peers.give(liar.address())).isTrue();
    until(() -> peers.follows(BAD));
    ScriptedNode honest = node(GOOD, blocks);
    follows(honest);
    assertThat(view(honest).trouble()).isEmpty();
    // A greeting, and one conversation that never had to begin anew: each opens one stream.
    assertThat(honest.calls().stream().takeWhile(call -> !call.equals(ScriptedNode.EVENTS)))
        .containsExactly("GET hello");
    assertThat(honest.count(ScriptedNode.EVENTS)).isEqualTo(1);
  }

  @Test
  @LongRunning
  void aPeerThatTricklesBlocksDoesNotKeepOthersFromPushing() throws Exception {
    List<Block> slow = chain("eve", 3_000);
    AtomicInteger told = new AtomicInteger();
    for (int i = 0; i < 4; i++) {
      ScriptedNode bad = node("bad" + i + "0".repeat(28), slow);
      bad.on(
          "GET blocks",
          (call, out) -> {
            told.incrementAndGet();
            Thread.sleep(500); // trickling is what is tested
            int from = (int) call.number("from") - 1;
            bad.json(out, ScriptedNode.blocks(slow.subList(from, from + 1)));
          });
      assertThat(peers.give(bad.address())).isTrue();
    }
    until(() -> told.get() > 4);
    follows(good(2_000));
  }

  @Test
  @LongRunning
  void anExplicitResolveEndsThoughFiveOfOurKindHang() throws Exception {
    List<Block> slow = chain("eve", 3_000);
    List<PeerAddress> all = new ArrayList<>();
    List<String> hangAt = List.of("GET hello", "GET hashes", "GET blocks", "slow", "slower");
    for (int i = 0; i < hangAt.size(); i++) {
      ScriptedNode bad = node("bad" + i + "0".repeat(28), slow);
      String at = hangAt.get(i);
      if (at.startsWith("GET")) {
        bad.on(at, (call, out) -> bad.hang());
      }
      if (at.equals("GET hashes")) {
        bad.on("GET blocks", ScriptedNode.blocks(slow.subList(7, 8)));
      }
      if (at.startsWith("slow")) { // each answer just in time
        bad.on(
            "GET blocks",
            (call, out) -> {
              Thread.sleep(at.equals("slow") ? 3_000 : 300); // slowness is what is tested
              int from = (int) call.number("from") - 1;
              bad.json(out, ScriptedNode.blocks(slow.subList(from, from + 1)));
            });
      }
      all.add(bad.address());
    }
    ScriptedNode good = good(40);
    all.add(good.address());
    Resolver resolver = SyncParts.resolver(service, () -> all, client, LIMITS, threads);
    long begin = System.nanoTime();
    List<Future<Boolean>> asked = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      asked.add(threads.submit(resolver::resolve));
    }
    for (Future<Boolean> one : asked) {
      assertThat(one.get()).isIn(true, false);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
    assertThat(service.tip().height()).isGreaterThanOrEqualTo(40);
  }

  @Test
  void whatAPeerBroughtBeforeItFailedCountsForTheResolve() throws Exception {
    List<Block> told = chain("ann", 1_500);
    ScriptedNode half = node(BAD, told);
    half.on(
        "GET blocks",
        (call, out) -> {
          int from = (int) call.number("from") - 1;
          if (from == 1) { // the next time it only closes
            half.json(out, ScriptedNode.blocks(told.subList(from, from + 1_000)));
          }
        });
    Resolver resolver =
        SyncParts.resolver(service, () -> List.of(half.address()), client, LIMITS, threads);
    assertThat(resolver.resolve()).isTrue();
    assertThat(service.tip().height()).isEqualTo(1_001);
    assertThat(resolver.resolve()).isFalse();
  }

  @Test
  void aPeerThatTakesPushedBlocksSlowlyButSteadilyIsWaitedFor() throws Exception {
    Transaction wide = Blocks.transaction("{\"sender\":\"" + "x".repeat(20_000) + "\"}");
    ScriptedNode source = node(GOOD, chain("ann", 300, wide));
    follows(source);
    ScriptedNode slow = node(BAD, List.of(GENESIS));
    slow.on(
        "POST blocks",
        (call, out) -> {
          InputStream in = call.body();
          byte[] piece = new byte[100_000];
          String end = "";
          while (!end.endsWith("0\r\n\r\n")) {
            int read = in.readNBytes(piece, 0, Math.min(piece.length, Math.max(1, in.available())));
            String text = end + new String(piece, 0, read, StandardCharsets.US_ASCII);
            end = text.substring(Math.max(0, text.length() - 5));
            Thread.sleep(40); // slowness is what is tested
          }
          slow.json(out, "{}");
        });
    assertThat(peers.give(slow.address())).isTrue();
    until(() -> isKnown(slow) && view(slow).traffic().blocksPushed() == 299);
    assertThat(view(slow).trouble()).isEmpty();
  }

  @Test
  void anAnswerWithEntriesIsReadNoFurtherThanEntriesMayGo() throws Exception {
    AtomicLong sent = new AtomicLong();
    ScriptedNode bad = node(BAD, List.of(GENESIS));
    bad.on(
        "GET entries",
        "{\"entries\": [\"" + UUID.randomUUID() + "." + "0".repeat(64) + "\"], \"next\": null}");
    bad.on(
        "GET entries/wanted",
        (call, out) -> {
          write(out, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"entries\": [{\"entry\": \"");
          while (true) {
            write(out, "x".repeat(64 * 1024));
            sent.addAndGet(64 * 1024);
          }
        });
    assertThat(peers.give(bad.address())).isTrue();
    awaitTrouble(bad);
    assertThat(sent.get()).isLessThan((10 + 16) << 20); // and what the sockets hold
    follows(good(4));
  }

  @Test
  void aPeerThatClaimsMoreWorkThanItHasIsNotAskedAgainAndAgain() throws Exception {
    List<Block> ours = chain("ann", 40);
    follows(node(GOOD, ours));
    ScriptedNode liar = bad(30); // less work, but announced as more
    liar.on("GET hello", liar.hello(30, "1000000"));
    assertThat(peers.give(liar.address())).isTrue();
    awaitTrouble(liar);
    assertThat(liar.count("GET blocks")).isLessThanOrEqualTo(2);
    assertThat(service.tip().id()).isEqualTo(ours.getLast().id());
  }

  @Test
  void entriesThatWereNotRequestedAreNotTaken() throws Exception {
    ScriptedNode bad = node(BAD, List.of(GENESIS));
    String words = "{\"amount\": 5, \"recipient\": \"bob\", \"sender\": \"eve\"}";
    UUID asked = UUID.randomUUID();
    bad.on(
        "GET entries", "{\"entries\": [\"" + asked + "." + "0".repeat(64) + "\"], \"next\": null}");
    bad.on(
        "GET entries/wanted", // the id is right, the words are others
        "{\"entries\": [{\"entry\": \"" + asked + "\", \"transaction\": " + words + "}]}");
    assertThat(peers.give(bad.address())).isTrue();
    awaitTrouble(bad);
    try (ChainSnapshot now = service.look()) {
      assertThat(now.pool().count()).isZero();
    }
    follows(good(4));
  }

  @Test
  void whoCallsBackWhileItIsAskedIsAskedABoundedNumberOfTimes() throws Exception {
    ScriptedNode bad = bad(4);
    AtomicInteger calls = new AtomicInteger();
    Resolver resolver =
        SyncParts.resolver(service, () -> List.of(bad.address()), client, LIMITS, threads);
    bad.on(
        "GET hello",
        (call, out) -> {
          calls.incrementAndGet();
          try {
            resolver.resolve();
          } catch (UnavailableException e) {
            // as many as may resolve at once
          }
          bad.json(out, bad.hello(4));
        });
    assertThat(resolver.resolve()).isIn(true, false);
    assertThat(calls.get()).isLessThanOrEqualTo(16);
    follows(good(5));
  }
}
