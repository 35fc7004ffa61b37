package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The explorer as it is seen through proxies that run already, at the addresses that the property
 * {@code zveno.proxied} lists with commas; {@code .ci/proxy} starts them.
 */
@Tag("slow")
@Timeout(120)
@EnabledIfSystemProperty(named = "zveno.proxied", matches = ".+")
class ProxiedExplorerTest {

  @TempDir static Path home;

  private static Browser browser;

  @BeforeAll
  static void start() {
    assumeTrue(Browser.isHere());
    browser =
        Browser.start(
            home.resolve("profile"),
            "--host-resolver-rules=MAP *.example 127.0.0.1",
            "--ignore-certificate-errors");
    browser.size(1280, 900);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  static Stream<String> addresses() {
    return Stream.of(System.getProperty("zveno.proxied").split(","));
  }

  @ParameterizedTest
  @MethodSource("addresses")
  void theExplorerReadsAndActs(String address) {
    browser.open(address, "h1");
    browser.seeText(".hero", "live");
    if (!browser.all("#no-tour").isEmpty()) {
      browser.click("#no-tour");
    }

    browser.click("#mine");
    browser.seeText(".actions .good", "was mined");
    browser.click("#resolve");
    browser.seeText(".actions .good", "Our chain stays");
    String block = browser.text(".hero h1");
    browser.runAsync( // not by a button, so that only an event can tell
        """
        const done = arguments[0];
        fetch("api/v1/blocks", { method: "POST" }).then((got) => done(got.status));
        """);
    browser.await("an event of the block", () -> !browser.text(".hero h1").equals(block));

    browser.go("#/block/2");
    browser.click("#recompute-all"); // by a worker
    browser.seeText("#recompute > div > .good", "Everything is correct.");
    String link = (String) browser.run("return document.querySelector('a[download]').href");
    assertThat(link).contains("/api/v1/blocks/").startsWith(address);
    browser.go("#/lab");
    browser.seeText("h1", "Laboratory");
    browser.assertOneHost();
    assertThat(browser.complaints()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("addresses")
  void whatDocsTriesIsAskedWhereThePageIs(String address) {
    browser.open(address.replaceFirst("/?$", "/docs"), "#operations-node-tip");
    browser.click("#operations-node-tip .opblock-summary-control");
    browser.click("#operations-node-tip .try-out__btn");
    browser.click("#operations-node-tip .execute");
    browser.seeText("#operations-node-tip .live-responses-table .response-col_status", "200");
    browser.seeText(
        "#operations-node-tip .request-url", address.replaceFirst("/?$", "/api/v1/tip"));
    browser.assertOneHost();
  }
}
