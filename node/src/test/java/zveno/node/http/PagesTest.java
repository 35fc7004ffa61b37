package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page that shows the API, and all that it asks for. */
class PagesTest {

  @Test
  void everythingThatThePageNeedsComesFromTheNode() {
    try (TestNode node = TestNode.start()) {
      assertThat(node.client.get("/").header("Location")).contains("/docs");
      Got page = node.client.get("/docs");

      assertThat(page.header("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'", "script-src 'self';", "connect-src 'self';")
          .doesNotContain("unsafe", "http:", "*");
      assertThat(page.text()).doesNotContain("<script>", "onclick", "http://", "https://");
      Matcher links = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page.text());
      int count = 0;
      while (links.find()) {
        Got got = node.client.get(links.group(1));
        assertThat(got.status()).as(links.group(1)).isEqualTo(200);
        assertThat(got.body()).isNotEmpty();
        count++;
      }
      assertThat(count).isEqualTo(5);
    }
  }

  @Test
  void theDescriptionIsServedAsItIs() throws Exception {
    try (TestNode node = TestNode.start();
        var file = PagesTest.class.getResourceAsStream("openapi.yaml")) {
      assertThat(node.client.get("/openapi.yaml").body()).isEqualTo(file.readAllBytes());
    }
  }
}
