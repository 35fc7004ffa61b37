package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import zveno.node.http.EventReader.Heard;

/** Many blocks in one call, the way back, and blocks that are told when they are deep enough. */
@Tag("slow")
@Timeout(60)
class ChainCallsTest {

  private static final String BLOCKS = "/api/v1/blocks";
  private static final String REWIND = "/api/v1/rewind";
  private static final String POSTED = "{\"sender\": 1, \"recipient\": 2, \"amount\": 3}";

  @TempDir Path folder;

  private static void mine(TestNode node, int count) {
    assertThat(node.client.post(BLOCKS, "{\"count\": " + count + "}").status()).isEqualTo(201);
  }

  private static Got rewind(TestNode node, int height) {
    return node.client.post(REWIND, "{\"toHeight\": " + height + "}");
  }

  @Test
  void manyBlocksAreMinedInOneCall() {
    try (TestNode node = TestNode.start()) {
      node.client.post("/api/v1/transactions", POSTED);
      Got got = node.client.post(BLOCKS, "{\"count\": 20}");
      assertThat(got.status()).isEqualTo(201);
      JsonNode blocks = got.json().path("blocks");
      assertThat(blocks.size()).isEqualTo(20);
      for (int i = 0; i < 20; i++) {
        JsonNode block = node.client.get(BLOCKS + "/" + (i + 2)).json();
        assertThat(blocks.path(i).path("height")).isEqualTo(block.path("height"));
        assertThat(blocks.path(i).path("hash")).isEqualTo(block.path("hash"));
        assertThat(block.path("transactionIds").size()).isEqualTo(i == 0 ? 2 : 1);
      }
      assertThat(node.client.get("/api/v1/" + got.header("Location").orElseThrow()).json())
          .isEqualTo(node.client.get(BLOCKS + "/21").json());
      for (String bad : List.of("0", "1001", "-1", "1.0", "\"5\"", "null")) {
        assertThat(node.client.post(BLOCKS, "{\"count\": " + bad + "}").status())
            .as(bad)
            .isEqualTo(400);
      }
      assertThat(node.service.tip().height()).isEqualTo(21);
    }
  }

  @Test
  void blocksHaveNoIdempotencyKey() {
    try (TestNode node = TestNode.start()) {
      var request = node.client.request(BLOCKS).header("Idempotency-Key", "k");
      assertThat(node.client.send(request.POST(BodyPublishers.noBody())).status()).isEqualTo(400);
      assertThat(node.service.tip().height()).isEqualTo(1);
    }
  }

  @Test
  void aDisconnectEndsTheRequestForBlocks() throws Exception {
    try (TestNode node = TestNode.plan().zeros(40).threads(1).start()) {
      try (Socket socket = node.socket()) {
        String request =
            "POST /api/v1/blocks HTTP/1.1\r\nHost: localhost\r\nContent-Type:"
                + " application/json\r\nContent-Length: 14\r\n\r\n{\"count\": 100}";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        awaitWaiting(node, 1);
      }
      awaitWaiting(node, 0);
      assertThat(node.service.tip().height()).isEqualTo(1);
    }
  }

  private static void awaitWaiting(TestNode node, int count) throws InterruptedException {
    while (node.miner.waiting() != count) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Test
  void anEphemeralNodeIsRewoundAndListenersGetTheEvent() throws Exception {
    try (TestNode node = TestNode.start()) {
      mine(node, 3);
      node.client.post("/api/v1/transactions", POSTED);
      mine(node, 2);
      String hash = node.client.get(BLOCKS + "/3").json().path("hash").asString();
      try (EventReader events = node.client.events("/api/v1/events")) {
        JsonNode rewound = rewind(node, 3).json();
        assertThat(rewound.path("hash").asString()).isEqualTo(hash);
        assertThat(rewound.path("removed").asInt()).isEqualTo(3);
        assertThat(rewound.path("returned").asInt()).isEqualTo(1);
        Heard heard = events.next().orElseThrow();
        assertThat(heard.kind()).isEqualTo("reorganisation");
        assertThat(heard.data().path("joining").asInt()).isZero();
        assertThat(heard.data().path("hash").asString()).isEqualTo(hash);
      }
      assertThat(node.client.get("/api/v1/pool").json().path("count").asInt()).isEqualTo(1);
      assertThat(node.client.get("/chain").json().path("length").asInt()).isEqualTo(3);
      mine(node, 1);
      node.client.post(REWIND, "{\"toHeight\": 1, \"drop\": true}");
      assertThat(node.client.get("/api/v1/pool").json().path("count").asInt()).isZero();
      assertThat(rewind(node, 2).status()).isEqualTo(409);
      assertThat(node.failures).isEmpty();
    }
  }

  @Test
  void aNodeWithAFolderIsNotRewoundWhileItRuns() {
    try (TestNode node = TestNode.plan().folder(folder).start()) {
      mine(node, 1);
      Got refused = rewind(node, 1);
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.text()).contains("zveno rewind --to-height 1");
      assertThat(node.service.tip().height()).isEqualTo(2);
    }
  }

  private static EventReader listen(TestNode node, int depth, String... last) throws Exception {
    String query = "/api/v1/events?confirmations=" + depth;
    return node.client.events(last.length == 0 ? query : query + "&lastEventId=" + last[0]);
  }

  /** The next one that is about confirmed blocks. */
  private static Heard next(EventReader events) throws Exception {
    Heard heard = events.next().orElseThrow();
    while (!heard.kind().endsWith("confirmed")) {
      heard = events.next().orElseThrow();
    }
    return heard;
  }

  private static void expect(EventReader events, TestNode node, int... heights) throws Exception {
    for (int height : heights) {
      Heard heard = next(events);
      assertThat(heard.kind()).isEqualTo("confirmed");
      assertThat(heard.data().path("height").asInt()).isEqualTo(height);
      assertThat(heard.data().path("hash"))
          .isEqualTo(node.client.get(BLOCKS + "/" + height).json().path("hash"));
    }
  }

  @Test
  void aBlockIsReportedWhenItIsDeepEnough() throws Exception {
    try (TestNode node = TestNode.start()) {
      mine(node, 4);
      try (EventReader events = listen(node, 3)) {
        node.client.post("/api/v1/transactions", POSTED);
        mine(node, 2);
        expect(events, node, 4, 5);
        mine(node, 2);
        Heard carrying = next(events);
        assertThat(carrying.data())
            .isEqualTo(
                Got.parsed(
                    "{\"height\": 6, \"hash\": %s, \"confirmations\": 3, \"transactions\": 2}"
                        .formatted(node.client.get(BLOCKS + "/6").json().path("hash"))));
      }
    }
  }

  @Test
  void aReturningListenerGetsTheRestOnce() throws Exception {
    try (TestNode node = TestNode.start()) {
      String last;
      try (EventReader events = listen(node, 2)) {
        mine(node, 50);
        Heard heard = next(events);
        while (heard.data().path("height").asInt() < 20) {
          heard = next(events);
        }
        last = heard.eventId();
      }
      mine(node, 10);
      try (EventReader events = listen(node, 2, last)) {
        for (int height = 21; height <= 60; height++) {
          expect(events, node, height);
        }
      }
      // an event alone: blocks 2 to 4 were there, and of those 2 and 3 were confirmed
      try (EventReader events = listen(node, 2, "3")) {
        expect(events, node, 4, 5);
      }
      try (EventReader events = listen(node, 2, "60.58")) {
        expect(events, node, 59, 60);
      }
      assertThat(node.client.get("/api/v1/events?lastEventId=1.1").status()).isEqualTo(400);
      assertThat(node.client.get("/api/v1/events?confirmations=0").status()).isEqualTo(400);
    }
  }

  @Test
  void aReorganisationBelowConfirmedBlocksIsReported() throws Exception {
    try (TestNode node = TestNode.start()) {
      mine(node, 5);
      try (EventReader events = listen(node, 2)) {
        mine(node, 1);
        expect(events, node, 6);
        rewind(node, 6); // which only takes off what was not confirmed
        rewind(node, 3);
        Heard heard = next(events);
        assertThat(heard.kind()).isEqualTo("unconfirmed");
        assertThat(heard.data())
            .isEqualTo(
                Got.parsed("{\"forkHeight\": 3, \"from\": 4, \"to\": 6, \"confirmations\": 2}"));
        Heard reorganised = events.next().orElseThrow();
        assertThat(reorganised.kind()).isEqualTo("reorganisation");
        mine(node, 3);
        expect(events, node, 4, 5);
        try (EventReader again = listen(node, 2, heard.eventId())) {
          assertThat(again.next().orElseThrow().eventId()).isEqualTo(reorganised.eventId());
          expect(again, node, 4, 5);
        }
      }
    }
  }
}
