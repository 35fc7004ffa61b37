package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.node.http.EventReader.Heard;
import zveno.node.http.transport.HttpLimits;

/** Whoever listens misses nothing, or is told so. */
@Tag("slow")
@Timeout(60)
class EventStreamTest {

  private static final String POSTED = "{\"sender\": 1, \"recipient\": 2, \"amount\": 3}";

  @Test
  void eventsComeInOrder() throws Exception {
    try (TestNode node = TestNode.start()) {
      node.client.get("/mine"); // before anybody listens
      try (EventReader events = node.client.events("/api/v1/events")) {
        String entry =
            node.client.post("/api/v1/transactions", POSTED).json().path("entry").asString();
        String hash = node.client.post("/api/v1/blocks").json().path("hash").asString();
        node.adopt(node.strangersChain(List.of(List.of(), List.of(), List.of())));

        Heard transaction = events.next().orElseThrow();
        Heard block = events.next().orElseThrow();
        Heard reorganisation = events.next().orElseThrow();

        assertThat(transaction.id()).isEqualTo(2);
        assertThat(transaction.kind()).isEqualTo("transaction");
        assertThat(transaction.data().path("entry").asString()).isEqualTo(entry);
        assertThat(block.id()).isEqualTo(3);
        assertThat(block.kind()).isEqualTo("block");
        assertThat(block.data().path("hash").asString()).isEqualTo(hash);
        assertThat(reorganisation.kind()).isEqualTo("reorganisation");
        assertThat(reorganisation.data().path("joining").asInt()).isEqualTo(4);
      }
    }
  }

  @Test
  void aListenerThatComesBackGoesOnWhereItWas() throws Exception {
    try (TestNode node = TestNode.start()) {
      for (int i = 0; i < 5; i++) {
        node.client.get("/mine");
      }
      try (EventReader events = node.client.eventsAfter("3")) {
        assertThat(events.next().orElseThrow().id()).isEqualTo(4);
        assertThat(events.next().orElseThrow().id()).isEqualTo(5);
        node.client.get("/mine");
        assertThat(events.next().orElseThrow().id()).isEqualTo(6);
      }
      try (EventReader events = node.client.events("/api/v1/events?lastEventId=5")) {
        assertThat(events.next().orElseThrow().id()).isEqualTo(6);
      }
      try (EventReader events =
          node.client.events("/api/v1/events?lastEventId=1", "Last-Event-ID", "5")) {
        assertThat(events.next().orElseThrow().id()).isEqualTo(6);
      }
    }
  }

  @Test
  void aBatchIsCutInTheMiddleByAnId() throws Exception {
    try (TestNode node = TestNode.start()) {
      node.client.post("/api/v1/transactions", "application/x-ndjson", (POSTED + "\n").repeat(10));
      try (EventReader events = node.client.eventsAfter("7")) {
        assertThat(events.next().orElseThrow().id()).isEqualTo(8);
      }
    }
  }

  @Test
  void idsOutliveTheNode(@TempDir Path folder) throws Exception {
    try (TestNode node = TestNode.plan().folder(folder).start()) {
      node.client.get("/mine");
      node.client.get("/mine");
    }
    try (TestNode node = TestNode.plan().folder(folder).start();
        EventReader events = node.client.eventsAfter("1")) {
      Heard missed = events.next().orElseThrow();
      node.client.get("/mine");

      assertThat(missed.id()).isEqualTo(2);
      assertThat(missed.data().path("height").asInt()).isEqualTo(3);
      assertThat(events.next().orElseThrow().id()).isEqualTo(3);
    }
  }

  @Test
  void anIdThatNeverWasLeadsToAReset() throws Exception {
    try (TestNode node = TestNode.start()) {
      node.client.get("/mine");
      try (EventReader events = node.client.eventsAfter("77")) {
        Heard reset = events.next().orElseThrow();
        node.client.get("/mine");

        assertThat(reset.kind()).isEqualTo("reset");
        assertThat(reset.id()).isEqualTo(1);
        assertThat(reset.data().path("newest").asInt()).isEqualTo(1);
        assertThat(reset.data().path("oldest").asInt()).isEqualTo(1);
        assertThat(reset.data().path("height").asInt()).isEqualTo(2);
        assertThat(events.next().orElseThrow().id()).isEqualTo(2);
      }
    }
  }

  @Test
  void anIdThatIsNotKeptAnyMoreLeadsToAReset() throws Exception {
    try (TestNode node = TestNode.start()) {
      String batch = (POSTED + "\n").repeat(500);
      for (int i = 0; i < 30; i++) {
        node.client.post("/api/v1/transactions", "application/x-ndjson", batch);
        node.client.get("/mine");
      }
      long oldest = node.client.get("/api/v1/status").json().path("events").path("oldest").asLong();
      assertThat(oldest).isGreaterThan(1);
      try (EventReader events = node.client.eventsAfter("1")) {
        Heard reset = events.next().orElseThrow();
        assertThat(reset.kind()).isEqualTo("reset");
        assertThat(reset.data().path("oldest").asLong()).isEqualTo(oldest);
        assertThat(reset.id()).isEqualTo(reset.data().path("newest").asLong());
      }
      try (EventReader events = node.client.eventsAfter("" + (oldest - 1))) {
        assertThat(events.next().orElseThrow().id()).isEqualTo(oldest);
      }
    }
  }

  @Test
  void silenceIsBrokenBySignsOfLifeAndOutlastsTheIdleTime() throws Exception {
    HttpLimits limits =
        new HttpLimits(
            100,
            Duration.ofMillis(200),
            64 * 1024,
            4_096,
            10_000,
            20_000,
            5,
            40_000,
            2,
            Duration.ofMillis(450));
    try (TestNode node = TestNode.plan().limits(limits).start();
        EventReader events = node.client.events("/api/v1/events")) {
      events.awaitComment();
      events.awaitComment();
      node.client.get("/mine");
      assertThat(events.next().orElseThrow().kind()).isEqualTo("block");
    }
  }

  @Test
  void thereIsRoomForSoManyListenersAndNoMore() throws Exception {
    HttpLimits limits =
        new HttpLimits(
            100,
            Duration.ofSeconds(20),
            64 * 1024,
            4_096,
            10_000,
            20_000,
            5,
            40_000,
            2,
            Duration.ofSeconds(1));
    try (TestNode node = TestNode.plan().limits(limits).start();
        EventReader first = node.client.events("/api/v1/events");
        EventReader second = node.client.events("/api/v1/events")) {
      assertThat(first).isNotSameAs(second);
      Got third = node.client.get("/api/v1/events");
      assertThat(third.status()).isEqualTo(503);
      assertThat(third.header("Retry-After")).isPresent();
      assertThat(node.client.head("/api/v1/events").status()).isEqualTo(503);
    }
  }

  @Test
  void theEndOfTheNodeEndsTheStream() throws Exception {
    TestNode node = TestNode.start();
    EventReader events = node.client.events("/api/v1/events");
    long from = System.nanoTime();
    node.close();

    assertThat(events.next()).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(5));
    assertThat(node.failures).isEmpty();
  }

  @Test
  void aSignOfLifeComesWellBeforeAConnectionCountsAsIdle() {
    assertThat(HttpLimits.DEFAULT.heartbeat().multipliedBy(2))
        .isLessThan(HttpLimits.DEFAULT.patience());
  }
}
