package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.kernel.rules.toy.ToyTransfer;
import zveno.kernel.rules.toy.Toys;

/** A rule set that the explorer has no module for still gets its pages, with generic views. */
@LongRunning
class ToyExplorerTest {

  @TempDir Path home;

  @Test
  void aChainOfUnknownRulesIsShownAsJson() throws Exception {
    assumeTrue(Browser.isHere());
    try (OwnNode node = OwnNode.ephemeral("--rules", "toy", "--mining-threads", "1");
        Browser browser = Browser.start(home.resolve("profile"))) {
      node.api().post("/api/v1/blocks", "{\"count\": 2}").expect(201);
      ToyTransfer tea = Toys.pay("ann", "bob", 20, 1);
      String base64 = Base64.getEncoder().encodeToString(tea.encoded());
      node.api().post("/api/v1/transactions", "\"" + base64 + "\"").expect(201);

      browser.open(node, "");
      browser.click("#no-tour");
      browser.open(node, "#/block/3");
      browser.see("dl.facts");
      assertThat(browser.text(".nav")).contains("Net").doesNotContain("Laboratory");
      assertThat(browser.all("#recompute")).isEmpty();
      browser.open(node, "#/pool");
      browser.seeText("table.transactions", base64.substring(0, 20));
      browser.open(node, "#/transaction/" + tea.id().hex());
      browser.seeText("dl.facts", base64);
      browser.open(node, "#/blocks");
      browser.seeText("table thead", "Height");
      assertThat(browser.text("table thead")).doesNotContain("Proof");
      theTourLeavesOutWhatTheseRulesLack(browser);
      assertThat(browser.complaints()).isEmpty();
    }
  }

  private static void theTourLeavesOutWhatTheseRulesLack(Browser browser) {
    browser.run("[...document.querySelectorAll('footer button')].at(-1).click()");
    for (String stop : List.of("chain", "actions", "happenings", "tree", "peers")) {
      browser.see("#" + stop + ".pointed");
      browser.click("#tour-next");
    }
    browser.await("the end", () -> browser.all(".tour").isEmpty());
  }
}
