package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.LongRunning;
import zveno.node.http.transport.HttpLimits;
import zveno.system.Await;

/**
 * A thousand connections that want nothing, or not yet, keep nobody else waiting, and are gone
 * soon. With {@code -Dzveno.long=true} the deadlines are those of a real node, and each kind of
 * crowd comes alone, too.
 */
@Tag("slow")
@Timeout(120)
class CrowdTest {

  private static final boolean LONG = Boolean.getBoolean("zveno.long");
  private static final Duration GONE = Duration.ofSeconds(20);
  private static final Duration ANSWERED = Duration.ofSeconds(2);
  private static final int CROWD = 1_000;

  private static final String SILENT = "";
  private static final String HALF_A_HEAD = "POST /transactions/new HTTP/1.1\r\nHost: local";
  private static final String HALF_A_BODY =
      "POST /transactions/new HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
          + "Content-Length: 1000\r\n\r\n{\"sender\": ";

  private static TestNode node;

  @BeforeAll
  static void start() {
    HttpLimits usual = HttpLimits.DEFAULT;
    HttpLimits hasty =
        new HttpLimits(
            usual.connections(),
            Duration.ofSeconds(3),
            usual.slowest(),
            usual.headBytes(),
            usual.bodyBytes(),
            usual.batchBytes(),
            usual.batchLines(),
            usual.bodiesBytes(),
            usual.eventStreams(),
            usual.heartbeat());
    node = TestNode.plan().limits(LONG ? usual : hasty).start();
    assertThat(node.client.get("/chain").status()).isEqualTo(200); // all is loaded
  }

  @AfterAll
  static void stop() {
    assertThat(node.failures).isEmpty();
    node.close();
  }

  private static void gather(List<Socket> crowd, String begun) throws IOException {
    for (int i = 0; i < CROWD; i++) {
      Socket socket = node.socket();
      crowd.add(socket);
      Raw.send(socket, begun);
    }
  }

  /** Somebody else, on a connection of their own, while the crowd is there. */
  private static void othersAreAnswered() throws IOException {
    long from = System.nanoTime();
    String answer =
        Raw.ask(node, "GET /chain HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    Duration took = Duration.ofNanos(System.nanoTime() - from);

    assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("}\n");
    assertThat(took).isLessThan(ANSWERED);
    System.out.println("CrowdTest: GET /chain took " + took);
  }

  private static void isGoneSoon(List<Socket> crowd) throws IOException {
    long from = System.nanoTime();
    for (Socket socket : crowd) {
      Raw.rest(socket);
      socket.close();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - from);
    assertThat(took).isLessThan(GONE);
    System.out.println("CrowdTest: " + crowd.size() + " connections were gone after " + took);
  }

  @ParameterizedTest
  @LongRunning
  @ValueSource(strings = {SILENT, HALF_A_HEAD, HALF_A_BODY})
  void aThousandDisturbNoOtherClientAndAreGoneSoon(String begun) throws Exception {
    List<Socket> crowd = new ArrayList<>();
    gather(crowd, begun);
    var _ =
        Await.until("most are there", () -> node.server.connections(), there -> there > CROWD / 2);
    othersAreAnswered();
    isGoneSoon(crowd);
    othersAreAnswered();
  }

  @Test
  void moreThanThereIsRoomForDisturbNoOtherClientEither() throws Exception {
    List<Socket> crowd = new ArrayList<>();
    gather(crowd, HALF_A_BODY);
    gather(crowd, HALF_A_BODY);
    gather(crowd, SILENT);
    gather(crowd, HALF_A_HEAD);
    othersAreAnswered();
    isGoneSoon(crowd);
    othersAreAnswered();
  }
}
