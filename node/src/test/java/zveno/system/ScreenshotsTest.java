package zveno.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Makes the pictures of the explorer in {@code docs/images}; run by {@code docs/images/screenshots}
 * only.
 */
@Tag("slow")
@EnabledIfSystemProperty(named = "zveno.screenshots", matches = "true")
class ScreenshotsTest {

  private static final Path IMAGES = Path.of("..", "docs", "images");

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
