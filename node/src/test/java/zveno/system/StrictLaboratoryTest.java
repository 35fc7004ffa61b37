package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.strict.StrictNets.Person;

/** The Laboratory's second half, done by hand on the chain of a real node with strict rules. */
@Tag("slow")
@Timeout(300)
@LongRunning
class StrictLaboratoryTest {

  private static final List<String> EXERCISES =
      List.of("sign", "twice", "leaves", "schedule", "majority", "quantum");

  @TempDir static Path home;

  private static Browser browser;
  private static OwnNode node;
  private static String tip;
  private static String genesis;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Browser.isHere());
    Genesis beginning = StrictNets.genesis(50, 0, 2, Map.of());
    Path file = home.resolve("genesis.json");
    Files.write(file, beginning.canonical());
    genesis = beginning.id().hex();
    node =
        OwnNode.ephemeral(
            "--rules",
            "strict",
            "--genesis",
            file.toString(),
            "--reward-address",
            Person.numbered(1).address().text(),
            "--mining-threads",
            "1");
    node.api().mine(4);
    tip = tip();
    browser = Browser.start(home.resolve("profile"));
    browser.open(node, "#/lab");
    browser.see(".lab-exercise");
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
  void fresh() {
    browser.size(1280, 900);
    browser.run("localStorage.removeItem('zveno.lab.done')");
    browser.open(node, "#/lab");
    browser.see(".lab-exercise");
  }

  /** Whatever is done in the Laboratory, the node has heard of none of it. */
  @AfterEach
  void theNodeIsAsItWas() throws Exception {
    assertThat(tip()).isEqualTo(tip);
    assertThat(node.api().pool()).isEmpty();
    assertThat(browser.complaints()).isEmpty();
    browser.assertOneHost();
  }

  private static String tip() throws Exception {
    return Api.text(node.api().get("/api/v1/tip").json(), "hash");
  }

  private static void exercise(String name) {
    browser.click("#lab-go-" + name);
    browser.see("#lab-exercise-" + name + ":not([hidden])");
  }

  private static void isDone(String name) {
    browser.seeText("#lab-go-" + name + " .lab-number", "\u2713");
  }

  /** Puts a text into the field of the signed transaction, as if it had been typed. */
  private static void write(String text) {
    browser.put("#lab-signed", text);
  }

  /** Moves a slider, as by hand. */
  private static void slide(String id, int value) {
    browser.put("#" + id, value);
  }

  @Test
  void theSecondHalfIsAboutTheNodesChain() {
    browser.seeText("#lab-about", "up to block 5");
    assertThat(browser.text("#lab-about")).contains(tip.substring(0, 8));
    assertThat(browser.all(".lab-contents li")).hasSize(EXERCISES.size());
    assertThat(browser.all("#lab-go-first")).isEmpty();
  }

  @Test
  void theOddsOfAnAttackArePlayedAndComputed() {
    exercise("twice");
    slide("lab-share", 30);
    slide("lab-confirmations", 2);
    browser.seeText("#lab-risk", "43.2%");
    browser.click("#lab-attack");
    browser.seeText("#lab-odds-verdict", "where the formula says 43.2%. That is as near");
    assertThat(browser.text("#lab-odds tr.is-now")).startsWith("243.2%");
  }

  @Test
  void whatIsSignedCannotBeChangedNorUsedElsewhere() {
    exercise("sign");
    browser.type("#lab-data", "for tea \u2615");
    browser.click("#lab-sign");
    browser.seeText("#lab-sign-verdict", "The signature fits");
    assertThat(browser.text("#lab-signed-bytes"))
        .startsWith(
            "zveno strict transaction\n"
                + genesis
                + "\n{\"amount\": 5, \"data\": \"for tea \\u2615\",");
    for (String forgery : List.of("amount", "signature", "key")) {
      browser.click("#lab-forge-" + forgery);
      browser.seeText("#lab-sign-verdict", "the signature does not fit");
      browser.click("#lab-sign-undo");
      browser.seeText("#lab-sign-verdict", "The signature fits");
    }
    browser.click("#lab-elsewhere");
    browser.seeText("#lab-sign-verdict", "signed for another chain");
    isDone("sign");

    String signed = (String) browser.run("return document.getElementById('lab-signed').value");
    write(signed.replace("\"recipient\": \"zv1q", "\"recipient\": \"zv1p"));
    browser.seeText("#lab-sign-verdict", "an address is wrong");
    write(signed.substring(1));
    browser.seeText("#lab-sign-verdict", "does not have the form");
    browser.seeText("#lab-signed-bytes", "this is no transaction");
  }

  /** What is signed in the Laboratory is what the rules of the node's chain want signed. */
  @Test
  void aPaymentOfTheLaboratoryIsRefusedByTheNodeForItsBalanceOnly() throws Exception {
    exercise("sign");
    browser.click("#lab-sign");
    browser.seeText("#lab-sign-verdict", "The signature fits");
    String signed = (String) browser.run("return document.getElementById('lab-signed').value");

    String answer = node.api().post("/api/v1/transactions", signed).text();

    assertThat(answer)
        .contains("no block has paid anything to the sender")
        .doesNotContain("signature");
    browser.click("#lab-forge-amount");
    browser.seeText("#lab-sign-verdict", "the signature does not fit");
    String forged = (String) browser.run("return document.getElementById('lab-signed').value");
    assertThat(node.api().post("/api/v1/transactions", forged).text()).contains("signature");
  }

  @Test
  void ofTwoPaymentsWithOneNonceOneHappens() {
    exercise("twice");
    browser.click("#lab-pay-twice");
    browser.seeText("#lab-race-verdict", "Nobody has been paid");
    browser.click("#lab-exchange");
    browser.seeText("#lab-race-story", "Bob\u2019s node does not take the payment to Carol");
    browser.click("#lab-find-bob");
    browser.click("#lab-find-ann");
    browser.seeText("#lab-race-verdict", "has 1 confirmation at his node");
    browser.seeText("#lab-exercise-twice .is-bob", "Here Bob has 160 units");
    browser.click("#lab-join");
    browser.seeText("#lab-race-story", "each node keeps its own");
    browser.click("#lab-find-ann");
    browser.click("#lab-join");
    browser.seeText("#lab-race-story", "The chain of Ann has more work: Bob gave up 1 block");
    browser.seeText("#lab-race-story", "is refused now: its nonce has been used");
    browser.seeText("#lab-race-verdict", "Carol has the money");
    browser.seeText("#lab-exercise-twice .is-bob", "Here Bob has 100 units");
    browser.click("#lab-attack");
    isDone("twice");

    browser.click("#lab-race-again");
    browser.click("#lab-pay-twice");
    browser.click("#lab-find-bob");
    browser.click("#lab-join");
    browser.seeText("#lab-race-verdict", "Bob has been paid");
    browser.click("#lab-exchange");
    browser.seeText("#lab-race-story", "refuses the payment to Carol: the nonce has been used");
  }

  @Test
  void aMajorityTakesBackItsOwnPaymentAndNothingElse() {
    exercise("majority");
    slide("lab-majority-share", 10);
    browser.click("#lab-siege-many");
    browser.seeText("#lab-majority-verdict", "behind");
    browser.seeText("#lab-bob-bob", "165");
    browser.click("#lab-publish");
    browser.seeText("#lab-majority-verdict", "they stay with theirs");
    slide("lab-majority-share", 90);
    browser.click("#lab-siege-many");
    browser.click("#lab-siege-many");
    browser.seeText("#lab-majority-verdict", "She may publish");
    browser.click("#lab-publish");
    browser.seeText("#lab-majority-verdict", "that Bob had are Carol\u2019s");
    browser.seeText("#lab-bob-bob", "105");
    for (String attempt : List.of("steal", "print", "overdraw", "alter", "replay", "ease")) {
      browser.click("#lab-try-" + attempt);
    }
    browser.seeText("#lab-limits-verdict", "6 of 6 attempts were refused");
    assertThat(browser.text("#lab-tried"))
        .contains("she does not have so much")
        .contains("the signature does not fit")
        .contains("the reward is not what the rules give")
        .contains("that nonce has been used")
        .contains("the difficulty is not what the schedule asks for");
    isDone("majority");
  }

  @Test
  void aTouchedLeafChangesTheRootAndAProofTellsIt() {
    exercise("leaves");
    browser.seeText("#lab-leaves-verdict", "Nothing is changed");
    browser.click("#lab-send-none");
    browser.seeText("#lab-proof-verdict", "Bob reaches his root");
    for (String harm : List.of("text", "hash", "place")) {
      browser.click("#lab-send-" + harm);
      browser.seeText("#lab-proof-verdict", "Bob reaches another root");
    }
    browser.click("#lab-send-short");
    browser.seeText("#lab-proof-verdict", "another number of hashes");
    isDone("leaves");

    browser.click("[data-leaf='5']");
    browser.type("#lab-leaf", "Temperature at noon: 24");
    browser.seeText("#lab-leaves-verdict", "4 of 15 hashes have changed");
    browser.click("#lab-send-none");
    browser.seeText("#lab-proof-verdict", "Bob reaches another root");
    browser.click("#lab-leaves-undo");
    browser.seeText("#lab-proof-verdict", "Bob reaches his root");

    browser.click("#lab-history");
    browser.seeText(
        "#lab-history-verdict",
        "over the 4 blocks before block 5 is the history that block 5 states");

    slide("lab-leaf-count", 5);
    browser.seeText("#lab-exercise-leaves", "5 records");
    browser.click("[data-leaf='5']");
    browser.click("#lab-send-none");
    browser.seeText("#lab-proof-verdict", "Bob reaches his root");
    assertThat(browser.all(".lab-climb li")).hasSize(2); // the lone leaf stands high
  }

  @Test
  void theDifficultyFollowsAndTheNightIsNotOwed() {
    exercise("schedule");
    browser.click("#lab-pass");
    browser.seeText("#lab-schedule-verdict", "the difficulty fits the miners");
    slide("lab-miners", 6);
    browser.click("#lab-pass");
    browser.seeText("#lab-schedule-verdict", "too fast");
    for (int i = 0; i < 4; i++) {
      browser.click("#lab-pass");
    }
    browser.seeText("#lab-schedule-verdict", "the difficulty fits the miners");
    browser.click("#lab-night");
    browser.seeText("#lab-schedule-verdict", "Nobody mines");
    browser.click("#lab-pass");
    browser.see("#lab-morning.is-good");
    isDone("schedule");
    assertThat(browser.all("#lab-steps tbody tr")).hasSize(8);
    browser.await("it is drawn", () -> browser.all("#lab-exercise-schedule .u-over").size() == 4);
  }

  @Test
  void whatAQuantumComputerBreaksIsGuessedAndTold() {
    exercise("quantum");
    for (String holds : List.of("ids", "mining", "receipts", "mldsa")) {
      browser.click("#lab-holds-" + holds);
    }
    browser.seeText("#lab-quantum-verdict", "4 of 5 answered");
    browser.click("#lab-breaks-ed25519");
    browser.seeText("#lab-quantum-verdict", "5 of 5 were right");
    isDone("quantum");
    slide("lab-daily", 0);
    browser.seeText("#lab-exercise-quantum", "1 payment a day");
    assertThat(browser.text("#lab-sizes")).contains("2.36 KiB").contains("352 bytes");
  }

  @Test
  void theLanguageChangesInPlace() {
    for (String name : EXERCISES) {
      exercise(name);
      use(name);
    }
    browser.click("#language");
    browser.seeText("h1", "\u041b\u0430\u0431\u043e\u0440\u0430\u0442\u043e\u0440\u0438\u044f");
    assertThat(browser.text(".lab")).doesNotContain("lab.").doesNotContainPattern("\\{\\w+}");
    browser.click("#language");
    browser.seeText("h1", "Laboratory");
    assertThat(browser.text(".lab")).doesNotContain("lab.").doesNotContainPattern("\\{\\w+}");
  }

  @Test
  void fitsANarrowScreenAndIsAccessible() {
    browser.size(360, 800);
    for (String name : EXERCISES) {
      exercise(name);
      use(name);
      browser.assertNotWiderThanTheScreen(name);
      browser.assertUsableInBothThemes(name);
    }
  }

  private static void use(String name) {
    switch (name) {
      case "sign" -> {
        browser.click("#lab-sign");
        browser.see("#lab-sign-verdict");
      }
      case "majority" -> {
        browser.click("#lab-siege-many");
        browser.click("#lab-try-print");
        browser.see("#lab-limits-verdict");
      }
      case "twice" -> {
        browser.click("#lab-pay-twice");
        browser.click("#lab-find-bob");
        browser.see("#lab-race-verdict");
        browser.click("#lab-attack");
        browser.see("#lab-odds-verdict");
      }
      case "leaves" -> {
        browser.click("#lab-touch-leaf");
        browser.click("#lab-send-none");
        browser.see("#lab-proof-verdict");
        browser.click("#lab-history");
        browser.see("#lab-history-verdict");
      }
      case "schedule" -> {
        browser.click("#lab-pass");
        browser.click("#lab-night");
        browser.click("#lab-pass");
        browser.see("#lab-morning");
      }
      case "quantum" -> {
        browser.click("#lab-breaks-ed25519");
        browser.click("#lab-breaks-ids");
        browser.see("#lab-quantum-verdict");
      }
      default -> {}
    }
  }

  /** A leaf is chosen, and a slider moved, without a mouse. */
  @Test
  void theTreeIsReachedByKeyboard() {
    exercise("leaves");
    browser.run("document.querySelector(\"[data-leaf='3']\").focus()");
    browser.focused().sendKeys("\t");
    assertThat(browser.focused().getAttribute("data-leaf")).isEqualTo("4");
    browser.focused().sendKeys("\n");
    browser.seeText("label[for='lab-leaf']", "Record 4");
  }

  /** Under the tutorial's rules the second half comes after the first, and uses an example. */
  @Test
  void nodesOfTheTutorialHaveBothHalves() {
    try (OwnNode tutorial = OwnNode.ephemeral("--difficulty", "1")) {
      browser.open(tutorial, "#/lab/14");
      browser.see("#lab-exercise-quantum:not([hidden])");
      browser.seeText("#lab-exercise-quantum", "it uses an example chain");
      assertThat(browser.all(".lab-contents li")).hasSize(8 + EXERCISES.size());
      browser.click("#lab-previous");
      browser.see("#lab-exercise-majority:not([hidden])");
      browser.click("#lab-go-sign");
      browser.click("#lab-sign");
      browser.seeText("#lab-sign-verdict", "The signature fits");
    } finally {
      browser.open(node, "#/lab");
    }
  }
}
