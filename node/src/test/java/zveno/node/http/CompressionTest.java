package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.node.http.transport.Compression;
import zveno.node.http.transport.Gzip;
import zveno.node.http.transport.HttpLimits;

/** Long answers go out compressed to those who ask for that. */
@Tag("slow")
@Timeout(120)
class CompressionTest {

  private static TestNode node;

  @BeforeAll
  static void start() {
    node = TestNode.plan().start();
    String transaction =
        "{\"sender\": \"" + "a".repeat(100) + "\", \"recipient\": \"b\", \"amount\": 1}\n";
    assertThat(
            node.client
                .post("/api/v1/transactions", "application/x-ndjson", transaction.repeat(50))
                .status())
        .isEqualTo(200);
    for (int i = 0; i < 20; i++) {
      assertThat(node.client.get("/mine").status()).isEqualTo(200);
    }
  }

  @AfterAll
  static void stop() {
    assertThat(node.failures).isEmpty();
    node.close();
  }

  private Got ask(String method, String path, String... fields) {
    return node.client.send(
        node.client.request(path).method(method, BodyPublishers.noBody()).headers(fields));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/chain",
        "/api/v1/blocks",
        "/api/v1/blocks/2",
        "/api/v1/headers",
        "/api/v1/transactions?address=b",
        "/openapi.yaml",
        "/docs/swagger-ui-bundle.js",
        "/"
      })
  void longAnswersAreTheSameCompressed(String path) throws Exception {
    Got plain = node.client.get(path);
    Got packed = ask("GET", path, "Accept-Encoding", "gzip, deflate");

    assertThat(plain.header("Content-Encoding")).isEmpty();
    assertThat(packed.status()).isEqualTo(200);
    assertThat(packed.header("Content-Encoding")).contains("gzip");
    assertThat(packed.header("Content-Type")).isEqualTo(plain.header("Content-Type"));
    assertThat(packed.unpacked().body()).isEqualTo(plain.body());
    assertThat(packed.body().length).isLessThan(plain.body().length / 2);
    for (Got got : List.of(plain, packed)) {
      assertThat(got.header("Vary").orElse("")).contains("Accept-Encoding");
    }
    Got head = ask("HEAD", path, "Accept-Encoding", "gzip");
    assertThat(head.header("Content-Encoding")).contains("gzip");
    // What is sent again and again was compressed before, and its length is known.
    boolean prepared = path.equals("/openapi.yaml") || path.startsWith("/docs/");
    assertThat(head.header("Content-Length"))
        .isEqualTo(prepared ? packed.header("Content-Length") : Optional.empty());
    assertThat(head.body()).isEmpty();
    // Of what is made while it is sent the length is not known before.
    assertThat(ask("HEAD", path, "Accept-Encoding", "identity").header("Content-Length"))
        .isIn(Optional.empty(), plain.header("Content-Length"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/v1/tip", "/livez", "/api/v1/blocks/2/canonical", "/nowhere", "/nodes/x"})
  void shortOnesBytesAndRefusalsAreNot(String path) {
    Got got = ask("GET", path, "Accept-Encoding", "gzip");
    assertThat(got.header("Content-Encoding")).isEmpty();
    assertThat(got.header("Content-Length")).isPresent();
  }

  @Test
  void eventsComeAtOnceAndPlain() throws Exception {
    assertThat(Raw.head(node, "GET /api/v1/events", "Accept-Encoding: gzip"))
        .contains("200 OK")
        .doesNotContain("Content-Encoding");
  }

  @Test
  void tagsAreWeakAndKnownInBothForms() {
    Got plain = node.client.get("/");
    Got packed = ask("GET", "/", "Accept-Encoding", "gzip");
    String tag = packed.header("ETag").orElseThrow();
    assertThat(tag).startsWith("W/\"");
    assertThat(plain.header("ETag")).contains(tag);
    for (String coding : List.of("gzip", "identity")) {
      Got known = ask("GET", "/", "Accept-Encoding", coding, "If-None-Match", tag);
      assertThat(known.status()).isEqualTo(304);
      assertThat(known.header("ETag")).contains(tag);
      assertThat(known.header("Vary")).contains("Accept-Encoding");
      assertThat(known.body()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip|true",
        "GZIP|true",
        "x-gzip|true",
        "gzip, deflate, br|true",
        "gzip;q=0.001|true",
        "gzip ; q=1.000|true",
        "*|true",
        "*;q=0.5, gzip;q=0|false",
        "gzip;q=0|false",
        "gzip;q=0.0|false",
        "br|false",
        "''|false",
        "identity|false",
        "identity, gzip;q=0.5|false",
        "identity;q=0.5, gzip|true",
        "identity;q=0, gzip;q=0|false",
        "gzip;q=2|false",
        "gzip;level=9|false",
        "gzipped|false"
      })
  void weightsAreHeeded(String field, boolean packed) {
    assertThat(Compression.takesGzip(List.of(field))).isEqualTo(packed);
  }

  @Test
  void whatIsSaidTwiceCounts() {
    assertThat(Compression.takesGzip(List.of("br", "gzip"))).isTrue();
    assertThat(Compression.takesGzip(List.of())).isFalse();
  }

  /** Of random hexadecimal digits, which take half their size at best. */
  private static void growByMegabytes(int megabytes, TestNode node) {
    Random random = new Random(20_261_130);
    byte[] words = new byte[500_000];
    for (int i = 0; i < megabytes; i++) {
      random.nextBytes(words);
      String sender = HexFormat.of().formatHex(words);
      String body = "{\"sender\": \"" + sender + "\", \"recipient\": \"b\", \"amount\": 1}";
      assertThat(node.client.post("/transactions/new", body).status()).isEqualTo(201);
      assertThat(node.client.get("/mine").status()).isEqualTo(200);
    }
  }

  /** The chain is more than the system takes in the place of a client that does not read. */
  @Test
  void onlySoManyAreCompressedAtOnceAndOthersGoOutAsTheyAre() throws Exception {
    HttpLimits all = HttpLimits.DEFAULT;
    HttpLimits few =
        new HttpLimits(
            64, // so that there are 4 compressors
            Duration.ofSeconds(60),
            all.slowest(),
            all.headBytes(),
            all.bodyBytes(),
            all.batchBytes(),
            all.batchLines(),
            all.bodiesBytes(),
            all.eventStreams(),
            all.heartbeat());
    try (TestNode small = TestNode.plan().limits(few).start()) {
      growByMegabytes(8, small);
      List<Socket> slow = new ArrayList<>();
      try {
        Map<Boolean, Integer> packed = new HashMap<>();
        for (int i = 0; i < 6; i++) {
          Socket socket = small.socket();
          slow.add(socket);
          Raw.send(
              socket, "GET /chain HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n");
          String head = Raw.head(socket);
          assertThat(head).contains("200 OK").containsIgnoringCase("Vary: Accept-Encoding");
          packed.merge(head.contains("gzip"), 1, Integer::sum);
        }
        assertThat(packed).isEqualTo(Map.of(true, 4, false, 2));
        assertThat(goesOutCompressed(small)).isFalse();
      } finally {
        for (Socket socket : slow) {
          socket.close();
        }
      }
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (!goesOutCompressed(small)) {
        assertThat(System.nanoTime()).as("room is made for others").isLessThan(deadline);
      }
      assertThat(small.failures).isEmpty();
    }
  }

  private static boolean goesOutCompressed(TestNode node) {
    Got got =
        node.client.send(node.client.request("/metrics").GET().header("Accept-Encoding", "gzip"));
    assertThat(got.status()).isEqualTo(200);
    return got.header("Content-Encoding").isPresent();
  }

  /** A slow client must not hold a copy of what is the same for everyone. */
  @Test
  void aFileIsInMemoryOnce() throws Exception {
    String file = "/docs/swagger-ui-bundle.js";
    int size = node.client.get(file).body().length;
    List<Socket> slow = new ArrayList<>();
    try {
      long before = usedAfterCollection();
      for (int i = 0; i < 60; i++) {
        Socket socket = node.socket();
        slow.add(socket);
        Raw.send(socket, ("GET " + file + " HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(6));
        assertThat(Raw.head(socket)).contains("200 OK");
      }
      assertThat(usedAfterCollection() - before).isLessThan(30L * size);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  private static long usedAfterCollection() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** Into buffers of any size, flushed anywhere. */
  @Test
  void aStreamIsRightHoweverItIsCut() throws Exception {
    long seed = 20_261_130;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      byte[] bytes = new byte[random.nextInt(20_000)];
      random.nextBytes(bytes);
      for (int i = 0; i < bytes.length / 2; i++) {
        bytes[i] = (byte) (i % 7);
      }
      var out = new java.io.ByteArrayOutputStream();
      AtomicBoolean closed = new AtomicBoolean();
      try (Gzip gzip = new Gzip(() -> closed.set(true))) {
        int from = 0;
        while (from < bytes.length) {
          int to = Math.min(bytes.length, from + 1 + random.nextInt(3_000));
          gzip.add(bytes, from, to);
          drain(gzip, random.nextInt(4) == 0, random, out);
          from = to;
        }
        gzip.end();
        drain(gzip, false, random, out);
      }
      assertThat(closed).isTrue();
      try (var in = new GZIPInputStream(new ByteArrayInputStream(out.toByteArray()))) {
        assertThat(in.readAllBytes()).as("seed %d, round %d", seed, round).isEqualTo(bytes);
      }
    }
  }

  private static void drain(
      Gzip gzip, boolean all, Random random, java.io.ByteArrayOutputStream out) {
    boolean more = true;
    while (more) {
      ByteBuffer room = ByteBuffer.allocate(16 + random.nextInt(500));
      more = gzip.drain(room, all);
      out.write(room.array(), 0, room.position());
    }
  }
}
