package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebElement;
import zveno.LongRunning;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.strict.StrictNets.Person;
import zveno.kernel.rules.strict.StrictTransaction;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.keys.Scheme;
import zveno.node.explorer.Explorer;
import zveno.node.wallet.KeyFolder;
import zveno.node.wallet.WalletKey;

/** The wallet in the browser, from a new key to a receipt that somebody has tampered with. */
@LongRunning
@Timeout(600)
class WalletPageTest {

  private static final Person ANN = Person.numbered(1);
  private static final String PASSPHRASE = "pässphrase of a test";

  /** The words of 32 zero bytes, and the first address that they give. */
  private static final String ZERO_WORDS = "abandon ".repeat(23) + "art";

  private static final String ZERO_ADDRESS =
      "zv1qzdkyes5hmre2f7g6qtk6pyuuukva2wtk39gpd9n0p8degvdmxe3kq4ypwv";

  @TempDir Path home;

  private Genesis genesis;
  private OwnNode node;
  private Browser browser;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(Browser.isHere());
    genesis = StrictNets.genesis(50, 0, 3, Map.of(ANN.address(), new Coins(100_000)));
    Path file = Files.write(home.resolve("genesis.json"), genesis.canonical());
    node =
        OwnNode.ephemeral(
            "--rules=strict",
            "--genesis=" + file,
            "--mining-threads=1",
            "--allow-host=lan.example",
            "--reward-address=" + ANN.address().text());
    browser =
        Browser.start(home.resolve("profile"), "--host-resolver-rules=MAP lan.example 127.0.0.1");
    browser.size(1280, 900);
    browser.open(node, "");
    browser.click("#no-tour");
  }

  @AfterEach
  void stop() {
    if (browser != null) {
      browser.close();
    }
    if (node != null) {
      node.close();
    }
  }

  private void mine() throws Exception {
    node.api().post("/api/v1/blocks", "{\"count\": 1}").expect(201);
  }

  /** Waits with the patience that a passphrase's key takes on a busy machine. */
  private void slowly(String selector, String text) {
    for (int i = 0; i < 4 && !browser.text(selector).contains(text); i++) {
      try {
        browser.seeText(selector, text);
      } catch (TimeoutException e) {
        System.out.println("still waiting for " + selector + ": " + e.getClass());
      }
    }
    browser.seeText(selector, text);
  }

  /** Makes a key with its words, and returns its address. */
  private String makeKey(String name) {
    browser.open(node, "#/wallet", "#make-name");
    browser.retype("#make-name", name);
    browser.retype("#make-passphrase", PASSPHRASE);
    browser.retype("#make-again", "another");
    browser.click("#make-now");
    browser.seeText("#make", "The two passphrases differ");
    browser.retype("#make-again", PASSPHRASE);
    browser.click("#make-now");
    browser.see("#make-words");
    browser.assertUsableInBothThemes("the words");
    List<String> words = browser.all("#make-words li").stream().map(WebElement::getText).toList();
    assertThat(words).hasSize(24);

    browser.click("#words-written");
    browser.see("#words-check");
    List<WebElement> asked = browser.all("#make-check input");
    assertThat(asked).hasSize(3);
    asked.forEach(field -> field.sendKeys("wrong"));
    browser.click("#words-check");
    browser.seeText("#make-check", "Not the right words");
    for (WebElement field : asked) {
      field.sendKeys(
          Keys.chord(Keys.CONTROL, "a"),
          words.get(Integer.parseInt(field.getAttribute("id").substring(5))));
    }
    browser.click("#words-check");
    slowly("#own-address", "zv1");
    assertThat((String) browser.run("return JSON.stringify(localStorage)"))
        .contains("BEGIN AGE ENCRYPTED FILE")
        .doesNotContain(words.get(0) + " " + words.get(1))
        .doesNotContain("seed");
    return browser.text("#own-address");
  }

  @Test
  void aKeyReceivesSendsRecordsAndProves() throws Exception {
    String own = makeKey("Anna's key");
    browser.seeText("#balance", "0 units");

    // Receive.
    node.api()
        .post(
            "/api/v1/transactions",
            ANN.pays(genesis.id(), Address.parse(own).orElseThrow(), 500, 0, 0, 900)
                .json()
                .toString())
        .expect(201);
    browser.seeText("#pending", "500 units on the way");
    mine();
    browser.seeText("#balance", "500 units");
    browser.assertUsableInBothThemes("the wallet");

    // Send: what is wrong is said while it is typed.
    String ann = ANN.address().text();
    browser.retype("#pay-recipient", ann.substring(0, 61));
    browser.seeText("#pay-fault", "62 characters; this has 61");
    browser.retype("#pay-recipient", ann.substring(0, 61) + (ann.endsWith("q") ? "p" : "q"));
    browser.seeText("#pay-fault", "a character has been changed");
    browser.retype("#pay-recipient", ann);
    browser.retype("#pay-amount", "501");
    browser.seeText("#pay-fault", "more than the 500 units");
    browser.retype("#pay-amount", "120");
    browser.click("#pay summary");
    browser.seeText("#pay pre", "zveno strict transaction\n" + genesis.id().hex());
    browser.click("#pay-now");
    browser.seeText("#sent", "waiting");
    mine();
    browser.seeText("#sent", "1 confirmation");
    browser.seeText("#balance", "380 units");

    // Record a file, and prove it.
    Path file = Files.writeString(home.resolve("report.txt"), "what was found\n");
    browser.see("#record-file").sendKeys(file.toString());
    browser.seeText("#record", "SHA-256");
    browser.retype("#record-fee", "381");
    browser.seeText("#record-fault", "more than the 380 units");
    browser.retype("#record-fee", "2");
    browser.click("#record-now");
    browser.seeText("#sent", "Record: report.txt");
    mine();
    browser.await("the record is confirmed", () -> browser.all("#sent .badge.good").size() == 2);
    browser.seeText("#balance", "378 units");
    browser.click("#sent li:first-child a.hash");
    browser.click("#draw-proof");
    browser.seeText("#proof [role=status]", "under the header");
    browser.click("#check-receipt");
    browser.seeText("#verdict", "in the chain that this node follows");
    browser.see("#receipt-file").sendKeys(file.toString());
    browser.seeText("#receipt-file-verdict", "exactly the one that was recorded");
    browser.run(
        "const box = document.querySelector('#receipt-text');"
            + " box.value = box.value.replace('report.txt', 'report.TXT');"
            + " box.dispatchEvent(new Event('input', {bubbles: true}))");
    browser.seeText("#verdict", "The receipt is wrong");
    browser.assertOneHost();
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aKeyIsKeptLockedAndBroughtBack() throws Exception {
    String own = makeKey("first");
    browser.click("#lock");
    browser.seeText("main", "locked");

    // From words: the same address as every wallet finds.
    browser.click("#add-key");
    browser.click("#import-words");
    browser.retype("#words", ZERO_WORDS.replace("art", "abandon"));
    browser.retype("#import-passphrase", "x");
    browser.retype("#import-again", "x");
    browser.click("#import-now");
    browser.seeText("#import", "the checksum is wrong");
    browser.retype("#words", "  " + ZERO_WORDS.toUpperCase(Locale.ROOT));
    browser.click("#import-now");
    slowly("#own-address", ZERO_ADDRESS);
    String file =
        (String) browser.run("return JSON.parse(localStorage.getItem('zveno.keys')).at(-1).file");

    // After a new start everything is locked, and only the passphrase opens it.
    browser.open(node, "#/wallet", "#own-address");
    browser.seeText(".keys", "first");
    browser.seeText("#own-address", own);
    browser.click("#show-words");
    browser.retype("#unlock-passphrase", "no");
    browser.click("#unlock-now");
    slowly("dialog", "Wrong passphrase");
    browser.retype("#unlock-passphrase", PASSPHRASE);
    browser.click("#unlock-now");
    slowly(".words-list", "");
    browser.await("24 words", () -> browser.all(".words-list li").size() == 24);

    // They go when the key is locked, and by themselves.
    browser.click("#lock");
    browser.await("no words", () -> browser.all(".words-list").isEmpty());
    browser.run(
        "const real = setTimeout; window.setTimeout = (then, ms, ...more) =>"
            + " (ms === 60000 ? (window.minute = then, 0) : real(then, ms, ...more))");
    browser.click("#show-words");
    browser.retype("#unlock-passphrase", PASSPHRASE);
    browser.click("#unlock-now");
    slowly(".words-list", "");
    browser.run("window.minute()");
    browser.await("no words", () -> browser.all(".words-list").isEmpty());
    browser.see("#lock");

    // The command line reads this file, and the page reads one of the command line.
    KeyFolder folder = KeyFolder.in(Files.createDirectory(home.resolve("keys")));
    try (WalletKey read = KeyFolder.parse(utf8(file), utf8("x"))) {
      assertThat(read.address().text()).isEqualTo(ZERO_ADDRESS);
      assertThat(read.words()).isPresent();
      folder.create("theirs", read, utf8(PASSPHRASE));
    }
    browser.click("ul.keys li:nth-child(2) button");
    browser.seeText("#own-address", ZERO_ADDRESS);
    browser.click("#remove-key");
    browser.click("#remove-key-now");
    browser.seeText("#own-address", own);
    browser.click("#add-key");
    browser.see("#key-file").sendKeys(folder.file("theirs").toString());
    browser.retype("#file-passphrase", PASSPHRASE);
    browser.click("#import-now");
    slowly("#own-address", ZERO_ADDRESS);
    browser.seeText(".keys", "theirs");

    browser.click("#language");
    browser.seeText("h1", "Кошелёк");
    assertThat(browser.text("main")).doesNotContain("strict.");
    browser.size(360, 800);
    browser.assertNotWiderThanTheScreen("the wallet");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void whatIsSignedIsUpToDateAndWhatIsDroppedIsSaid() throws Exception {
    KeyFolder folder = KeyFolder.in(Files.createDirectory(home.resolve("keys")));
    try (WalletKey key = WalletKey.of(ANN.seed(), Scheme.ED25519)) {
      folder.create("ann", key, utf8(PASSPHRASE));
    }
    browser.open(node, "#/wallet", "#key-file");
    browser.see("#key-file").sendKeys(folder.file("ann").toString());
    browser.retype("#file-passphrase", PASSPHRASE);
    browser.click("#import-now");
    slowly("#own-address", ANN.address().text());
    browser.click("#lock");

    // While the page asks for the passphrase, the same key pays from somewhere else.
    browser.retype("#pay-recipient", ZERO_ADDRESS);
    browser.retype("#pay-amount", "7");
    browser.click("#pay-now");
    browser.see("#unlock-passphrase");
    Address zero = Address.parse(ZERO_ADDRESS).orElseThrow();
    send(ANN.pays(genesis.id(), zero, 1, 0, 0, 900));
    browser.retype("#unlock-passphrase", PASSPHRASE);
    browser.click("#unlock-now");

    // What would be signed is not what was shown: the page says so, and signs nothing.
    slowly("#pay", "Nothing was signed");
    browser.await(
        "the new nonce is shown",
        () ->
            ((String) browser.run("return document.querySelector('#pay pre').textContent"))
                .contains("\"nonce\": 1"));
    browser.click("#pay-now");
    slowly("#sent", "waiting");

    send(ANN.pays(genesis.id(), zero, 8, 9, 1, 900));
    browser.seeText("#sent", "dropped");
    browser.seeText("#sent", "has the same nonce");
    assertThat(browser.complaints()).isEmpty();
  }

  /** Makes the page's posts of transactions reach the node, and their answers get lost. */
  private void loseAnswers(boolean lost) {
    browser.run(
        "window.posted ??= []; window.real ??= window.fetch; const lost = arguments[0];"
            + " window.fetch = async (...call) => { const answer = await window.real(...call);"
            + " if (call[1]?.method === 'POST') { window.posted.push(call[1].body);"
            + " if (lost) throw new TypeError('lost'); } return answer; }",
        lost);
  }

  @Test
  void whatWasNotAnsweredIsSentAgainAsItIs() throws Exception {
    KeyFolder folder = KeyFolder.in(Files.createDirectory(home.resolve("keys")));
    try (WalletKey key = WalletKey.of(ANN.seed(), Scheme.ED25519)) {
      folder.create("ann", key, utf8(PASSPHRASE));
    }
    browser.open(node, "#/wallet", "#key-file");
    // The storage is full for a key, though not for a word: the key lasts as long as the page.
    browser.run(
        "Storage.prototype.real = Storage.prototype.setItem;"
            + " Storage.prototype.setItem = function (name, value) {"
            + " if (value.length > 100) throw new DOMException('full', 'QuotaExceededError');"
            + " return this.real(name, value); }");
    browser.see("#key-file").sendKeys(folder.file("ann").toString());
    browser.retype("#file-passphrase", PASSPHRASE);
    browser.click("#import-now");
    slowly("#own-address", ANN.address().text());
    browser.seeText("main", "Keys last as long as the page");
    assertThat(browser.run("return localStorage.getItem('zveno.keys')")).isNull();
    browser.run("Storage.prototype.setItem = Storage.prototype.real");

    loseAnswers(true);
    browser.retype("#pay-recipient", ZERO_ADDRESS);
    browser.retype("#pay-amount", "7");
    browser.click("#pay-now");
    slowly(".unsettled", "the node did not answer");
    browser.retype("#pay-recipient", ZERO_ADDRESS);
    browser.retype("#pay-amount", "7");
    assertThat(browser.see("#pay-now").isEnabled()).isFalse();
    browser.click(".resend");
    browser.await("it was sent twice", () -> browser.run("return window.posted.length").equals(2L));
    mine();
    loseAnswers(false);
    browser.click(".resend");
    browser.seeText("#sent", "1 confirmation");
    browser.await("nothing is unsettled", () -> browser.all(".unsettled").isEmpty());
    assertThat(browser.run("return new Set(window.posted).size")).isEqualTo(1L);
    mine();
    assertThat(node.api().get("/api/v1/accounts/" + ZERO_ADDRESS).text())
        .contains("\"balance\": 7");
    assertThat(browser.complaints()).isEmpty();
  }

  private void send(StrictTransaction transaction) throws Exception {
    node.api().post("/api/v1/transactions", transaction.json().toString()).expect(201);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void overPlainHttpThePageWarnsAndStillSigns() {
    String address = node.api().url().replace("127.0.0.1", "lan.example");
    browser.open(address + "/#/wallet", "#make-name");
    browser.seeText("#insecure", "plain HTTP");
    assertThat(browser.run("return globalThis.isSecureContext")).isEqualTo(false);
    Object name =
        browser.runAsync(
            "const done = arguments[1]; import(arguments[0]).then((z) => z.signerName())"
                + ".then(done, (e) => done(String(e)))",
            "./explorer/" + Explorer.load().edition() + "/client/zveno.js");
    assertThat(name).isEqualTo("noble-ed25519");
  }
}
