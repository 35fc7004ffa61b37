package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import zveno.node.explorer.Asset;
import zveno.node.explorer.Explorer;

/** The explorer's page and the one that shows the API, and all that they ask for. */
class PagesTest {

  @Test
  void everythingThatThePageNeedsComesFromTheNode() {
    try (TestNode node = TestNode.start()) {
      Got page = node.client.get("/docs");

      assertThat(page.header("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'", "script-src 'self';", "connect-src 'self';")
          .doesNotContain("unsafe", "http:", "*");
      assertThat(page.text()).doesNotContain("<script>", "onclick", "http://", "https://");
      Matcher links = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page.text());
      int count = 0;
      while (links.find()) {
        assertThat(links.group(1))
            .as("relative, for a proxy may show it under a path")
            .doesNotStartWith("/");
        Got got = node.client.get(URI.create("/docs").resolve(links.group(1)).getPath());
        assertThat(got.status()).as(links.group(1)).isEqualTo(200);
        assertThat(got.body()).isNotEmpty();
        count++;
      }
      assertThat(count).isEqualTo(8);
    }
  }

  @Test
  void theDescriptionIsServedAsItIs() throws Exception {
    try (TestNode node = TestNode.start();
        var file = PagesTest.class.getResourceAsStream("openapi.yaml")) {
      assertThat(node.client.get("/openapi.yaml").body()).isEqualTo(file.readAllBytes());
    }
  }

  @Test
  void theExplorerIsServedWithAllItsFiles() throws Exception {
    try (TestNode node = TestNode.start()) {
      Got page = node.client.get("/");

      assertThat(page.status()).isEqualTo(200);
      assertThat(page.header("Cache-Control")).contains("no-cache");
      assertThat(page.text()).doesNotContain("{{", "<style", "onclick", "http://", "https://");
      Set<String> addresses = new TreeSet<>();
      Matcher found = Pattern.compile("\"[.]?/?(explorer/[^\"]+)\"").matcher(page.text());
      while (found.find()) {
        addresses.add("/" + found.group(1));
      }
      String base = addresses.iterator().next().replaceFirst("[^/]+/[^/]+$", "");
      for (String name : Explorer.load().names()) {
        addresses.add(base + name);
      }
      assertThat(addresses).contains(base + "shell/main.js", base + "i18n/ru.js");
      for (String address : addresses) {
        Got file = node.client.get(address);
        assertThat(file.status()).as(address).isEqualTo(200);
        assertThat(file.body()).as(address).isNotEmpty();
        assertThat(file.header("Cache-Control").orElseThrow()).contains("immutable");
      }
    }
  }

  @Test
  void whatABrowserHasIsNotSentAgain() {
    try (TestNode node = TestNode.start()) {
      Got page = node.client.get("/");
      String tag = page.header("ETag").orElseThrow();
      Got again = node.client.send(node.client.request("/").header("If-None-Match", tag).GET());
      assertThat(again.status()).isEqualTo(304);
      assertThat(again.header("Content-Security-Policy"))
          .isEqualTo(page.header("Content-Security-Policy"));
      Got other = node.client.send(node.client.request("/").header("If-None-Match", "\"x\"").GET());
      assertThat(other.status()).isEqualTo(200);
    }
  }

  @Test
  void filesOfAnotherEditionAndFilesThatAreNoneAreNotThere() {
    try (TestNode node = TestNode.start()) {
      String edition = Explorer.load().edition();
      assertThat(node.client.get("/explorer/0123456789abcdef/shell/main.js").text())
          .contains("reload its page");
      for (String name : List.of("shell/none.js", "shell/..", "shell/%2e%2e%2findex.html", "x/y")) {
        assertThat(node.client.get("/explorer/" + edition + "/" + name).status())
            .as(name)
            .isEqualTo(404);
      }
    }
  }

  @Test
  void theExplorerMayRunItsModulesAndItsImportMapAndNothingElse() throws Exception {
    try (TestNode node = TestNode.start()) {
      Got page = node.client.get("/");
      String policy = page.header("Content-Security-Policy").orElseThrow();
      Matcher map =
          Pattern.compile("<script type=\"importmap\">(.*?)</script>").matcher(page.text());
      assertThat(map.find()).isTrue();
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(map.group(1).getBytes(StandardCharsets.UTF_8));
      String hash = "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";

      assertThat(List.of(policy.split("; ")))
          .contains(
              "default-src 'none'",
              "script-src 'self' " + hash,
              "style-src 'self'",
              "connect-src 'self'",
              "frame-ancestors 'none'",
              "require-trusted-types-for 'script'");
      assertThat(policy).doesNotContain("unsafe", "http:", "*");
      assertThat(page.header("X-Content-Type-Options")).contains("nosniff");
    }
  }

  @Test
  void bothLanguagesHaveTheSameTextsWithTheSamePlaceholders() {
    Explorer explorer = Explorer.load();
    for (String part : List.of("", "lab.", "strict.")) {
      Optional<Asset> english = explorer.file("i18n/" + part + "en.js");
      if (english.isPresent()) {
        Map<String, Set<String>> texts = texts(english.get());
        assertThat(texts).isNotEmpty();
        assertThat(texts(explorer.file("i18n/" + part + "ru.js").orElseThrow())).isEqualTo(texts);
      }
    }
  }

  /** For each key what its text asks for: {@code {hash}}. */
  private static Map<String, Set<String>> texts(Asset file) {
    String all = new String(file.bytes(), StandardCharsets.UTF_8);
    Matcher keys = Pattern.compile("(?m)^ +[\"']([a-zA-Z0-9.]+)[\"']:").matcher(all);
    Map<String, Set<String>> texts = new TreeMap<>();
    List<Integer> starts = new ArrayList<>();
    List<String> names = new ArrayList<>();
    while (keys.find()) {
      starts.add(keys.end());
      names.add(keys.group(1));
    }
    starts.add(all.length());
    for (int i = 0; i < names.size(); i++) {
      Set<String> wanted = new TreeSet<>();
      Matcher holes =
          Pattern.compile("\\{([a-zA-Z]+)\\}")
              .matcher(all.substring(starts.get(i), starts.get(i + 1)));
      while (holes.find()) {
        wanted.add(holes.group(1));
      }
      wanted.remove("n"); // a plural form may do without
      assertThat(texts.put(names.get(i), wanted)).as(names.get(i)).isNull();
    }
    return texts;
  }
}
