package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import zveno.LongRunning;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;

/**
 * The explorer for all its readers: in both languages and themes, on narrow screens, by keyboard,
 * with a screen reader, and with whatever strangers have written on the chain.
 */
@Tag("slow")
@Timeout(180)
@LongRunning
class ExplorerReadersTest {

  private static final String SCRIPT =
      "<script>window.hacked = 1</script><img src=x onerror=hacked=1>";

  @TempDir static Path home;

  private static Browser browser;
  private static OwnNode node;
  private static OwnNode peer;

  /** Every page by a name, once there is something to show. */
  private static final Map<String, String> PAGES = new LinkedHashMap<>();

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Browser.isHere());
    node = OwnNode.ephemeral("--difficulty", "2");
    peer = OwnNode.ephemeral("--difficulty", "2");
    writeAllSortsOfThings();
    browser = Browser.start(home.resolve("profile"));
    browser.size(1280, 900);
    browser.open(node, "");
  }

  /** A chain with a fork in it, strange words in blocks and in the pool. */
  private static void writeAllSortsOfThings() throws Exception {
    Api api = node.api();
    api.mine();
    peer.api().register(node);
    peer.api().resolve();
    api.mine();
    peer.api().mine(2);
    api.register(peer);
    api.resolve();
    for (String transaction : strange()) {
      api.submit(transaction);
    }
    api.mine();
    for (String transaction : strange()) {
      api.submit(transaction);
    }
    long height = Api.integer(api.get("/api/v1/tip").json(), "height");
    JsonValue tip = api.get("/api/v1/blocks/" + height).json();
    String id = Api.elements(tip, "transactionIds").getFirst().text();
    String address =
        "%22"
            + java.net.URLEncoder.encode(SCRIPT, java.nio.charset.StandardCharsets.UTF_8)
                .replace("+", "%20")
            + "%22";
    PAGES.put("now", "#/now");
    PAGES.put("blocks", "#/blocks");
    PAGES.put("block", "#/block/" + Api.integer(tip, "height"));
    PAGES.put("transaction", "#/transaction/" + id);
    PAGES.put("address", "#/address/" + address);
    PAGES.put("search", "#/search/" + address.replace("%22", ""));
    PAGES.put("pool", "#/pool");
    PAGES.put("forks", "#/forks");
    PAGES.put("net", "#/net");
    PAGES.put("missing", "#/missing");
  }

  private static List<String> strange() {
    List<String> strange = new ArrayList<>();
    strange.add(transaction(quoted(SCRIPT), quoted("\"><svg onload=hacked=1>"), "1"));
    strange.add(
        transaction(quoted("\u202eevil\u2066"), quoted("\u0645\u0631\u062d\u0628\u0627"), "-0.0"));
    strange.add(transaction("\"" + "W".repeat(10_000) + "\"", "\"\\ud800\"", "9".repeat(300)));
    strange.add(
        transaction(
            "null",
            "[[], {\"__proto__\": 1, \"10\": 2, \"9\": 1.0}]",
            "1e400".replace("400", "300")));
    strange.add(transaction("\"\"", "\"{{7*7}} ${7*7}\"", "\"NaN\""));
    strange.add(transaction("[".repeat(900) + "]".repeat(900), "true", "{}"));
    return strange;
  }

  private static String transaction(String sender, String recipient, String amount) {
    return "{\"sender\": "
        + sender
        + ", \"recipient\": "
        + recipient
        + ", \"amount\": "
        + amount
        + "}";
  }

  private static String quoted(String text) {
    return new String(
        new JsonWriter().string(text).toBytes(), java.nio.charset.StandardCharsets.US_ASCII);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    for (OwnNode one : new OwnNode[] {node, peer}) {
      if (one != null) {
        one.close();
      }
    }
  }

  @AfterEach
  void nothingHasBeenRunThatWasMeantAsText() {
    assertThat(browser.run("return window.hacked")).isNull();
    browser.assertOneHost();
    // A stranger may ask for what is not there; everything else in the console is ours to answer
    // for.
    assertThat(browser.complaints()).isEmpty();
  }

  /** Goes to a page, and waits until all of it is there. */
  private static void visit(String page) {
    browser.go(PAGES.get(page));
    browser.await(
        page + " is there",
        () -> {
          String text = browser.text("main");
          return !text.contains("Loading\u2026")
              && !text.contains(
                  "\u0417\u0430\u0433\u0440\u0443\u0436\u0430\u0435\u0442\u0441\u044f\u2026");
        });
  }

  @Test
  void strangersWordsAreNothingButText() {
    browser.open(node, "");
    browser.seeText("#pool", SCRIPT.substring(0, 30));
    for (String page : PAGES.keySet()) {
      visit(page);
      assertThat(browser.all("main script, main img, main iframe, svg[onload]")).as(page).isEmpty();
    }
    visit("pool");
    assertThat(browser.text("main"))
        .contains(
            SCRIPT.substring(0, 40),
            "\u202eevil",
            "WWWW",
            "1e+300",
            "-0.0",
            "NaN",
            "null",
            "{{7*7}} ${7*7}");
    visit("address");
    assertThat(browser.text("h1")).contains(SCRIPT.substring(0, 60));
    visit("search");
    // It is one address, so its page opens.
    assertThat(browser.text("h1")).contains(SCRIPT.substring(0, 60));
    assertThat(browser.text("main")).contains("onload");
  }

  @Test
  void everyPageSpeaksBothLanguages() {
    browser.open(node, "");
    for (String page : PAGES.keySet()) {
      visit(page);
      String english = browser.text("h1");
      assertNoKeys(page);
      browser.click("#language");
      browser.await(
          page + " speaks Russian",
          () -> browser.text(".nav").contains("\u0421\u0435\u0439\u0447\u0430\u0441"));
      assertThat(browser.run("return document.documentElement.lang")).isEqualTo("ru");
      assertThat(browser.text("h1")).as(page).isNotEqualTo(english);
      assertNoKeys(page);
      browser.click("#language");
      browser.await(page + " speaks English", () -> browser.text(".nav").contains("Now"));
      assertThat(browser.text("h1")).isEqualTo(english);
    }
  }

  /** A key that no text belongs to would be shown itself; a value that is missing, with braces. */
  private static void assertNoKeys(String page) {
    String frame = browser.text("header.top") + browser.text("footer") + browser.text("main");
    assertThat(frame)
        .as(page)
        .doesNotContainPattern(
            "(?<![\\w/.])(now|blocks?|tx|net|forks|pool|happened|peer|plot|error|unit)\\.[a-z]");
    assertThat(frame.replace("{{7*7}} ${7*7}", "")).as(page).doesNotContainPattern("\\{[a-z]+\\}");
  }

  @Test
  void theLanguageAndTheThemeAreKept() {
    browser.open(node, "");
    browser.click("#language");
    browser.click("#theme");
    browser.click("#theme");
    browser.open(node, "#/forks");
    browser.seeText("h1", "\u0420\u0430\u0437\u0432\u0438\u043b\u043a\u0438");
    assertThat(browser.run("return document.documentElement.dataset.theme")).isEqualTo("dark");
    browser.click("#language");
    browser.click("#theme");
    assertThat(browser.run("return document.documentElement.dataset.theme")).isNull();
  }

  @Test
  void everyPageFitsAPhone() {
    browser.size(360, 740);
    browser.open(node, "");
    for (String page : PAGES.keySet()) {
      visit(page);
      browser.assertNotWiderThanTheScreen(page);
    }
    browser.click("#language");
    for (String page : PAGES.keySet()) {
      visit(page);
      browser.assertNotWiderThanTheScreen(page + " in Russian");
    }
    browser.click("#language");
    browser.size(1280, 900);
  }

  @Test
  void nothingIsCutAt390PixelsWithoutASign() {
    browser.size(390, 844);
    browser.open(node, "");
    browser.click("#language");
    browser.seeText(".nav", "\u041b\u0430\u0431\u043e\u0440\u0430\u0442\u043e\u0440\u0438\u044f");
    assertThat(
            (Boolean)
                browser.run(
                    """
                    const items = [...document.querySelectorAll(".nav a")];
                    return new Set(items.map((item) => item.getBoundingClientRect().top)).size === 1
                      && items.at(-1).getBoundingClientRect().right <= innerWidth;
                    """))
        .as("the menu takes one line")
        .isTrue();
    for (String page : List.of("blocks", "pool", "address", "block")) {
      visit(page);
      browser.see("main table");
      assertThat(
              browser.run(
                  """
                  return [...document.querySelectorAll("main table")].filter((table) =>
                      table.getBoundingClientRect().right > innerWidth
                      || table.scrollWidth > table.parentElement.clientWidth).length
                    + [...document.querySelectorAll("table time")]
                      .filter((time) => time.getClientRects().length > 1).length;
                  """))
          .as(page + ": no column is cut, no age takes two lines")
          .isEqualTo(0L);
    }
    browser.size(320, 844);
    visit("forks");
    browser.click(".turn.before");
    browser.see(".turn.after");
    browser.assertUsableInBothThemes("forks, scrolled");
    visit("now");
    browser.click("#language");
    browser.size(1280, 900);
  }

  @Test
  void theFirstPageIsAccessibleInBothThemes() {
    browser.open(node, "");
    browser.assertUsableInBothThemes("now");
  }

  @Test
  void everyPageIsAccessibleInBothThemes() {
    browser.open(node, "");
    for (String page : PAGES.keySet()) {
      visit(page);
      browser.assertUsableInBothThemes(page);
    }
    visit("block");
    browser.click("#recompute-all");
    browser.see("#recompute > div > .good");
    browser.assertUsableInBothThemes("block, recomputed");
    visit("now");
    browser.click("#send");
    browser.see("dialog[open]");
    browser.assertUsableInBothThemes("the dialog");
    browser.click("#send-close");
    browser.run("[...document.querySelectorAll('footer button')].at(-1).click()");
    browser.see(".pointed");
    browser.assertUsableInBothThemes("the tour");
  }

  /** Swagger UI itself would read them as JavaScript's, and show others: 5.0 as 5. */
  @Test
  void thePageOfTheApiShowsTheChainsOwnNumbers() throws Exception {
    String exact = transaction("9007199254740993", "5.0", "1e-07");
    node.api().submit(exact);
    browser.systemTheme("dark");
    browser.open(node, "docs", ".swagger-ui .info");
    browser.see("html.dark-mode");
    browser.click("#operations-transactions-pool .opblock-summary-control");
    browser.click("#operations-transactions-pool .try-out__btn");
    browser.click("#operations-transactions-pool .execute");
    browser.seeText(".exact", "\"sender\": 9007199254740993");
    assertThat(browser.text(".exact"))
        .contains("\"recipient\": 5.0", "\"amount\": 1e-07", "\"next\": null\n}");
    assertThat(Api.parse(browser.text(".exact")).toString())
        .isEqualTo(node.api().get("/api/v1/pool").json().toString());
    browser.systemTheme("light");
    browser.await("the light theme", () -> browser.all("html.dark-mode").isEmpty());

    browser.click("#explorer");
    browser.seeText("h1", "Block");
  }

  @Test
  void theKeyboardIsEnough() {
    browser.open(node, "");
    browser.focused().sendKeys(Keys.TAB);
    assertThat(browser.focused().getText()).isEqualTo("Skip to content");
    browser.focused().sendKeys(Keys.ENTER);
    assertThat(browser.focused().getTagName()).isEqualTo("main");

    // A reader who follows a link is told where it led.
    browser.see(".nav a[href='#/forks']").sendKeys(Keys.ENTER);
    browser.await("the heading has the focus", () -> browser.focused().getTagName().equals("h1"));
    assertThat(browser.focused().getText()).isEqualTo("Forks");
    browser.await("the tree", () -> browser.all(".knot").size() > 4);
    browser.all(".knot").getLast().sendKeys(Keys.ENTER);
    browser.seeText("h1", "Block");

    browser.go("#/now");
    browser.see("#send").sendKeys(Keys.ENTER);
    browser.await(
        "the first field", () -> "send-sender".equals(browser.focused().getDomAttribute("id")));
    browser.focused().sendKeys(Keys.ESCAPE);
    browser.await("no dialog", () -> browser.all("dialog[open]").isEmpty());
  }

  @Test
  void jsonLosesNothing() throws Exception {
    List<String> canonical = new ArrayList<>();
    for (String value : HostileJson.values()) {
      canonical.add(
          new String(Api.parse(value).bytes(), java.nio.charset.StandardCharsets.US_ASCII));
    }
    canonical.addAll(
        List.of("NaN", "[Infinity, -Infinity]", "{\"10\": 1, \"9\": {\"__proto__\": 1.0}}"));
    Object again =
        browser.runAsync(
            """
            const [texts, done] = arguments;
            const module = document.querySelector("[rel=modulepreload][href$='core/json.js']").href;
            import(module).then(({ parse, write }) => done(texts.map((text) => write(parse(text)))),
              (e) => done(String(e)));
            """,
            canonical);
    assertThat(again).isEqualTo(canonical);
    Object refused =
        browser.runAsync(
            """
            const [texts, done] = arguments;
            const module = document.querySelector("[rel=modulepreload][href$='core/json.js']").href;
            import(module).then(({ parse, JsonError }) => done(texts.filter((text) => {
              try { parse(text); return true; } catch (e) { return !(e instanceof JsonError); }
            })));
            """,
            List.of(
                "",
                "{",
                "[1,]",
                "{\"a\" 1}",
                "01",
                "1.",
                ".5",
                "+1",
                "\"\\x\"",
                "\"a\nb\"",
                "\"",
                "nul",
                "1 2",
                "{1: 2}",
                "[".repeat(3000)));
    assertThat((List<?>) refused).isEmpty();
  }
}
