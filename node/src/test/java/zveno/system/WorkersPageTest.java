package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import zveno.LongRunning;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.strict.StrictNets.Person;
import zveno.node.stratum.StratumMiner;

/** The explorer's page of the machines that mine for the node, in a real browser. */
@LongRunning
@Timeout(300)
class WorkersPageTest {

  private static final Person ANN = Person.numbered(1);
  private static final int SHARES = 3;

  @TempDir Path home;

  private Browser browser;
  private OwnNode node;

  @AfterEach
  void stop() {
    if (browser != null) {
      browser.close();
    }
    if (node != null) {
      node.close();
    }
  }

  private void start(String... more) throws Exception {
    assumeTrue(Browser.isHere());
    Genesis genesis = StrictNets.genesis(50, 0, 3, Map.of());
    Path file = Files.write(home.resolve("genesis.json"), genesis.canonical());
    List<String> options = new ArrayList<>(List.of("--rules=strict", "--genesis=" + file));
    options.addAll(List.of(more));
    node = OwnNode.ephemeral(options.toArray(String[]::new));
    browser = Browser.start(home.resolve("profile"));
    browser.size(1280, 900);
    browser.open(node, "");
    browser.click("#no-tour");
  }

  @Test
  void showsTheMachinesAndWhomTheirBlocksPay() throws Exception {
    start("--stratum=0");
    URI listen =
        URI.create(
            node.api()
                .get("/api/v1/mining/workers")
                .expect(200)
                .json()
                .member("listen")
                .orElseThrow()
                .text());
    try (StratumMiner miner =
        new StratumMiner(
            new InetSocketAddress(listen.getHost(), listen.getPort()),
            ANN.address().text() + ".shed",
            _ -> {})) {
      miner.mine("x", 1, OptionalLong.of(SHARES));
    }
    browser.open(node, "#/workers", "#workers");
    assertThat(browser.text("#listen")).isEqualTo(listen.toString());
    assertThat(browser.text("#solo")).contains("solo").contains("Nothing is divided");
    assertThat(browser.text(".worker-name")).isEqualTo("shed");
    assertThat(browser.text(".worker-accepted")).isEqualTo(Integer.toString(SHARES));
    assertThat(browser.text(".worker-stale"))
        .endsWith("%"); // on so easy a chain the tip moves often
    assertThat(browser.text(".worker-blocks")).isNotEqualTo("0");
    assertThat(browser.text(".worker-best")).isNotEqualTo("0");
    browser.seeText("#workers", "not connected"); // the page looks again by itself

    for (int width : List.of(1280, 360)) {
      browser.size(width, 800);
      browser.assertNotWiderThanTheScreen("#/workers");
      browser.assertUsableInBothThemes("#/workers at " + width);
    }
    browser.size(1280, 900);
    browser.click("#language");
    browser.seeText("h1", "Майнеры");
    browser.seeText("#solo", "одиночный майнинг");
    assertThat(browser.text("main")).doesNotContain("strict.");
    assertThat(browser.complaints()).isEmpty();
    browser.assertOneHost();
  }

  @Test
  void isReachedByTheKeyboardAndSaysThatNobodyIsListening() throws Exception {
    start();
    browser.run("document.querySelector('a[href=\"#/workers\"]').focus()");
    browser.focused().sendKeys(Keys.ENTER);
    browser.seeText("#listen", "does not listen");
    browser.await("the heading has the focus", () -> browser.focused().getTagName().equals("h1"));
    browser.seeText("main", "No worker has authorized");
    assertThat(browser.complaints()).isEmpty();
  }
}
