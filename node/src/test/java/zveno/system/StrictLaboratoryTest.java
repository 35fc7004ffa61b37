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

  private static final List<String> EXERCISES = List.of("twice", "leaves", "schedule", "quantum");

  @TempDir static Path home;

  private static Browser browser;
  private static OwnNode node;
  private static String tip;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Browser.isHere());
    Genesis genesis = StrictNets.genesis(50, 0, 2, Map.of());
    Path file = home.resolve("genesis.json");
    Files.write(file, genesis.canonical());
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

  /** Moves a slider, as by hand. */
  private static void slide(String id, int value) {
    browser.run(
        """
        const slider = document.getElementById(arguments[0]);
        slider.value = arguments[1];
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        """,
        id,
        value);
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
    isDone("twice");
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
      case "twice" -> {
        browser.click("#lab-attack");
        browser.see("#lab-odds-verdict");
      }
      case "leaves" -> {
        browser.click("#lab-touch-leaf");
        browser.click("#lab-send-none");
        browser.see("#lab-proof-verdict");
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
      browser.open(tutorial, "#/lab/12");
      browser.see("#lab-exercise-quantum:not([hidden])");
      browser.seeText("#lab-exercise-quantum", "it uses an example chain");
      assertThat(browser.all(".lab-contents li")).hasSize(8 + EXERCISES.size());
      browser.click("#lab-previous");
      browser.see("#lab-exercise-schedule:not([hidden])");
    } finally {
      browser.open(node, "#/lab");
    }
  }
}
