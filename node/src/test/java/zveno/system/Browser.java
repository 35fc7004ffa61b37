package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A Chromium without a window that looks at the explorer; ended when closed. */
final class Browser implements AutoCloseable {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The accessibility check looks at every element; on a busy machine that takes a while. */
  private static final Duration PATIENCE_WITH_SCRIPTS = Duration.ofSeconds(120);

  private static final String AXE = resource("/axe.min.js");

  private final ChromeDriver driver;

  private Browser(Path profile, String... more) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-extensions",
        "--disable-site-isolation-trials",
        "--renderer-process-limit=1",
        "--disable-features=BackForwardCache,SpareRendererForSitePerProcess,IsolateOrigins,"
            + "ProactivelySwapBrowsingInstance",
        "--hide-scrollbars",
        "--force-prefers-reduced-motion",
        "--lang=en",
        "--user-data-dir=" + profile);
    options.addArguments(more);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build(),
            options);
    driver.manage().timeouts().scriptTimeout(PATIENCE_WITH_SCRIPTS);
  }

  /** Whether there is one; if there must be one, its absence is a failure. */
  static boolean isHere() {
    boolean here = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    if (!here) {
      String missing = "there is no " + CHROMIUM + " with " + DRIVER;
      if (Boolean.getBoolean("zveno.require.browser")) {
        fail("zveno.require.browser is set, but " + missing);
      }
      System.out.println(
          "NOTICE: the explorer is not tested in a browser, since "
              + missing
              + " (Debian: chromium and chromium-driver)");
    }
    return here;
  }

  /**
   * @param more options of Chromium beside the usual ones
   */
  static Browser start(Path profile, String... more) {
    return new Browser(profile, more);
  }

  private static String resource(String name) {
    try (InputStream in = Browser.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(name, e);
    }
  }

  // Where it is.

  /** Loads the explorer of a node anew, at this page: {@code #/forks}. */
  void open(Peer node, String page) {
    open(node, page, "h1");
  }

  /** Loads any page of a node anew, and waits for an element that it has when it is drawn. */
  void open(Peer node, String page, String selector) {
    open(node.api().url() + "/" + page, selector);
  }

  /** Loads what is at this address, and waits for an element that a selector finds. */
  void open(String address, String selector) {
    leave();
    driver.get(address);
    see(selector);
  }

  /** Leaves the page; what it was listening to it hears no more of. */
  void leave() {
    driver.get("about:blank");
  }

  /** Follows a link within the explorer, as by hand. */
  void go(String page) {
    run("location.hash = arguments[0]", page);
    await(page + " is drawn", () -> (Boolean) run("return document.querySelector('h1') !== null"));
  }

  /** Opens another window, which is seen beside the others, and looks at that one from now on. */
  String openWindow() {
    driver.switchTo().newWindow(WindowType.WINDOW);
    return driver.getWindowHandle();
  }

  String window() {
    return driver.getWindowHandle();
  }

  /** Looks at a window that is open. */
  void lookAt(String window) {
    driver.switchTo().window(window);
  }

  /** Closes the window that is looked at; another one must be looked at afterwards. */
  void closeWindow() {
    driver.close();
  }

  /** Runs a script at the beginning of each page that this window loads; returns its name. */
  String runAtStart(String script) {
    return (String)
        driver
            .executeCdpCommand(
                "Page.addScriptToEvaluateOnNewDocument", Map.<String, Object>of("source", script))
            .get("identifier");
  }

  void runNoLonger(String name) {
    driver.executeCdpCommand(
        "Page.removeScriptToEvaluateOnNewDocument", Map.<String, Object>of("identifier", name));
  }

  void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** {@code light} or {@code dark}, as the system of the reader would have it. */
  void systemTheme(String theme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", theme),
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
  }

  /** A picture of the page as far as it is seen, or of all of it. */
  String picture(boolean all) {
    return (String)
        driver
            .executeCdpCommand(
                "Page.captureScreenshot",
                all
                    ? Map.of("format", "png", "captureBeyondViewport", true)
                    : Map.of("format", "png"))
            .get("data");
  }

  // What is there.

  Object run(String script, Object... arguments) {
    return ((JavascriptExecutor) driver).executeScript(script, arguments);
  }

  Object runAsync(String script, Object... arguments) {
    return ((JavascriptExecutor) driver).executeAsyncScript(script, arguments);
  }

  /** Waits until something holds. */
  void await(String what, Supplier<Boolean> holds) {
    var _ = until(what, holds);
  }

  /** Waits until there is something, neither null nor false, and returns it. */
  private <T> T until(String what, Supplier<T> found) {
    return new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50))
        .ignoring(StaleElementReferenceException.class)
        .withMessage(() -> what + "; the page shows:\n" + text("body"))
        .until(_ -> found.get());
  }

  /** Waits for the first element that a selector finds. */
  WebElement see(String selector) {
    return until(selector, () -> first(selector));
  }

  private WebElement first(String selector) {
    List<WebElement> all = all(selector);
    return all.isEmpty() ? null : all.getFirst();
  }

  /** Waits for a field, and gives it a value, as if by hand: a text, a slider or a choice. */
  void put(String selector, Object value) {
    run(
        """
        const [field, value] = arguments;
        if (field.options) {
          field.selectedIndex = [...field.options].findIndex((one) => one.text === value || one.value === value);
        } else {
          field.value = value;
        }
        for (const kind of ["input", "change"]) {
          field.dispatchEvent(new Event(kind, { bubbles: true }));
        }
        """,
        see(selector),
        value);
  }

  /** Waits until an element that a selector finds has this text in it. */
  void seeText(String selector, String text) {
    await(
        selector + " says " + text,
        () -> all(selector).stream().anyMatch(element -> element.getText().contains(text)));
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /** What is read there, hidden text included. */
  String text(String selector) {
    return (String)
        run(
            "return document.querySelector(arguments[0])?.textContent.toWellFormed() ?? ''",
            selector);
  }

  void click(String selector) {
    await(
        selector + " can be pressed",
        () -> {
          WebElement first = first(selector);
          if (first == null || !first.isEnabled()) {
            return false;
          }
          first.click();
          return true;
        });
  }

  void type(String selector, String text) {
    WebElement field = see(selector);
    field.clear();
    field.sendKeys(text);
  }

  /** Types over what a field has: clearing it by itself tells a page nothing. */
  void retype(String selector, String text) {
    see(selector).sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
  }

  /** Puts a text into a field that a keyboard could not type. */
  void paste(String selector, String text) {
    run("arguments[0].value = arguments[1]", see(selector), text);
  }

  WebElement focused() {
    return driver.switchTo().activeElement();
  }

  // What must not be.

  /** Nothing that axe-core objects to. */
  private void assertUsable(String where) {
    assertThat(faults("{}")).as(where).isEmpty();
  }

  /** Nothing whose colours axe-core objects to: all that another theme can spoil. */
  private void assertLegible(String where) {
    assertThat(faults("{ runOnly: [\"color-contrast\"] }")).as(where).isEmpty();
  }

  /** Nothing that axe-core objects to in the light, and nothing that the dark has spoiled. */
  void assertUsableInBothThemes(String where) {
    systemTheme("light");
    assertUsable(where);
    systemTheme("dark");
    assertLegible(where + " in the dark");
    systemTheme("light");
  }

  private List<?> faults(String options) {
    if ((Boolean) run("return !window.axe")) {
      run(AXE + " ; window.axe = axe;");
    }
    return (List<?>)
        runAsync(
            """
            const done = arguments[0];
            axe.run(document, { resultTypes: ["violations"], ...%s }).then(
              (r) => done(r.violations.flatMap((v) => v.nodes.map((n) =>
                v.id + ": " + n.html.slice(0, 200) + " " + n.failureSummary))),
              (e) => done([String(e)]));
            """
                .formatted(options));
  }

  void assertNotWiderThanTheScreen(String where) {
    assertThat((Boolean) run("return document.documentElement.scrollWidth <= innerWidth"))
        .as(where + " needs no scrolling to the side")
        .isTrue();
  }

  /** Everything that the page has fetched came from where the page came from. */
  void assertOneHost() {
    Object strangers =
        run(
            """
            return performance.getEntriesByType("resource").map((entry) => entry.name)
              .filter((name) => !name.startsWith(location.origin + "/") && !name.startsWith("data:"));
            """);
    assertThat((List<?>) strangers).isEmpty();
  }

  /**
   * What stands in the console since it was read last: errors and warnings. Passed over is what
   * Chromium complains of, but is as it should be: an answer that something is not there.
   */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .filter(message -> !message.contains("status of 404"))
        .toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
