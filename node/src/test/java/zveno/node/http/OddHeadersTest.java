package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.kernel.bytes.DecodeException;
import zveno.node.http.access.CallerSettings;
import zveno.node.http.access.Origin;
import zveno.node.http.access.TokenSource;
import zveno.node.http.access.Tokens;
import zveno.node.http.transport.CidrBlock;
import zveno.node.http.transport.HostName;
import zveno.node.http.transport.Quota;

/**
 * Whatever a client says in its header fields, no answer is 500, and the node goes on: random
 * values, and such as have been found to matter, in every field that anybody here or in the HTTP
 * library looks at, at every operation. With {@code -Dzveno.long=true} many more.
 */
@Tag("slow")
@Timeout(600)
class OddHeadersTest {

  private static final long SEED = Long.getLong("zveno.fuzz.seed", 9110);
  private static final int ROUNDS = Boolean.getBoolean("zveno.long") ? 300 : 2;

  /** Of so many known values one is sent, and of the long ones too. */
  private static final int ONE_OF = Boolean.getBoolean("zveno.long") ? 1 : 25;

  private static final List<String> NAMES =
      List.of(
          "Accept",
          "Accept-Charset",
          "Accept-Encoding",
          "Accept-Language",
          "Access-Control-Request-Headers",
          "Access-Control-Request-Method",
          "Authorization",
          "Cache-Control",
          "Connection",
          "Content-Encoding",
          "Content-Length",
          "Content-Type",
          "Cookie",
          "Date",
          "Expect",
          "Forwarded",
          "Host",
          "HTTP2-Settings",
          "Idempotency-Key",
          "If-Match",
          "If-Modified-Since",
          "If-None-Match",
          "If-Range",
          "If-Unmodified-Since",
          "Keep-Alive",
          "Last-Event-ID",
          "Max-Forwards",
          "Origin",
          "Pragma",
          "Proxy-Authorization",
          "Proxy-Connection",
          "Purpose",
          "Range",
          "Referer",
          "Sec-Fetch-Dest",
          "Sec-Fetch-Mode",
          "Sec-Fetch-Site",
          "Sec-Purpose",
          "TE",
          "Trailer",
          "Transfer-Encoding",
          "Upgrade",
          "User-Agent",
          "Via",
          "X-Forwarded-For",
          "X-Forwarded-Host",
          "X-Forwarded-Proto",
          "X-Moz",
          "Zveno-Address",
          "Zveno-Node");

  private static final List<String> KNOWN =
      List.of(
          "",
          " ",
          "0",
          "-1",
          "1.0",
          "99999999999999999999",
          "0x10",
          "1, 2",
          "*",
          "*/*",
          ";q=1",
          "text/html;q=",
          "text/plain;q=1.0001",
          "a/b;c=\"",
          "a/b;c=\"\\",
          "application/json;charset=x",
          "application/json;charset=\"",
          "application/json, text/plain",
          "multipart/form-data;boundary=",
          "gzip",
          "gzip;q=0, *;q=0",
          "br, identity;q=0",
          "chunked",
          "chunked, chunked",
          "gzip, chunked",
          "100-continue",
          "200-ok",
          "bytes=0-",
          "bytes=-1",
          "bytes=9-1,",
          "bytes=0-0,0-0",
          "lines=1-",
          "\"",
          "W/\"",
          "\"a\", W/\"b\"",
          "null",
          "http://",
          "http://[",
          "http://[::1",
          "https://a:b",
          "//",
          "localhost:",
          "localhost:99999",
          "[::1]",
          "[::1%25lo]",
          "[",
          "a b",
          "a,b",
          ":80",
          "@",
          "Bearer",
          "Bearer ",
          "Basic =",
          "Bearer \u00e9",
          "h2c",
          "websocket",
          "close, h2c",
          "TRUE",
          "Mon, 30 Feb 2026 25:61:61 GMT",
          "for=",
          "for=\"",
          "for=\"[::1\"",
          "for=1.2.3.4:99999;host=",
          "1.2.3.4, , ::",
          "%",
          "%zz",
          "%00",
          "\t",
          "\u00ff\u00fe",
          "cross-site",
          "same-origin",
          "q=q=q",
          "application/openmetrics-text;version=9;q=x",
          "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited");

  /** As long as a head may be, and such as a careless pattern takes long over. */
  private static final List<String> LONG =
      List.of(
          "x".repeat(12_000),
          "\"" + "x".repeat(12_000) + "\"",
          "\"" + "\\\"".repeat(6_000) + "\"",
          "a.".repeat(6_000),
          ":".repeat(12_000) + "x");

  private static TestNode node;

  @BeforeAll
  static void start() throws DecodeException {
    CallerSettings callers =
        new CallerSettings(
            Set.of(HostName.allowed("ann.example")),
            Set.of(Origin.allowed("https://ann.example")),
            TokenSource.of(Tokens.NONE),
            Quota.forAll(0),
            Quota.forAll(0),
            Quota.forAll(0));
    node = TestNode.plan().callers(callers.trusting(CidrBlock.parse("127.0.0.0/8"))).start();
    System.out.println("seed " + SEED);
  }

  @AfterAll
  static void stop() {
    assertThat(node.failures).isEmpty();
    assertThat(node.client.get("/chain").status()).isEqualTo(200);
    node.close();
  }

  @Test
  void noHeaderFieldOfAClientIsAFault() throws Exception {
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      for (String operation : Contract.ours().operations()) {
        ask(operation, fields(random));
      }
    }
  }

  /** Each known value, and each long one, in every field, where it is looked at. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /",
        "GET /chain",
        "GET /metrics",
        "GET /api/v1/events",
        "GET /api/v1/blocks",
        "POST /api/v1/transactions",
        "GET /mine"
      })
  void noKnownOddityIsAFault(String operation) throws Exception {
    for (String name : NAMES) {
      for (String value : KNOWN) {
        if ((operation + name + value).hashCode() % ONE_OF == 0) {
          ask(operation, List.of(name + ": " + value));
        }
      }
      for (int i = 0; i < LONG.size(); i++) {
        if ((operation + name + i).hashCode() % ONE_OF == 0) {
          ask(operation, List.of(name + ": " + LONG.get(i)));
        }
      }
    }
  }

  private static List<String> fields(Random random) {
    List<String> fields = new ArrayList<>();
    for (int n = random.nextInt(5); n >= 0; n--) {
      String name = NAMES.get(random.nextInt(NAMES.size()));
      String value =
          random.nextInt(3) == 0 ? noise(random) : KNOWN.get(random.nextInt(KNOWN.size()));
      fields.add(name + ":" + (random.nextBoolean() ? " " : "") + value);
    }
    return fields;
  }

  /** Everything but the ends of lines, of a few bytes or many. */
  private static String noise(Random random) {
    int length = random.nextInt(20) == 0 ? random.nextInt(20_000) : random.nextInt(40);
    return random
        .ints(length, 1, 256)
        .filter(c -> c != '\r' && c != '\n')
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  private static void ask(String operation, List<String> fields) throws IOException {
    String[] words = operation.split(" ");
    boolean host = fields.stream().anyMatch(field -> field.startsWith("Host:"));
    String request =
        words[0]
            + " "
            + words[1].replace("{ref}", "1").replaceAll("\\{[a-z]+}", "x")
            + " HTTP/1.1\r\n"
            + (host ? "" : "Host: localhost\r\n")
            + String.join("\r\n", fields)
            + "\r\n\r\n";
    try (Socket socket = node.socket()) {
      try {
        Raw.send(socket, request);
        socket.shutdownOutput(); // no body comes
      } catch (IOException e) {
        return; // hung up while we were talking: too long, most often
      }
      // 503: too many listen
      assertThat(status(socket)).as("%s", request).doesNotContainPattern("^HTTP/1.1 5(?!03)");
    }
  }

  /** The first line of the answer; empty if the connection ends without one. */
  private static String status(Socket socket) {
    StringBuilder line = new StringBuilder();
    try {
      InputStream in = socket.getInputStream();
      for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
        line.append((char) c);
      }
    } catch (IOException e) {
      return ""; // reset
    }
    return line.toString();
  }
}
