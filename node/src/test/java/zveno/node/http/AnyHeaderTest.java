package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No header field of a client, whatever it says, makes the node fail. */
@Timeout(60)
class AnyHeaderTest {

  private static final List<String> REQUESTS =
      List.of(
          "GET /",
          "GET /chain",
          "GET /metrics",
          "GET /api/v1/events",
          "GET /api/v1/blocks",
          "POST /api/v1/transactions");

  private static final List<String> FIELDS =
      List.of(
          "Accept",
          "Accept-Charset",
          "Accept-Encoding",
          "Accept-Language",
          "Access-Control-Request-Headers",
          "Access-Control-Request-Method",
          "Authorization",
          "Cache-Control",
          "Content-Encoding",
          "Content-Type",
          "Cookie",
          "Date",
          "Expect",
          "Forwarded",
          "Idempotency-Key",
          "If-Match",
          "If-Modified-Since",
          "If-None-Match",
          "If-Range",
          "Last-Event-ID",
          "Origin",
          "Range",
          "Referer",
          "Sec-Fetch-Dest",
          "Sec-Fetch-Mode",
          "Sec-Fetch-Site",
          "Sec-Purpose",
          "TE",
          "Trailer",
          "Upgrade",
          "User-Agent",
          "Via",
          "X-Forwarded-For",
          "X-Forwarded-Proto",
          "Zveno-Address",
          "Zveno-Node");

  private static final List<String> VALUES =
      List.of(
          ",;,;=",
          "\"",
          "a;q=\"\\",
          "application/vnd.google.protobuf",
          "bytes=9-1,-,0-99999999999999999999",
          "\u00ff\u0080%zz%",
          "x".repeat(12_000),
          "\"" + "x".repeat(12_000) + "\"",
          "\"" + "\\\"".repeat(6_000) + "\"",
          "a.".repeat(6_000),
          ":".repeat(12_000) + "x");

  @Test
  void neverMakesTheNodeFail() throws IOException {
    try (TestNode node = TestNode.start()) {
      TreeSet<String> failed = new TreeSet<>();
      for (String request : REQUESTS) {
        for (String field : FIELDS) {
          for (String value : VALUES) {
            String status = statusOf(node, request, field + ": " + value);
            if (!status.matches("HTTP/1.1 ([1-4][0-9]{2}|503) .*")) { // 503: too many listen
              failed.add(request + ", " + field + ": " + value + " -> " + status);
            }
          }
        }
      }
      assertThat(failed).isEmpty();
      assertThat(node.failures).isEmpty();
    }
  }

  private static String statusOf(TestNode node, String request, String field) throws IOException {
    try (Socket socket = node.socket()) {
      Raw.send(
          socket,
          request + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n" + field + "\r\n\r\n{}");
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      return String.valueOf(answer.readLine());
    }
  }
}
