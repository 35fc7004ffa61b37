package zveno.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.strict.StrictNets.Person;
import zveno.kernel.rules.strict.StrictTransaction;
import zveno.kernel.rules.strict.keys.Address;

/**
 * Makes the pictures of the explorer in {@code docs/images}; run by {@code docs/images/screenshots}
 * only.
 */
@Tag("slow")
@EnabledIfSystemProperty(named = "zveno.screenshots", matches = "true")
class ScreenshotsTest {

  private static final Path IMAGES = Path.of("..", "docs", "images");

  private static final Person ANN = Person.numbered(1);

  @TempDir Path home;

  @Test
  void makesThePictures() throws Exception {
    try (NodeProcess node = NodeProcess.ephemeral("--difficulty", "5");
        NodeProcess other = NodeProcess.ephemeral("--difficulty", "5");
        Browser browser = Browser.start(home.resolve("profile"))) {
      fork(node.api(), other.api(), node, other);
      browser.systemTheme("light");
      browser.size(1120, 760);
      browser.open(node, "");
      browser.click("#no-tour");

      browser.size(1120, 560);
      browser.systemTheme("dark");
      browser.open(node, "#/forks");
      browser.see(".knot:not(.chosen)");
      save(browser, "explorer-forks");

      browser.size(1120, 760);
      browser.systemTheme("light");
      browser.open(node, "#/block/" + Api.integer(node.api().get("/api/v1/tip").json(), "height"));
      browser.click("#recompute-all");
      browser.see("#recompute > div > .good");
      browser.run("document.querySelector('#recompute').scrollIntoView()");
      save(browser, "explorer-recompute");

      browser.size(1120, 1010);
      browser.open(node, "#/now");
      browser.see(".u-over");
      live(node.api());
      browser.seeText("#pool", "ann");
      save(browser, "explorer-now");
      browser.click("#language");
      browser.seeText(".nav", "\u0421\u0435\u0439\u0447\u0430\u0441");
      save(browser, "explorer-now.ru");
    }
  }

  @Test
  void makesThePicturesOfTheStrictRules() throws Exception {
    Genesis genesis = StrictNets.genesis(50, 0, 3, Map.of(ANN.address(), new Coins(100_000)));
    Path file = Files.write(home.resolve("genesis.json"), genesis.canonical());
    try (OwnNode node =
            OwnNode.ephemeral(
                "--rules=strict",
                "--genesis=" + file,
                "--mining-threads=1",
                "--reward-address=" + ANN.address().text());
        Browser browser = Browser.start(home.resolve("profile"))) {
      browser.systemTheme("light");
      browser.size(1120, 1180);
      browser.open(node, "");
      browser.click("#no-tour");
      Address own = importZeroWords(browser, node);
      List<StrictTransaction> payments = new ArrayList<>();
      for (int nonce = 0; nonce < 6; nonce++) {
        payments.add(ANN.pays(genesis.id(), own, 100 + nonce, 1, nonce, 900));
        node.api().post("/api/v1/transactions", payments.getLast().json().toString()).expect(201);
      }
      node.api().post("/api/v1/blocks", "{\"count\": 12}").expect(201);
      browser.seeText("#balance", "615 units");
      browser.retype("#pay-recipient", ANN.address().text());
      browser.retype("#pay-amount", "120");
      browser.click("#pay summary");
      save(browser, "explorer-wallet");
      browser.click("#language");
      browser.seeText("h1", "\u041a\u043e\u0448\u0435\u043b\u0451\u043a");
      save(browser, "explorer-wallet.ru");
      browser.click("#language");

      browser.systemTheme("dark");
      browser.size(1120, 900);
      browser.open(node, "#/transaction/" + payments.get(2).id().hex(), "#draw-proof");
      browser.click("#draw-proof");
      browser.see("#proof .notice.good");
      browser.run("document.querySelector('#proof').scrollIntoView()");
      save(browser, "explorer-proof");
    }
  }

  /** Imports the key of the words of 32 zero bytes into the wallet. */
  private static Address importZeroWords(Browser browser, Peer node) {
    browser.open(node, "#/wallet", "#import-words");
    browser.click("#import-words");
    browser.retype("#words", "abandon ".repeat(23) + "art");
    browser.retype("#import-passphrase", "picture");
    browser.retype("#import-again", "picture");
    browser.click("#import-now");
    browser.see("#own-address");
    return Address.parse(browser.text("#own-address")).orElseThrow();
  }

  /** Two nodes that have met, parted twice, and agree again. */
  private static void fork(Api ours, Api theirs, Peer node, Peer other) throws Exception {
    ours.register(other);
    theirs.register(node);
    ours.submit(Api.transaction("ann", "bob", 5));
    ours.mine(3);
    theirs.resolve();
    ours.submit(Api.transaction("bob", "cid", 2));
    ours.mine(2);
    theirs.mine(3);
    ours.resolve();
    ours.mine(2);
    theirs.resolve();
    ours.mine(1);
    theirs.mine(2);
    ours.resolve();
    ours.submit(Api.transaction("cid", "dora", 3));
    ours.submit(Api.transaction("dora", "ann", 1));
    ours.mine();
  }

  /** A node at work for half a minute, as its plots will show. */
  private static void live(Api api) throws Exception {
    Random random = new Random(1);
    List<String> people = List.of("ann", "bob", "cid", "dora", "eve");
    api.post("/api/v1/miner", "{\"running\": true, \"threads\": 1}").expect(200);
    for (int i = 0; i < 100; i++) {
      for (int n = random.nextInt(4); n > 0; n--) {
        String sender = people.get(random.nextInt(5));
        api.submit(Api.transaction(sender, people.get(random.nextInt(5)), random.nextInt(1, 50)));
      }
      Thread.sleep(300);
    }
    api.submit(Api.transaction("ann", "bob", 5));
    api.submit("{\"sender\": \"bob\", \"recipient\": \"cid\", \"amount\": 1.0}");
    api.submit(Api.transaction("<script>alert(1)</script>", "dora", 7));
  }

  private static void save(Browser browser, String name) throws Exception {
    browser.await(
        "fonts are there", () -> browser.run("return document.fonts.status").equals("loaded"));
    Files.write(IMAGES.resolve(name + ".png"), Base64.getDecoder().decode(browser.picture(false)));
  }
}
