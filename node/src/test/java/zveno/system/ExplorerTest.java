package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.kernel.json.JsonValue;

/** The explorer as its readers use it: every page and every button, on real nodes. */
@Tag("slow")
@Timeout(120)
class ExplorerTest {

  private static final String[] EASY = {"--difficulty", "3"};

  @TempDir static Path home;

  private static Browser browser;
  private static OwnNode node;

  private final Api api = node.api();

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Browser.isHere());
    node = OwnNode.ephemeral(EASY);
    browser = Browser.start(home.resolve("profile"));
    // Pages group the digits of heights from 1,000 on: all tests see such heights, however fast the
    // miner is.
    node.api().post("/api/v1/blocks", "{\"count\": 1000}").expect(201);
    browser.size(1280, 900);
    browser.open(node, "");
    browser.click("#no-tour");
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (node != null) {
      node.close();
    }
  }

  @BeforeEach
  void forgetOldComplaints() {
    browser.leave();
    browser.complaints();
  }

  @AfterEach
  void nothingIsWrongBehindTheScenes() {
    browser.assertOneHost();
  }

  private static void assertNoComplaints() {
    assertThat(browser.complaints()).isEmpty();
  }

  private long height() throws Exception {
    return Api.integer(api.get("/api/v1/tip").json(), "height");
  }

  private String tipHash() throws Exception {
    return Api.text(api.get("/api/v1/tip").json(), "hash");
  }

  // Now.

  @Test
  void blocksAndTransactionsAppearByThemselves() throws Exception {
    browser.open(node, "");
    browser.seeText(".hero", "live");

    api.submit(Api.transaction("appears", "by itself", 31));
    browser.seeText("#pool", "appears");
    api.mine();

    String hash = tipHash();
    browser.see(".chain .next + li a[href='#/block/" + hash + "']");
    browser.seeText("#happenings", hash.substring(0, 8));
    assertThat(browser.run("return document.querySelector('.chain').scrollLeft")).isEqualTo(0L);
    browser.await("the pool is empty", () -> !browser.text("#pool").contains("by itself"));
    assertNoComplaints();
  }

  @LongRunning
  @Test
  void theButtonsDoWhatTheySay() throws Exception {
    browser.open(node, "");
    long before = height();

    browser.click("#mine");
    browser.seeText(".actions .good", "Block " + shown(before + 1) + " was mined");
    browser.seeText(".chain .next + li", shown(before + 1));

    browser.click("#miner");
    browser.seeText("#miner", "Stop mining");
    browser.await(
        "the chain grows", () -> !browser.text(".hero h1").equals("Block " + shown(before + 1)));
    browser.click("#miner");
    browser.seeText("#miner", "Start mining");
    browser.seeText(".actions .good", "The miner has stopped");

    browser.click("#resolve");
    browser.seeText(".actions .good", "Our chain stays");
    assertNoComplaints();
  }

  @Test
  void aTransactionIsSentAsItIsTyped() throws Exception {
    browser.open(node, "");
    browser.click("#send");
    browser.type("#send-sender", "typed \"by\" hand");
    browser.type("#send-recipient", "0x1");
    browser.type("#send-amount", "much");
    browser.click("#send-now");
    browser.seeText("dialog .bad", "must be a number");

    browser.type("#send-amount", "1.0");
    browser.click("#send-now");
    browser.seeText("dialog .good", "Accepted and stored");
    browser.click("#send-mode");
    browser.paste(
        "#send-json",
        "{\"sender\": null, \"recipient\": [1e2], \"amount\": 10000000000000000000000}");
    browser.click("#send-now");
    browser.await("both wait", () -> browser.text("#pool").contains("10000000000000000000000"));
    browser.click("#send-close");

    assertThat(api.pool().stream().map(JsonValue::toString).toList())
        .contains(
            "{\"amount\": 1.0, \"recipient\": \"0x1\", \"sender\": \"typed \\\"by\\\" hand\"}",
            "{\"amount\": 10000000000000000000000, \"recipient\": [100.0], \"sender\": null}");
    assertNoComplaints();
    api.mine();
  }

  /**
   * Many blocks at once are counted; if each came in by itself the strip would be dark all the
   * time.
   */
  @Test
  @LongRunning
  void manyBlocksAtOnceAreCountedAndNotAnimated() throws Exception {
    browser.open(node, "");
    browser.seeText(".hero", "live");
    browser.run(
        """
        window.most = 0;
        window.jumps = [];
        new MutationObserver(() => {
          window.most = Math.max(window.most, document.querySelectorAll(".chain .arrived").length);
          window.jumps.push(document.querySelector(".chain .jump")?.textContent);
        }).observe(document.querySelector(".chain"), { childList: true, subtree: true, attributes: true });
        """);
    long height = height() + 40;
    api.mine(40);
    browser.await(
        "the last", () -> browser.text(".chain .next + li .height").equals(shown(height)));
    assertThat((Long) browser.run("return window.most")).isBetween(0L, 2L);
    assertThat((Boolean) browser.run("return window.jumps.some((jump) => /^\\+\\d+$/.test(jump))"))
        .isTrue();

    api.submit(Api.transaction("early", "bird", 1));
    browser.seeText(".chain .next", "early \u2192 bird");
    assertThat(browser.text(".chain .next .height")).isEqualTo(shown(height + 1));
    assertNoComplaints();
    api.mine();
  }

  @Test
  @LongRunning
  void whatWasNotMeasuredIsNotDrawn() throws Exception {
    try (OwnNode fresh = OwnNode.ephemeral(EASY)) {
      browser.open(fresh, "");
      browser.seeText(".plots", "Nothing to draw yet.");
      browser.seeText(".hero", "live");
      Object known =
          browser.runAsync(
              """
              const done = arguments[0];
              const module = document.querySelector("[rel=modulepreload][href$='core/live.js']").href;
              import(module).then(({ state }) => setTimeout(() => done(
                state.seconds.filter((second) => second.transactions !== null).length), 1500));
              """);
      assertThat((Long) known).isBetween(1L, 20L);
      Object marks =
          browser.runAsync(
              """
              const done = arguments[0];
              const module = document.querySelector("[rel=modulepreload][href$='parts/plot.js']").href;
              import(module).then(({ CLOCK }) => done(CLOCK.filter((s) => s >= 60 && s < 86400).join()));
              """);
      assertThat(marks).isEqualTo("60,120,300,600,1200,1800,3600,7200,10800,21600,43200");
      assertNoComplaints();
    }
  }

  // Pages.

  @Test
  @LongRunning
  void noLabelOfAPlotIsCut() throws Exception {
    String watch =
        browser.runAtStart(
            """
            window.labels = new Set();
            window.cut = new Set();
            const draw = CanvasRenderingContext2D.prototype.fillText;
            CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...rest) {
              const width = this.measureText(text).width;
              const at = this.getTransform().transformPoint(new DOMPoint(x, y));
              const left = at.x - ({ right: width, end: width, center: width / 2 }[this.textAlign] ?? 0);
              window.labels.add(text);
              if (left < -1 || left + width > this.canvas.width + 1 || at.y < 0 || at.y > this.canvas.height) {
                window.cut.add(text);
              }
              return draw.call(this, text, x, y, ...rest);
            };
            """);
    try (OwnNode mining =
        OwnNode.ephemeral("--difficulty", "5", "--mining-threads", "1", "--mine")) {
      for (int width : List.of(1280, 390)) {
        browser.size(width, 900);
        browser.open(mining, "");
        browser.await("labels in English", () -> labels().matches("(?s).*\\d [kM]?H/s.*"));
        assertThat(browser.run("return [...window.cut].join()")).as("at " + width).isEqualTo("");
        browser.click("#language");
        browser.await("labels in Russian", () -> labels().contains("\u0445\u044d\u0448/\u0441"));
        assertThat(browser.run("return [...window.cut].join()")).as("at " + width).isEqualTo("");
        browser.click("#language");
      }
    } finally {
      browser.runNoLonger(watch);
      browser.size(1280, 900);
    }
  }

  /** As the pages write a number in English. */
  private static String shown(long number) {
    return String.format(Locale.ENGLISH, "%,d", number);
  }

  private static String labels() {
    return browser.run("return [...window.labels].join('\\n')").toString();
  }

  @Test
  void aBlockIsShownAndComputedAnew() throws Exception {
    api.submit("{\"sender\": \"ann\", \"recipient\": \"bob\", \"amount\": 1.0}");
    api.mine();
    String hash = tipHash();
    browser.open(node, "#/block/" + hash);
    browser.seeText("h1", "Block " + shown(height()));
    browser.seeText(".facts", hash);
    browser.seeText(".transactions", "1.0");

    browser.click("#recompute-step");
    browser.await("one step", () -> browser.all(".steps > .right").size() == 1);
    browser.click("#recompute-all");
    browser.seeText("#recompute > div > .good", "Everything is correct.");
    assertThat(browser.all(".steps > .right")).hasSize(4);
    assertThat(browser.text(".digest b")).isEqualTo("000");

    browser.click("#show-canonical");
    String canonical = api.get("/api/v1/blocks/" + hash + "/canonical").text();
    browser.await("the bytes", () -> browser.text("pre").equals(canonical));
    browser.click("#show-json");
    browser.await("lines", () -> browser.text("pre").contains("\"amount\": 1.0,\n"));
    assertNoComplaints();
  }

  @Test
  @LongRunning
  void aFirstBlockNeedsNoProof() {
    browser.open(node, "#/block/1");
    browser.click("#recompute-all");
    browser.seeText("#recompute > div > .good", "Everything is correct.");
    browser.seeText(".steps", "needs no proof");
    assertNoComplaints();
  }

  @LongRunning
  @Test
  void transactionsAndAddressesLeadToEachOther() throws Exception {
    api.submit("{\"sender\": \"zoe\", \"recipient\": {\"a\": 1}, \"amount\": 2}");
    api.mine();
    api.submit("{\"sender\": \"zoe\", \"recipient\": {\"a\": 1}, \"amount\": 2}");
    browser.open(node, "#/address/%22zoe%22");
    browser.seeText("#address-waiting .tx-to", "{\"a\": 1}");
    browser.seeText("section:last-child .tx-to", "{\"a\": 1}");
    browser.seeText("section:last-child .tx-block", shown(height()));
    browser.click("section:last-child .tx-id a");

    browser.seeText("h1", "Transaction");
    browser.await("both places", () -> browser.all("#places ~ .list li").size() == 2);
    browser.seeText("#places ~ .list", "waiting");
    browser.seeText("#places ~ .list", "confirmation");
    assertThat(browser.text("pre"))
        .isEqualTo("{\"amount\": 2, \"recipient\": {\"a\": 1}, \"sender\": \"zoe\"}");

    browser.click("dd a[href*='address'] bdi.other");
    browser.seeText("h1", "{\"a\": 1}");
    browser.seeText(".transactions", "zoe");
    assertNoComplaints();
    api.mine();
  }

  @LongRunning
  @Test
  void theSearchOpensTheOneThingThatGoesByAName() throws Exception {
    api.submit(Api.transaction("Needle", "haystack", 8));
    api.mine();
    String hash = tipHash();
    String height = Long.toString(height());
    browser.open(node, "#/forks");
    for (String name :
        List.of(
            hash, hash.substring(0, 8), "Block " + height, "\u0431\u043b\u043e\u043a " + height)) {
      search(name);
      browser.seeText(".facts", hash);
      browser.go("#/forks");
    }
    search("nEEDLE");
    browser.seeText("h1", "Address Needle");
    browser.click(".transactions .tx-id a");
    browser.seeText("h1", "Transaction");
    String id = browser.text(".facts .hash .digits");
    for (String name : List.of(id, id.substring(0, 8))) {
      browser.go("#/forks");
      search(name);
      browser.seeText("h1", "Transaction " + id.substring(0, 8));
    }
    browser.run("history.back()");
    browser.seeText("h1", "Forks");
    assertNoComplaints();

    search("nobody by that name");
    browser.seeText("main", "Nothing found");
    for (String name : List.of("54,873", "54 873", "54\u202f873", "block 54,873")) {
      Object asked =
          browser.runAsync(
              """
              const [name, done] = arguments;
              location.hash = "#/forks";
              const fetched = window.fetch;
              window.fetch = (...args) => {
                if (String(args[0]).includes("/headers/")) {
                  window.fetch = fetched;
                  done(String(args[0]).split("/").at(-1));
                }
                return fetched(...args);
              };
              location.hash = "#/search/" + encodeURIComponent(name);
              """,
              name);
      assertThat(asked).as(name).isEqualTo("54873");
    }
  }

  @Test
  @LongRunning
  void theSearchShowsAllThatGoesByAName() throws Exception {
    String height = Long.toString(height());
    api.submit(Api.transaction(height, "by number", 1));
    browser.open(node, "");
    search(height);
    browser.seeText("main", "Block " + shown(height()));
    browser.seeText("main", "An address " + height);
    assertNoComplaints();
    api.mine();
  }

  private static void search(String text) {
    browser.type("#search", text);
    browser.see("#search").submit();
  }

  @Test
  @LongRunning
  void longListsComePageByPage() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      lines.append(Api.transaction("crowd", "page " + i, i)).append('\n');
    }
    byte[] body = lines.toString().getBytes(StandardCharsets.UTF_8);
    api.post("/api/v1/transactions", "application/x-ndjson", body).expect(200);
    browser.open(node, "#/pool");
    browser.await("a page", () -> browser.all("main tbody tr").size() == 50);
    browser.click("#more-pool");
    browser.await("all", () -> browser.all("main tbody tr").size() == 60);

    api.mine(52);
    browser.open(node, "#/block/" + (height() - 51));
    browser.await("a page", () -> browser.all("main tbody tr").size() == 50);
    browser.click("#more-transactions");
    browser.await("all", () -> browser.all("main tbody tr").size() == 61);

    browser.open(node, "#/address/%22crowd%22");
    browser.await("a page", () -> browser.all("main tbody tr").size() == 50);
    browser.click("#more-named");
    browser.await("all", () -> browser.all("main tbody tr").size() == 60);

    browser.open(node, "#/blocks");
    browser.await("a page", () -> browser.all("tbody tr").size() == 50);
    browser.click("#more-blocks");
    browser.await("more", () -> browser.all("tbody tr").size() > 50);
    browser.type("#jump", "3");
    browser.see("#jump").submit();
    browser.await("from there on", () -> browser.all("tbody tr").size() == 3);
    assertNoComplaints();
  }

  // The net.

  @LongRunning
  @Test
  void aReorganisationIsSeen() throws Exception {
    try (OwnNode here = OwnNode.ephemeral(EASY);
        OwnNode other = OwnNode.ephemeral(EASY)) {
      here.api().mine(2);
      other.api().register(here);
      other.api().resolve();
      here.api().mine(1);
      other.api().mine(2);
      String lost = Api.text(here.api().get("/api/v1/tip").json(), "hash");

      browser.open(here, "#/net");
      browser.type("#peer", other.api().url());
      browser.click("#register-peer");
      browser.seeText("#peers", other.api().uri().getAuthority());
      browser.go("#/forks");
      browser.await("the chain alone", () -> browser.all(".knot").size() == 4);
      browser.click("#resolve");
      browser.seeText(".actions .good", "Our chain was replaced");
      browser.see(".knot:not(.chosen)[href='#/block/" + lost + "']");
      assertThat(browser.all(".knot.chosen")).hasSize(5);
      browser.seeText(
          ".happenings", "Reorganisation above block 3: 1 block removed, 2 blocks added");
      assertNoComplaints();

      browser.go("#/block/" + lost);
      browser.seeText("main", "is on a side branch");
      browser.go("#/now");
      browser.await("the new tip", () -> browser.text(".hero h1").equals("Block 5"));
    }
  }

  @Test
  @LongRunning
  void aPeerIsFollowedUntilItIsNot() throws Exception {
    try (OwnNode here = OwnNode.ephemeral(EASY);
        OwnNode other = OwnNode.ephemeral(EASY)) {
      other.api().mine(2);
      String address = other.api().uri().getAuthority();
      browser.open(here, "#/net");
      browser.type("#peer", address);
      browser.click("#follow-peer");
      browser.seeText("main .good", address + " is now followed");
      browser.seeText("#peers .badge", "followed");
      browser.seeText("#peers", "same chain");
      browser.seeText("#peers", "added through the API");
      browser.open(other, "#/net");
      String node = Api.text(here.api().get("/api/v1/status").json(), "nodeId").substring(0, 8);
      browser.seeText("#followers", node);
      browser.seeText(".graph", "1 more node follows this one");
      browser.open(here, "#/net");

      browser.go("#/now");
      other.api().mine();
      browser.await("its block", () -> browser.text(".hero h1").equals("Block 4"));
      browser.go("#/net");
      browser.click("#peers button");
      browser.await("nobody is left", () -> browser.all("#peers li").isEmpty());
      assertNoComplaints();
    }
  }

  @Test
  @LongRunning
  void anAddressWithoutAPortIsAskedAbout() {
    browser.open(node, "#/net");
    browser.type("#peer", "localhost");
    browser.click("#register-peer");
    browser.seeText("main .warn", "port 80");
    browser.click("#port-5000");
    browser.seeText("main .good", "localhost:5000 is registered");
    browser.seeText("#peers", "localhost:5000");
    assertNoComplaints();
  }

  @Test
  @LongRunning
  void whatAPeerAddsIsNoReorganisation() throws Exception {
    try (OwnNode here = OwnNode.ephemeral(EASY);
        OwnNode other = OwnNode.ephemeral(EASY)) {
      here.api().mine();
      other.api().register(here);
      other.api().resolve();
      other.api().mine(3);
      here.api().register(other);
      browser.open(here, "");
      browser.seeText(".hero", "live");
      here.api().resolve();
      browser.seeText("#happenings", "3 blocks added from a peer");
      browser.await("the new tip", () -> browser.text(".hero h1").equals("Block 5"));
      assertNoComplaints();
    }
  }

  // Many tabs.

  /** A browser opens six connections to a node and no more. */
  @Test
  @LongRunning
  @Timeout(300)
  void tenTabsShareOneStreamWhicheverOfThemIsClosed() throws Exception {
    try (OwnNode busy = OwnNode.ephemeral(EASY)) {
      browser.open(busy, "");
      String first = browser.window();
      List<String> windows = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        windows.add(browser.openWindow());
        browser.open(busy, "");
      }
      busy.api().mine();
      for (String window : windows) {
        assertSees(window, 2);
      }
      assertThat(streams(busy)).isEqualTo("1.0");

      // The one that came first goes, and the next two, while blocks arrive.
      String last = windows.getLast();
      for (String window : List.of(first, windows.get(0), windows.get(1))) {
        browser.lookAt(window);
        browser.closeWindow();
        browser.lookAt(last);
        busy.api().mine();
      }
      for (String window : windows.subList(2, windows.size())) {
        assertSees(window, 5);
        for (int height = 2; height <= 5; height++) {
          browser.seeText("#happenings", "Block " + shown(height) + " with");
        }
      }
      assertThat(streams(busy)).isEqualTo("1.0");
      for (String window : windows.subList(2, windows.size() - 1)) {
        browser.lookAt(window);
        browser.closeWindow();
      }
      browser.lookAt(last);
      browser.size(1280, 900);
    }
  }

  private static void assertSees(String window, int height) {
    browser.lookAt(window);
    browser.seeText(".hero", "live");
    browser.await(
        "block " + height, () -> browser.text(".hero h1").equals("Block " + shown(height)));
  }

  private static String streams(OwnNode of) throws Exception {
    return of.api()
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("zveno_http_event_streams "))
        .findFirst()
        .orElseThrow()
        .substring("zveno_http_event_streams ".length());
  }

  @Test
  @LongRunning
  void aHiddenPageDoesNotListen() throws Exception {
    try (OwnNode alone = OwnNode.ephemeral(EASY)) {
      String hidden =
          browser.runAtStart(
              "Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })");
      try {
        browser.open(alone, "");
        browser.seeText(".hero h1", "Block 1");
        browser.see("#pool");
        assertThat(streams(alone)).isEqualTo("0.0");
      } finally {
        browser.runNoLonger(hidden);
      }
      alone.api().mine();
      browser.run("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))");
      browser.seeText(".hero", "live");
      browser.seeText(".hero h1", "Block 2");
      assertNoComplaints();
    }
  }

  @Test
  @LongRunning
  void liveIsWhatHasGivenASignOfLife() throws Exception {
    try (StreamHoldingProxy proxy = new StreamHoldingProxy(node)) {
      String watch =
          browser.runAtStart(
              """
              new MutationObserver(() => {
                window.shown ??= new Set();
                window.shown.add(document.querySelector(".hero .badge")?.textContent);
              }).observe(document, { childList: true, subtree: true, characterData: true });
              """);
      try {
        browser.open(proxy, "");
        browser.seeText(".hero", "polled every few seconds");
      } finally {
        browser.runNoLonger(watch);
      }
      long before = height();
      api.mine();
      browser.seeText(".hero h1", "Block " + shown(before + 1));
      assertThat(browser.run("return [...window.shown].join()").toString()).doesNotContain("live");
      assertNoComplaints();
    }
  }

  // When something is in the way.

  @Test
  @LongRunning
  void liveIsWithdrawnWhenNoSignOfLifeComes() throws Exception {
    // No worker, so that the page's own clock can be set: the node's 15 seconds of silence are too
    // many for it.
    String impatient =
        browser.runAtStart(
            """
            delete window.SharedWorker;
            const real = window.setTimeout;
            window.setTimeout = (call, ms, ...rest) => real(call, ms === 40000 ? 1000 : ms, ...rest);
            """);
    try (OwnNode silent = OwnNode.ephemeral(EASY)) {
      browser.open(silent, "");
      browser.seeText(".hero", "live");
      browser.seeText(".hero", "polled every few seconds");
      browser.seeText(".hero", "live"); // the next stream begins with a sign of life
      assertNoComplaints();
    } finally {
      browser.runNoLonger(impatient);
    }
  }

  @Test
  @LongRunning
  void whereReadingNeedsATokenTheExplorerMovesByItselfWithIt() throws Exception {
    Path tokens = home.resolve("tokens");
    Files.writeString(tokens, "reader read,mine correct-horse-battery-staple\n");
    try (OwnNode guarded = OwnNode.ephemeral("--difficulty", "3", "--tokens", tokens.toString())) {
      browser.open(guarded, "", "#token");
      browser.type("#token", "correct-horse-battery-staple");
      browser.click("dialog[open] [type=submit]");
      browser.seeText(".hero", "live");
      guarded
          .api()
          .get("/mine", "Authorization", "Bearer correct-horse-battery-staple")
          .expect(200);
      browser.seeText(".hero h1", "Block 2");
      browser.seeText("#happenings", "Block 2 with");
      browser.seeText(".hero", "live");
    }
  }

  @LongRunning
  @Test
  void theTokenIsAskedForAndKeptInMemoryOnly() throws Exception {
    Path token = home.resolve("token");
    Files.writeString(token, "correct-horse-battery-staple");
    OwnNode guarded = OwnNode.ephemeral("--difficulty", "3", "--token-file", token.toString());
    try (guarded) {
      browser.open(guarded, "");
      browser.click("#mine");
      browser.type("#token", "wrong");
      browser.click("dialog[open] [type=submit]");
      browser.seeText("dialog[open]", "Wrong token");
      browser.type("#token", "correct-horse-battery-staple");
      browser.click("dialog[open] [type=submit]");
      browser.seeText(".actions .good", "Block 2 was mined");
      browser.click("#mine");
      browser.seeText(".actions .good", "Block 3 was mined");
      assertThat(browser.run("return JSON.stringify([{...localStorage}, {...sessionStorage}])"))
          .asString()
          .doesNotContain("horse");

      browser.open(guarded, "");
      browser.click("#mine");
      browser.see("#token");
      browser.run("document.querySelector('dialog[open] [type=button]').click()");
      browser.seeText(".actions .bad", "requires a token");
    }
    browser.seeText(".away", "does not answer");
    browser.click("#mine");
    browser.seeText(".actions .bad", "Is it still running?");
  }

  @Test
  @LongRunning
  void whatIsRefusedIsExplained() {
    browser.open(node, "#/net");
    browser.type("#peer", "not an address");
    browser.click("#register-peer");
    browser.seeText("main .bad", "Invalid request");
    browser.seeText("main .bad q", "not an address");

    browser.go("#/block/" + "f".repeat(64));
    browser.seeText("main", "There is no block fff");
    browser.go("#/transaction/" + "f".repeat(64));
    browser.seeText("main", "Neither the chain nor the pool");
    browser.go("#/nowhere");
    browser.seeText("h1", "Page not found");
  }

  @Test
  @LongRunning
  void theTourLeadsThroughThePages() {
    browser.open(node, "");
    browser.run("[...document.querySelectorAll('footer button')].at(-1).click()");
    for (String stop :
        List.of("chain", "actions", "happenings", "recompute", "tree", "peers", "laboratory")) {
      browser.see("#" + stop + ".pointed");
      browser.await(
          "it has the focus", () -> "tour".equals(browser.focused().getDomAttribute("class")));
      browser.click("#tour-next");
    }
    browser.await("the end", () -> browser.all(".tour").isEmpty());
    assertNoComplaints();
  }
}
