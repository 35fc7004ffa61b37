package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.kernel.bytes.Hash;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.strict.StrictNets.Person;
import zveno.kernel.rules.strict.StrictTransaction;
import zveno.kernel.rules.strict.UnsignedTransaction;
import zveno.kernel.rules.strict.keys.JdkSignatures;
import zveno.kernel.rules.strict.keys.Scheme;
import zveno.node.explorer.Explorer;

/** What the explorer has for the strict rules, on a real node in a real browser. */
@LongRunning
@Timeout(300)
class StrictExplorerTest {

  private static final Person ANN = Person.numbered(1);
  private static final Person BOB = Person.numbered(2);
  private static final Person CAT = Person.numbered(3);
  private static final String CONTENT = "what the file says\n";

  @TempDir static Path home;

  private static Genesis genesis;
  private static OwnNode node;
  private static Browser browser;

  /** Ids of a payment, of a record of a file, and of a payment that waits. */
  private static String paid;

  private static String recorded;
  private static String waits;

  /** A payment that has given way to another. */
  private static String dropped;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Browser.isHere());
    genesis =
        StrictNets.genesis(
            50, 0, 3, Map.of(ANN.address(), new Coins(100_000), CAT.address(), new Coins(100)));
    Path file = Files.write(home.resolve("genesis.json"), genesis.canonical());
    node =
        OwnNode.ephemeral(
            "--rules=strict",
            "--genesis=" + file,
            "--mining-threads=1",
            "--reward-address=" + BOB.address().text());
    String record =
        "{\"name\": \"note.txt\", \"sha256\": \"%s\", \"size\": %d}"
            .formatted(
                Hash.of(CONTENT.getBytes(StandardCharsets.US_ASCII)).hex(), CONTENT.length());
    paid = send(ANN.payment(BOB.address(), 101, 1, 0, 1_000));
    recorded = send(with(ANN.payment(ANN.address(), 0, 2, 1, 1_000), record));
    send(ANN.payment(BOB.address(), 30, 0, 2, 1_000));
    node.api().post("/api/v1/blocks", "{\"count\": 12}").expect(201);
    waits = send(ANN.payment(BOB.address(), 7, 1, 3, 500));
    StrictTransaction first = CAT.pays(genesis.id(), CAT.address(), 1, 1, 0, 500);
    dropped = first.id().hex();
    for (StrictTransaction each :
        List.of(first, CAT.pays(genesis.id(), CAT.address(), 1, 9, 0, 500))) {
      node.api().post("/api/v1/transactions", each.json().toString()).expect(201);
    }

    browser = Browser.start(home.resolve("profile"));
    browser.size(1280, 900);
    browser.open(node, "");
    browser.click("#no-tour");
  }

  private static UnsignedTransaction with(UnsignedTransaction payment, String data) {
    return new UnsignedTransaction(
        payment.sender(),
        payment.recipient(),
        payment.amount(),
        payment.fee(),
        payment.nonce(),
        payment.expires(),
        Optional.of(data),
        Optional.empty());
  }

  private static String send(UnsignedTransaction payment) throws Exception {
    byte[] text = payment.signedText(genesis.id());
    StrictTransaction signed =
        StrictTransaction.signed(
            payment, JdkSignatures.sign(Scheme.ED25519, JdkSignatures.ed25519(ANN.seed()), text));
    node.api().post("/api/v1/transactions", signed.json().toString()).expect(201);
    return signed.id().hex();
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

  private static void openAddress(Person owner) {
    browser.open(node, "#/address/%22" + owner.address().text() + "%22", "#balance");
  }

  // Pages.

  @Test
  void aBlockIsTakenApartAndComputedAnew() {
    browser.open(node, "#/block/2", "#recompute");
    browser.seeText("dl.facts", "hashes on average");
    browser.click("#recompute-all");
    browser.seeText("#recompute [role=status]", "Everything is correct.");
    assertThat(browser.all("#recompute .steps > .right")).hasSize(5);
    assertThat(browser.all(".header-bytes .bytes span")).hasSize(6);
    assertThat(browser.text(".header-bytes .bytes")).hasSize(160);

    browser.open(node, "#/block/1", "#recompute");
    browser.seeText("dl.inner", "half_life");
    browser.click("#recompute-all");
    browser.seeText("#recompute [role=status]", "Everything is correct.");
    assertNoComplaints();
  }

  @Test
  void anAccountShowsWhatItHasAndWhatWaits() {
    openAddress(ANN);
    browser.seeText("#balance", "99,866 units");
    browser.seeText("#pending", "99,858 can still be spent");
    browser.seeText("#account", "Ed25519");
    browser.seeText("#address-waiting", "7");
    openAddress(BOB);
    browser.seeText("#account", "Not spendable yet");
    browser.seeText("#pending", "7 units on the way");

    String wrong = ANN.address().text().replaceFirst("...$", "qqq");
    browser.open(node, "#/address/%22" + wrong + "%22", ".notice.warn");
    browser.seeText(".notice.warn", "checksum");
    browser.open(node, "#/search/" + Person.numbered(77).address().text(), "#balance");
    browser.seeText("#balance", "0 units");
  }

  @Test
  void aTransactionIsProvedBeforeTheReadersEyes() {
    browser.open(node, "#/transaction/" + paid, "#draw-proof");
    browser.seeText("dl.facts", "101");
    browser.click("#draw-proof");
    browser.seeText("#proof [role=status]", "under the header of block 2");
    assertThat(browser.all(".ladder > li").size()).isGreaterThan(4);

    browser.open(node, "#/transaction/" + waits, ".notice");
    browser.seeText("main", "the next 487 blocks");
    assertThat(browser.all("#proof")).isEmpty();
    assertNoComplaints();
  }

  @Test
  void whatWasDroppedIsShownWithItsReason() {
    browser.open(node, "#/transaction/" + dropped, "#places");
    browser.seeText("main .badge.bad", "dropped");
    browser.seeText("main", "has the same nonce");
    assertThat(browser.all("#proof")).isEmpty();
    assertThat(browser.all(".badge.good")).isEmpty();
    assertNoComplaints();
  }

  @Test
  void aReceiptWhoseSchemeThePageDoesNotKnowIsNotCalledWrong() throws Exception {
    byte[] receipt = node.api().get("/api/v1/receipts/" + paid).expect(200).body();
    Path script = Path.of(System.getProperty("basedir", "."), "src/test/js/client-check.js");
    browser.open(node, "#/receipt", "#receipt-file");
    String other =
        (String)
            browser.runAsync(
                Files.readString(script)
                    + "const done = arguments[2]; import(arguments[0]).then((z) =>"
                    + " z.canonical(quantumReceipt(z, JSON.parse(arguments[1]))))"
                    + ".then(done, (e) => done(String(e)))",
                "./explorer/" + Explorer.load().edition() + "/client/zveno.js",
                new String(receipt, StandardCharsets.UTF_8));
    paste(other);
    browser.seeText("#verdict", "cannot check signatures of ML-DSA-44");
    assertNoComplaints();
  }

  private static void paste(String receipt) {
    browser.run(
        "const box = document.querySelector('#receipt-text'); box.value = arguments[0];"
            + " box.dispatchEvent(new Event('input', {bubbles: true}))",
        receipt);
  }

  @Test
  void aReceiptIsCheckedWithItsFileAndATamperedOneIsNot() throws Exception {
    Path receipt = home.resolve("receipt.json");
    Files.write(receipt, node.api().get("/api/v1/receipts/" + recorded).expect(200).body());
    Path file = Files.writeString(home.resolve("note.txt"), CONTENT);
    Path other = Files.writeString(home.resolve("other.txt"), CONTENT.toUpperCase(Locale.ROOT));

    browser.open(node, "#/receipt", "#receipt-file");
    browser.see("#receipt-file").sendKeys(receipt + "\n" + file);
    browser.seeText("#verdict", "in the chain that this node follows");
    browser.seeText("#receipt-file-verdict", "exactly the one that was recorded");
    browser.see("#receipt-file").sendKeys(other.toString());
    browser.seeText("#receipt-file-verdict", "not the one");

    // The reader holds a hash: the anchor's, or one that has nothing to do with it.
    browser.retype("#receipt-held", Api.text(node.api().get("/api/v1/headers/3").json(), "hash"));
    browser.seeText("#verdict", "the receipt leads to another block");
    browser.retype("#receipt-held", Api.text(node.api().get("/api/v1/tip").json(), "hash"));
    browser.seeText("#verdict", "it leads to the hash that you gave");

    String right = Files.readString(receipt);
    for (String wrong :
        List.of(
            right.replace("note.txt", "nope.txt"),
            right.replaceFirst("\"position\": \\d", "\"position\": 9"))) {
      paste(wrong);
      browser.seeText("#verdict", "The receipt is wrong");
    }
    assertNoComplaints();
  }

  @Test
  void aReceiptIsCheckedWhileTheNodeIsAway() throws Exception {
    byte[] receipt = node.api().get("/api/v1/receipts/" + paid).expect(200).body();
    Path file = Files.write(home.resolve("offline.json"), receipt);
    browser.open(node, "#/receipt", "#receipt-file");
    browser.run("window.fetch = () => Promise.reject(new TypeError('away'))");
    browser.see("#receipt-file").sendKeys(file.toString());
    browser.seeText("#verdict", "The receipt agrees with itself");
    browser.seeText("#verdict", "the node has not answered");
  }

  @Test
  void theTourShowsWhatTheRulesAdd() {
    browser.open(node, "");
    browser.run("[...document.querySelectorAll('footer button')].at(-1).click()");
    for (String stop :
        List.of(
            "chain",
            "actions",
            "happenings",
            "schedule",
            "recompute",
            "wallet",
            "receipt",
            "tree",
            "peers",
            "laboratory")) {
      browser.see("#" + stop + ".pointed");
      browser.click("#tour-next");
    }
    browser.await("the end", () -> browser.all(".tour").isEmpty());
    assertNoComplaints();
  }

  // For all readers.

  @Test
  void everyPageIsForAll() {
    List<String> pages =
        List.of(
            "",
            "#/block/2",
            "#/block/1",
            "#/transaction/" + paid,
            "#/transaction/" + dropped,
            "#/address/%22" + ANN.address().text() + "%22",
            "#/blocks",
            "#/receipt");
    for (int width : List.of(1280, 360)) {
      browser.size(width, 800);
      for (String page : pages) {
        browser.open(node, page);
        browser.await("it is drawn", () -> !browser.text("main").contains("Loading"));
        for (String button : List.of("#recompute-all", "#draw-proof")) {
          if (!browser.all(button).isEmpty()) {
            browser.click(button);
            browser.see(".right");
          }
        }
        browser.assertNotWiderThanTheScreen(page);
        if (width == 1280) {
          browser.assertUsableInBothThemes(page);
        }
      }
    }
    browser.size(1280, 900);
    browser.open(node, "#/receipt");
    browser.click("#language");
    browser.seeText("h1", "Проверить квитанцию");
    assertThat(browser.text("main")).doesNotContain("strict.");
    browser.open(node, "");
    browser.seeText("#schedule", "Сложность");
    browser.click("#language");
    browser.seeText("#schedule", "Difficulty");
  }
}
