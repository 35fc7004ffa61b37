package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.node.http.transport.HostName;
import zveno.node.peers.PeerPolicy;

/** However an address is spelled, it is one, and is shown in one spelling. */
class AddressSpellingTest {

  private static String addresses(TestNode node) {
    return node.client.get("/api/v1/peers").json().findValuesAsString("address").toString();
  }

  private static String peer(String address) {
    return "{\"address\": \"" + address + "\"}";
  }

  @Test
  void aPeerIsFollowedOnceAndLetGoInAnySpelling() throws Exception {
    try (TestNode node = TestNode.start()) {
      Got first = node.client.post("/api/v1/peers", peer("[0:0:0:0:0:0:0:1]:9"));
      assertThat(first.status()).isEqualTo(201);
      assertThat(first.json().path("address").asString()).isEqualTo("[::1]:9");
      assertThat(node.client.post("/api/v1/peers", peer("http://[0::1]:9")).status())
          .isEqualTo(200);
      assertThat(addresses(node)).isEqualTo("[[::1]:9]");

      String answer =
          Raw.ask(
              node,
              "DELETE /api/v1/peers/[::1]:9 HTTP/1.1\r\nHost: localhost\r\n"
                  + "Connection: close\r\n\r\n");
      assertThat(answer).startsWith("HTTP/1.1 200 ");
      assertThat(addresses(node)).isEqualTo("[]");

      String location =
          node.client.post("/api/v1/peers", peer("[::1]:9")).header("Location").orElseThrow();
      assertThat(location).endsWith("/%5B::1%5D:9");
      assertThat(node.client.ask("DELETE", "/api/v1/peers/%5B0::1%5D:9").status()).isEqualTo(200);
      assertThat(addresses(node)).isEqualTo("[]");
    }
  }

  @Test
  void aNodeIsRegisteredOnce() {
    try (TestNode node = TestNode.start()) {
      Got got =
          node.client.post(
              "/nodes/register",
              "{\"nodes\": [\"http://[::1]:9\", \"[0:0::1]:9\", \"my_node:9\", \"MY_NODE.:9\"]}");
      assertThat(got.status()).isEqualTo(201);
      assertThat(got.json().path("total_nodes").valueStream().map(n -> n.asString()))
          .containsExactly("[::1]:9", "my_node:9");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PUBLIC, localhost:5000, 400",
    "PUBLIC, node.LOCALHOST.:5000, 400",
    "PUBLIC, printer.local:5000, 400",
    "PUBLIC, 127.0.0.1:5000, 400",
    "LAN, localhost:5000, 400",
    "LAN, printer.local:5000, 201",
    "ANY, localhost:5000, 201"
  })
  void whatCannotBePublicIsRefusedByItsName(PeerPolicy policy, String address, int status) {
    try (TestNode node = TestNode.plan().policy(policy).start()) {
      Got registered =
          node.client.post("/nodes/register", "{\"nodes\": [\"http://" + address + "\"]}");
      Got followed = node.client.post("/api/v1/peers", peer(address));
      assertThat(List.of(registered.status(), followed.status())).containsExactly(status, status);
      if (status == 400) {
        assertThat(registered.text()).contains("--peer-policy");
        assertThat(followed.json().path("detail").asString()).contains("--peer-policy");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[0:0:0:0:0:0:0:1]",
        "[::1%lo]:5000",
        "[::ffff:127.0.0.1]:5000",
        "[::FFFF:7f00:1]",
        "LOCALHOST.:5000"
      })
  void aNodeKnowsItselfInAnySpelling(String host) throws Exception {
    try (TestNode node = TestNode.start()) {
      String request = "GET /livez HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      assertThat(Raw.ask(node, request)).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void anAddressThatIsAllowedIsAllowedInAnySpelling() throws Exception {
    assertThat(HostName.allowed("[2001:DB8:0:0::1]")).isEqualTo(HostName.allowed("2001:db8::1"));
    assertThat(HostName.ofField("[2001:db8:0::1]:80")).contains(HostName.allowed("2001:DB8::1"));
    assertThat(HostName.allowed("fe80::1%eth0")).isEqualTo(HostName.allowed("fe80:0::1"));
    assertThat(HostName.allowed("::ffff:192.0.2.1")).isEqualTo(HostName.allowed("192.0.2.1"));
    assertThat(HostName.allowed("My_Node.")).isEqualTo(HostName.allowed("my_node"));
  }

  @ParameterizedTest
  @CsvSource({
    "[::1], ::1",
    "0:0:0:0:0:0:0:1, ::1",
    "[FE80::1%eth0], fe80::1%eth0",
    "::, ::",
    "[::ffff:127.0.0.1], 127.0.0.1",
    "127.1, 127.0.0.1",
    "LocalHost, localhost",
    "my_node, my_node"
  })
  void whereToListenHasOneSpelling(String text, String canonical) throws Exception {
    assertThat(HostName.toListen(text)).isEqualTo(canonical);
  }
}
