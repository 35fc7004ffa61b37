package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import zveno.kernel.chain.PathReader;
import zveno.node.http.api.ApiSnapshot;
import zveno.node.http.transport.HttpLimits;
import zveno.node.service.LargeBlockBudget;
import zveno.node.service.UnavailableException;

/** Clients that ask for much and take it slowly cannot fill the memory, nor keep others waiting. */
@Tag("slow")
@Timeout(60)
class AnswersInMemoryTest {

  private static final int MIB = 1 << 20;

  private static HttpLimits limits(int bodyBytes, int lines, long inMemory) {
    return new HttpLimits(
        100,
        Duration.ofSeconds(20),
        64 * 1024,
        16_384,
        bodyBytes,
        bodyBytes,
        lines,
        inMemory,
        2,
        Duration.ofSeconds(15));
  }

  private static void post(TestNode node, int size) {
    String body = "{\"amount\": 1, \"recipient\": \"b\", \"sender\": \"%s\"}";
    Got got = node.client.post("/api/v1/transactions", body.formatted("a".repeat(size)));
    assertThat(got.status()).isEqualTo(201);
  }

  @Test
  void aLargeAnswerIsCountedUntilItsClientHasTakenIt() throws Exception {
    try (TestNode node = TestNode.plan().limits(limits(6 * MIB, 5, 8 * MIB)).start()) {
      post(node, 5 * MIB);
      URI uri = node.client.request("/").build().uri();
      try (Socket slow = new Socket()) {
        slow.setReceiveBufferSize(2_048);
        slow.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
        Raw.send(slow, "GET /api/v1/pool HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(slow.getInputStream().read()).isEqualTo('H'); // its head is on the way

        Got refused = node.client.get("/api/v1/pool");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).contains("1");
        assertThat(node.client.get("/api/v1/tip").status()).isEqualTo(200);
        Got mined = node.client.post("/api/v1/blocks", ""); // it has been done, so it is told
        assertThat(mined.status()).isEqualTo(201);
        assertThat(mined.text()).hasSizeGreaterThan(5 * MIB);
        post(node, 1);
      }
      int status = 503;
      while (status == 503) { // until the node has seen that it is gone
        status = node.client.get("/api/v1/pool").status();
      }
      assertThat(status).isEqualTo(200);
      assertThat(node.failures).isEmpty();
    }
  }

  @Test
  void nothingOfABatchIsTakenWhoseAnswerHasNoRoom() {
    String line = "{\"amount\": 1, \"recipient\": \"b\", \"sender\": \"a\"}\n";
    try (TestNode node = TestNode.plan().limits(limits(MIB, 2_000, 2 * MIB / 5)).start()) {
      assertThat(batch(node, line.repeat(2_000)).status()).isEqualTo(503);
      assertThat(batch(node, "x\n".repeat(2_000)).status()).isEqualTo(503);
      assertThat(node.client.get("/api/v1/pool").json().path("count").asInt()).isZero();
      for (int i = 0; i < 5; i++) { // what has been sent makes room
        assertThat(batch(node, line.repeat(1_000)).status()).isEqualTo(200);
      }
      assertThat(node.failures).isEmpty();
    }
  }

  private static Got batch(TestNode node, String lines) {
    return node.client.send(
        node.client
            .request("/api/v1/transactions")
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofString(lines)));
  }

  @Test
  void largeBlocksAreLookedAtOneAfterTheOther() throws Exception {
    try (TestNode node = TestNode.start()) {
      for (int i = 0; i < 2; i++) {
        post(node, MIB + 100_000);
        node.client.get("/mine");
      }
      LargeBlockBudget large = node.service.largeBlocks();
      long all = Runtime.getRuntime().maxMemory() / 4;
      Duration moment = Duration.ofMillis(50);
      try (var _ = large.claim(all - 10L * MIB, moment); // leaves room for one of them
          ApiSnapshot sight = new ApiSnapshot(node.service)) {
        for (int height = 2; height <= 3; height++) {
          assertThat(sight.block(sight.locate(height).orElseThrow()).height()).isEqualTo(height);
          sight.stored(sight.locate(height).orElseThrow());
        }
        try (PathReader blocks = sight.descending(2, 3)) {
          while (blocks.next()) {
            assertThat(sight.decode(blocks).height()).isEqualTo(blocks.height());
            assertThatThrownBy(() -> large.claim(9L * MIB, moment))
                .as("while one is looked at")
                .isInstanceOf(UnavailableException.class);
          }
        }
      }
      large.claim(all, moment).close(); // all has been given back
    }
  }

  @Test
  void aListenerGetsLargeConfirmedBlocksWithoutKeepingOthersWaiting() throws Exception {
    try (TestNode node = TestNode.start()) {
      for (int i = 0; i < 2; i++) {
        post(node, MIB + 100_000);
        node.client.get("/mine");
      }
      LargeBlockBudget large = node.service.largeBlocks();
      long all = Runtime.getRuntime().maxMemory() / 4;
      String last = node.service.events().newest() + ".0";
      try (var _ = large.claim(all - 10L * MIB, Duration.ofSeconds(1));
          EventReader events =
              node.client.events("/api/v1/events?confirmations=1&lastEventId=" + last)) {
        for (int height = 1; height <= 3; height++) {
          EventReader.Heard heard = events.next().orElseThrow();
          assertThat(heard.kind()).isEqualTo("confirmed");
          assertThat(heard.data().path("height").asInt()).isEqualTo(height);
        }
      }
      assertThat(node.failures).isEmpty();
    }
  }
}
