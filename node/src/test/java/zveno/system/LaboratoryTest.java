package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;
import zveno.LongRunning;

/** The Laboratory's exercises, done by hand on the chain of a real node. */
@LongRunning
@Tag("slow")
@Timeout(300)
class LaboratoryTest {

  private static final List<String> EXERCISES =
      List.of("first", "hashing", "tamper", "repair", "difficulty", "fork", "limits", "sequence");

  private static final int HEIGHT = 9;

  /** Text that does harm where it is taken for anything but text. */
  private static final String HOSTILE =
      Api.transaction(
          "<img src=x onerror=\"document.title='harm'\">",
          "</code><script>document.title='harm'</script>\u0000\u2028",
          5);

  @TempDir static Path home;

  private static Browser browser;
  private static OwnNode node;
  private static String tip;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Browser.isHere());
    node = OwnNode.ephemeral("--difficulty", "2");
    node.api().mine(HEIGHT - 3);
    node.api().submit(HOSTILE);
    node.api().mine(2);
    tip = node.api().hashes().getLast();
    browser = Browser.start(home.resolve("profile"));
    browser.open(node, "#/lab");
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
    assertThat(node.api().hashes().getLast()).isEqualTo(tip);
    assertThat(node.api().pool()).isEmpty();
    assertThat(browser.complaints()).isEmpty();
    browser.assertOneHost();
    assertThat((String) browser.run("return document.title")).doesNotContain("harm");
  }

  private static void exercise(String name) {
    browser.click("#lab-go-" + name);
    browser.see("#lab-exercise-" + name + ":not([hidden])");
  }

  private static void isDone(String name) {
    browser.seeText("#lab-go-" + name + " .lab-number", "\u2713");
  }

  /** Puts a text into the editor, as if it had been typed. */
  private static void write(String text) {
    browser.put("#lab-text", text);
  }

  private static String written() {
    return (String) browser.run("return document.getElementById('lab-text').value");
  }

  /** How the cards of the exercise stand: one word each. */
  private static List<String> standing(String name) {
    return browser.all("#lab-exercise-" + name + " .lab-state").stream()
        .map(WebElement::getText)
        .toList();
  }

  private static String state(String name, int height) {
    return browser.text("#lab-exercise-" + name + " [data-height='" + height + "'] .lab-state");
  }

  @LongRunning
  @Test
  void eachLessonHasAnAddressAndWhatIsDoneIsKept() {
    assertThat(browser.run("return location.hash")).isEqualTo("#/lab/1");
    browser.click("#lab-find-y");
    isDone("first");
    browser.click("#lab-following");
    browser.see("#lab-exercise-hashing:not([hidden])");
    assertThat(browser.run("return location.hash")).isEqualTo("#/lab/2");
    assertThat(browser.focused().getText()).startsWith("2. ");

    browser.open(node, "#/lab/5");
    browser.see("#lab-exercise-difficulty:not([hidden])");
    isDone("first");
    browser.run("history.replaceState(null, '', '#/lab/5'); location.hash = '#/lab/3'");
    browser.see("#lab-exercise-tamper:not([hidden])");
    browser.open(node, "#/lab");
    browser.see("#lab-exercise-hashing:not([hidden])"); // the first that is not done
    browser.click("#lab-start-over");
    browser.await("nothing is done", () -> browser.all(".is-done").isEmpty());
  }

  @Test
  void theFirstExampleComesOutAsInTheTutorial() {
    browser.click("#lab-next-y");
    browser.seeText("#lab-exercise-first .lab-tries", "0");
    browser.click("#lab-find-y");

    browser.seeText("#lab-y", "21");
    assertThat(browser.text("#lab-first-hash"))
        .isEqualTo("1253e9373e781b7500266caa55150e08e210bc8cd8cc70d89985e3600155e860");
    browser.seeText("#lab-exercise-first", "1253e9373e...5e3600155e860");
    browser.seeText("#lab-first-verdict", "of 9 copied blocks, 9 have");
    isDone("first");

    browser.type("#lab-x", "no number");
    browser.seeText("#lab-exercise-first", "must be a whole number");
    assertThat(browser.see("#lab-find-y").isEnabled()).isFalse();
  }

  @LongRunning
  @Test
  void aHashIsComputedStepByStepAndIsTheNodes() throws Exception {
    exercise("hashing");
    assertThat(browser.all("#lab-exercise-hashing .lab-words li")).hasSize(64);
    browser.put("#lab-round", 17);
    browser.seeText("#lab-exercise-hashing", "Round 17 of 64");
    browser.seeText("#lab-exercise-hashing .lab-formula", "W\u2081\u2086 = W\u2080 +");

    for (String height : List.of(Integer.toString(HEIGHT), "1")) {
      browser.put("#lab-hash-block", height);
      browser.click("#lab-to-end");
      browser.seeText("#lab-hash-verdict", "The same hash");
      assertThat(browser.text("#lab-hash-result"))
          .isEqualTo(node.api().hashes().get(Integer.parseInt(height) - 1));
    }
    isDone("hashing");
  }

  @Test
  void aChangedCharacterBreaksTheLinkAfterIt() throws Exception {
    exercise("tamper");
    browser.click("#lab-exercise-tamper [data-height='5']");
    browser.seeText("label[for='lab-text']", "Block 5");
    assertThat(written()).isEqualTo(node.api().get("/api/v1/blocks/5/canonical").text());
    assertThat(standing("tamper")).containsOnly("valid");

    browser.click("#lab-tamper");

    browser.seeText("#lab-tamper-verdict", "of 64 digits differ");
    assertThat(standing("tamper"))
        .containsExactly(
            "valid",
            "valid",
            "valid",
            "valid",
            "valid",
            "link broken",
            "not connected",
            "not connected",
            "not connected");
    browser.seeText(
        "#lab-findings",
        "carries " + node.api().hashes().get(4).substring(0, 12) + " as the hash of block 5");
    isDone("tamper");

    browser.click("#lab-undo");
    browser.seeText("#lab-tamper-verdict", "Nothing is changed");
    assertThat(standing("tamper")).containsOnly("valid");
  }

  @LongRunning
  @Test
  void whatIsOnlyWrittenInAnotherWayHasTheSameHash() {
    exercise("tamper");
    browser.click("#lab-exercise-tamper [data-height='5']");
    String text = written();

    write(text.replace(", ", " ,\n ").replace("\"amount\": 1", "\"amount\":1"));
    browser.seeText("#lab-tamper-verdict", "not its content");
    assertThat(standing("tamper")).containsOnly("valid");

    write(text.replace("\"amount\": 1,", "\"amount\": 1.0,"));
    browser.seeText("#lab-tamper-verdict", "differs from the node");
    assertThat(state("tamper", 6)).isEqualTo("link broken");

    write(text.substring(1));
    browser.seeText("#lab-findings", "Block 5 cannot be read: it is not JSON from character 8 on.");
    assertThat(state("tamper", 5)).isEqualTo("not JSON");

    write(text.replaceFirst("\"proof\": [0-9]+", "\"proof\": \"x\""));
    browser.seeText("#lab-findings", "\u201cproof\u201d is missing or has the wrong type");
    exercise("repair");
    browser.seeText("#lab-exercise-repair", "Mining cannot repair that");
    assertThat(browser.see("#lab-mine-all").isEnabled()).isFalse();
  }

  @Test
  @LongRunning
  void aChangedProofBreaksTwoProofs() {
    exercise("tamper");
    browser.click("#lab-exercise-tamper [data-height='5']");
    write(written().replaceFirst("\"proof\": [0-9]+", "\"proof\": 1000000"));

    browser.seeText("#lab-findings", "The proof of block 5 is invalid");
    browser.seeText("#lab-findings", "The proof of block 6 is invalid");
    browser.seeText("#lab-findings", "The link of block 6 is broken");
  }

  @Test
  @LongRunning
  void theLastBlockChangesUnnoticed() {
    exercise("tamper");
    browser.click("#lab-exercise-tamper [data-height='" + HEIGHT + "']");
    browser.click("#lab-tamper");

    browser.seeText("#lab-findings", "Nothing is broken");
    assertThat(standing("tamper")).containsOnly("valid");
    exercise("repair");
    browser.seeText("#lab-repaired", "there was nothing to mine");
  }

  @LongRunning
  @Test
  void whatIsBrokenIsRepairedByMiningBlockAfterBlock() throws Exception {
    exercise("repair");
    browser.seeText("#lab-exercise-repair", "nothing to repair");
    browser.click("#lab-break"); // block 5 of 9
    assertThat(state("repair", 6)).isEqualTo("link broken");

    browser.click("#lab-mine-one");
    browser.await("one is mined", () -> browser.all("#lab-log tbody tr").size() == 1);
    assertThat(state("repair", 6)).isEqualTo("valid");
    assertThat(state("repair", 7)).isEqualTo("link broken");

    browser.click("#lab-mine-all");
    browser.seeText("#lab-repaired", "valid chain again");
    assertThat(browser.all("#lab-log tbody tr")).hasSize(4);
    assertThat(standing("repair")).containsOnly("valid");
    browser.seeText("#lab-exercise-repair", "4 of 4 proofs came out as they were");
    browser.seeText("#lab-repaired", "the node\u2019s with " + tip.substring(0, 12));
    isDone("repair");
  }

  @Test
  @LongRunning
  void theDifficultyIsMeasured() throws Exception {
    exercise("difficulty");
    browser.click("#lab-search-many");
    browser.seeText("#lab-difficulties tr.is-now", "mean of 20");
    browser.seeText("#lab-difficulties caption", "H/s");
    assertThat(browser.text("#lab-difficulties")).contains("4,294,967,296");

    browser.click("#lab-check-proof");
    browser.seeText("#lab-difficulty-verdict", "that is the proof in the node\u2019s block");
    String proof = Api.member(node.api().chain().getLast(), "proof").toString();
    assertThat(browser.text("#lab-difficulty-verdict")).contains("found " + proof + ",");
    isDone("difficulty");
  }

  @Test
  @LongRunning
  void ofTwoForksTheLongerOneWins() {
    exercise("fork");
    browser.type("#lab-pay-ann", "<img src=x onerror=\"document.title='harm'\">");
    browser.click("#lab-exercise-fork .is-ann button[type=submit]");
    mine("ann", 1);
    assertThat(browser.text("#lab-exercise-fork .is-ann .lab-lane")).contains("<img src=x");
    mine("bob", 2);
    browser.click("#lab-meet");
    browser.seeText("#lab-story li:last-child", "each keeps its own");

    mine("bob", 3);
    browser.click("#lab-meet");

    browser.seeText(
        "#lab-story", "The chain of Bob is longer, 11 to 10: Ann abandoned 1 and took over 2.");
    browser.seeText("#lab-story", "1 transaction of Ann returned to the pool");
    browser.seeText("#lab-exercise-fork .is-ann .lab-pool", "<img src=x");
    browser.seeText("#lab-fork-verdict", "One chain, valid by the node\u2019s rules");
    assertThat(browser.all("#lab-exercise-fork .is-trunk li")).hasSize(5);
    assertThat(browser.all("#lab-exercise-fork img")).isEmpty();
    isDone("fork");
  }

  /** Has a side mine, and waits until that is told as the nth block of both. */
  private static void mine(String side, int blocks) {
    browser.click("#lab-mine-" + side);
    browser.await(
        "block " + blocks + " is mined",
        () ->
            browser.all("#lab-story li").stream()
                    .filter(line -> line.getText().contains(" mined "))
                    .count()
                == blocks);
  }

  @Test
  @LongRunning
  void whatIsNotProtectedIsForged() {
    exercise("limits");
    browser.click("#lab-forge-last");
    browser.seeText("#lab-last-verdict", "By the rules nothing has happened");
    browser.click("#lab-compare");
    browser.seeText("#lab-compare-verdict", "Block 9 is " + tip.substring(0, 12) + " at the node");

    browser.click("#lab-rewrite");
    browser.seeText("#lab-rewrite-verdict", "A different history");

    browser.click("#lab-longer");
    browser.seeText("#lab-longer-verdict", "A valid chain of 1,009 blocks");
    isDone("limits");
  }

  /** Under the repository's rules a proof covers the block before. */
  @Test
  @LongRunning
  void theOtherRulesProtectALittleMore() throws Exception {
    try (OwnNode upstream = OwnNode.ephemeral("--rules", "upstream", "--difficulty", "2")) {
      upstream.api().mine(6);
      browser.open(upstream, "#/lab");
      browser.seeText("#lab-about", "upstream");

      // A changed proof may fit by luck, once in 256 times: what breaks for certain is the link.
      exercise("tamper");
      browser.click("#lab-exercise-tamper [data-height='3']");
      browser.click("#lab-tamper");
      browser.seeText("#lab-findings", "The link of block 4 is broken");

      exercise("repair");
      browser.click("#lab-mine-all");
      browser.seeText("#lab-repaired", "valid chain again");
      assertThat(browser.all("#lab-log tbody tr")).hasSize(4);

      exercise("limits");
      browser.click("#lab-rewrite");
      browser.seeText("#lab-rewrite-verdict", "must be searched for again");
      browser.click("#lab-seal");
      browser.seeText("#lab-seal-verdict", "That is the protection");
      browser.seeText("#lab-exercise-limits", "cannot be known in advance");

      exercise("sequence");
      browser.click("#lab-versions");
      browser.see("#lab-versions-verdict");
      browser.open(node, "#/lab");
    }
  }

  @Test
  @LongRunning
  void theProofsAreASequenceThatGoesRound() {
    exercise("sequence");
    browser.click("#lab-compute");
    browser.seeText("#lab-sequence-node", "9 of 9 copied blocks (1 to 9) carry the proof");
    browser.see("#lab-exercise-sequence .lab-rho");
    browser.click("#lab-versions");
    browser.seeText("#lab-versions-verdict", "does not depend on the block");
    isDone("sequence");
  }

  /** What the README says of difficulty 4, computed before the reader's eyes. */
  @Test
  @LongRunning
  void atTheTutorialsDifficultyTheCircleHasSixtyOneProofs() {
    exercise("sequence");
    browser.put("#lab-sequence-zeros", "4");
    browser.click("#lab-compute");

    for (int proofs = 20; proofs <= 100; proofs += 20) {
      found(proofs);
    }
    browser.seeText(
        "#lab-sequence-verdict",
        "From block 48 on the proofs repeat every 61 blocks. 107 proofs, found with 6,754,864"
            + " hashes");
    assertThat(browser.text("#lab-proofs")).startsWith("100 35293 35089 119678 ");
    assertThat(browser.all("#lab-exercise-sequence [id=lab-sequence-node]")).isEmpty();
  }

  private static void found(int proofs) {
    browser.await(
        proofs + " proofs are found",
        () ->
            !browser.all("#lab-found").isEmpty()
                && Integer.parseInt(browser.text("#lab-found")) >= proofs);
  }

  @Test
  @LongRunning
  void aSearchThatTakesTooLongIsStopped() {
    exercise("sequence");
    browser.put("#lab-sequence-zeros", "4");
    browser.click("#lab-compute");
    browser.seeText("#lab-exercise-sequence .lab-facts", "Hashes");
    browser.click("#lab-sequence-stop");
    browser.await("it has stopped", () -> browser.see("#lab-compute").isEnabled());
    assertThat(browser.all("#lab-sequence-verdict")).isEmpty();
  }

  @LongRunning
  @Test
  void theLanguageChangesInPlace() {
    browser.click("#lab-find-y");
    browser.seeText("#lab-y", "21");
    exercise("tamper");
    browser.click("#lab-exercise-tamper [data-height='5']");
    browser.click("#lab-tamper");
    for (String name : EXERCISES) {
      exercise(name);
    }

    browser.click("#language");
    browser.seeText("h1", "\u041b\u0430\u0431\u043e\u0440\u0430\u0442\u043e\u0440\u0438\u044f");
    browser.seeText("#lab-go-tamper", "\u0418\u0437\u043c\u0435\u043d\u0438\u0442\u044c");
    exercise("tamper");
    browser.seeText(
        "#lab-findings", "\u0421\u0432\u044f\u0437\u044c \u0431\u043b\u043e\u043a\u0430 6");
    assertThat(browser.text("#lab-y")).isEqualTo("21");
    assertThat(browser.text(".lab")).doesNotContain("lab.").doesNotContainPattern("\\{\\w+}");

    browser.click("#language");
    browser.seeText("h1", "Laboratory");
    assertThat(browser.text(".lab")).doesNotContain("lab.").doesNotContainPattern("\\{\\w+}");
  }

  @Test
  @LongRunning
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
      case "first" -> {
        browser.click("#lab-find-y");
        browser.see("#lab-first-verdict");
      }
      case "hashing" -> {
        browser.click("#lab-to-end");
        browser.see("#lab-hash-verdict");
      }
      case "tamper" -> {
        browser.click("#lab-tamper");
        browser.see("#lab-now");
      }
      case "repair" -> {
        browser.click("#lab-mine-all");
        browser.see("#lab-repaired");
      }
      case "difficulty" -> {
        browser.click("#lab-search-once");
        browser.see("#lab-exercise-difficulty .lab-dot");
      }
      case "fork" -> mine("bob", 1);
      case "limits" -> {
        browser.click("#lab-forge-last");
        browser.see("#lab-last-verdict");
      }
      case "sequence" -> {
        browser.click("#lab-compute");
        browser.see("#lab-sequence-node");
      }
      default -> {}
    }
  }

  @Test
  @LongRunning
  void theExercisesAreReachedByKeyboard() {
    browser.run("document.getElementById('lab-go-first').focus()");
    browser.focused().sendKeys("\t");
    assertThat(browser.focused().getAttribute("id")).isEqualTo("lab-go-hashing");
    browser.focused().sendKeys("\n");

    browser.see("#lab-exercise-hashing:not([hidden])");
    browser.await(
        "the heading is read next",
        () -> "lab-title-hashing".equals(browser.focused().getAttribute("id")));
    assertThat(browser.see("#lab-go-hashing").getAttribute("aria-current")).isEqualTo("step");
  }
}
