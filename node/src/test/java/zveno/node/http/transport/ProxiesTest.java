package zveno.node.http.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.kernel.bytes.DecodeException;

/** Whose request it is that a proxy passes on. */
class ProxiesTest {

  private static final long SEED = 7239;
  private static final String PROXY = "10.0.0.1";

  private static final Proxies PROXIES = trusting("10.0.0.0/8", "fd00::/8");

  private static Proxies trusting(String... blocks) {
    return new Proxies(Stream.of(blocks).map(ProxiesTest::block).toList());
  }

  private static CidrBlock block(String text) {
    try {
      return CidrBlock.parse(text);
    } catch (DecodeException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Proxies.Sender sender(String remote, Map<String, List<String>> fields) {
    return PROXIES.sender(
        new InetSocketAddress(InetAddress.ofLiteral(remote), 4711),
        name -> fields.getOrDefault(name, List.of()));
  }

  private static String listed(String... fields) {
    return sender(PROXY, Map.of("X-Forwarded-For", List.of(fields))).address();
  }

  private static String forwarded(String... fields) {
    return sender(PROXY, Map.of("Forwarded", List.of(fields))).address();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.7                     | 203.0.113.7",
        "203.0.113.7:4711                | 203.0.113.7",
        "9.9.9.9, 203.0.113.7            | 203.0.113.7",
        "9.9.9.9,203.0.113.7 , 10.9.9.9  | 203.0.113.7",
        "203.0.113.7, 10.9.9.9, fd00::5  | 203.0.113.7",
        "2001:db8::1                     | 2001:db8:0:0:0:0:0:1",
        "[2001:db8::1]:80                | 2001:db8:0:0:0:0:0:1",
        "::ffff:203.0.113.7              | 203.0.113.7",
        "10.9.9.9                        | 10.9.9.9",
        // what nobody can read ends the way back at the proxy that wrote it
        "9.9.9.9, unknown                | 10.0.0.1",
        "9.9.9.9, unknown, 10.9.9.9      | 10.9.9.9",
        "9.9.9.9,                        | 10.0.0.1",
        "evil.example                    | 10.0.0.1",
        "1                               | 10.0.0.1",
        "203.0.113.07                    | 10.0.0.1",
        "999.1.1.1                       | 10.0.0.1",
        "fe80::1%eth0                    | 10.0.0.1",
      })
  void aListIsReadFromRightToLeft(String field, String address) {
    assertThat(listed(field)).isEqualTo(address);
  }

  /**
   * Clients write into these fields as well: with some patterns this takes the better part of an
   * hour.
   */
  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whatAClientWritesIntoAListTakesNoTime() {
    for (String hostile :
        List.of(":".repeat(8_000), "1.".repeat(4_000), "[" + "a:".repeat(4_000))) {
      assertThat(listed(hostile + "x, 203.0.113.7")).isEqualTo("203.0.113.7");
      assertThat(listed(hostile + "x")).isEqualTo("10.0.0.1");
      assertThat(forwarded("for=\"" + hostile + "x\"")).isEqualTo("10.0.0.1");
    }
  }

  @Test
  void severalFieldsAreOneList() {
    assertThat(listed("9.9.9.9", "203.0.113.7")).isEqualTo("203.0.113.7");
    assertThat(listed("203.0.113.7", "10.9.9.9")).isEqualTo("203.0.113.7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // RFC 7239, 4 and 6
        "for=192.0.2.43                              | 192.0.2.43",
        "for=192.0.2.43, for=198.51.100.17           | 198.51.100.17",
        "for=192.0.2.60;proto=http;by=203.0.113.43   | 192.0.2.60",
        "For=\"[2001:db8:cafe::17]:4711\"            | 2001:db8:cafe:0:0:0:0:17",
        "for=\"_gazonk\"                             | 10.0.0.1",
        "for=unknown                                 | 10.0.0.1",
        "for=192.0.2.43;ext=\"a, b;for=9.9.9.9\"     | 192.0.2.43",
        "for=9.9.9.9;x=\"\\\", for=1.2.3.4\", for=192.0.2.43 | 192.0.2.43",
        "proto=https                                 | 10.0.0.1",
        // quotes that a client leaves open
        "for=9.9.9.9;x=\", for=192.0.2.43            | 10.0.0.1",
        "for=9.9.9.9;x=\", for=\"[2001:db8::1]:80\"  | 10.0.0.1",
        "for=9.9.9.9;x=\"\\, for=\"[2001:db8::1]:80\"| 10.0.0.1",
      })
  void theStandardsFieldIsReadFromRightToLeft(String field, String address) {
    assertThat(forwarded(field)).isEqualTo(address);
  }

  @Test
  void theFieldThatNearlyAllProxiesWriteCountsBeforeTheOneThatTheyPassOn() {
    assertThat(
            sender(
                    PROXY,
                    Map.of(
                        "X-Forwarded-For", List.of("203.0.113.7"),
                        "Forwarded", List.of("for=9.9.9.9")))
                .address())
        .isEqualTo("203.0.113.7");
  }

  @Test
  void anUntrustedProxyIsNotBelieved() {
    Proxies.Sender sender =
        sender(
            "203.0.113.7",
            Map.of(
                "X-Forwarded-For", List.of("9.9.9.9"),
                "X-Forwarded-Host", List.of("ann.example"),
                "Forwarded", List.of("for=9.9.9.9;host=ann.example")));

    assertThat(sender.address()).isEqualTo("203.0.113.7");
    assertThat(sender.forwarded()).isFalse();
    assertThat(sender.hosts()).isEmpty();
    assertThat(trusting().trust(new InetSocketAddress("127.0.0.1", 1))).isFalse();
  }

  @Test
  void aClientBehindAProxyIsNoProgramOfThisMachine() {
    assertThat(sender(PROXY, Map.of("X-Forwarded-For", List.of("127.0.0.1"))).caller().loopback())
        .isFalse();
    assertThat(sender("127.0.0.1", Map.of()).caller().loopback()).isTrue();
  }

  @Test
  void allHostsThatAProxyNamesAreReported() {
    assertThat(
            sender(
                    PROXY,
                    Map.of(
                        "X-Forwarded-For", List.of("203.0.113.7"),
                        "X-Forwarded-Host", List.of("a.example, b.example:80")))
                .hosts())
        .containsExactly("a.example", "b.example:80");
    assertThat(
            sender(PROXY, Map.of("Forwarded", List.of("for=203.0.113.7;host=\"a.example:80\"")))
                .hosts())
        .containsExactly("a.example:80");
  }

  @Test
  void nothingInAFieldIsAnError() {
    Random random = new Random(SEED);
    System.out.println("seed " + SEED);
    String letters = "for=\"[]:;,.\\ \t_\u00ff0129afFH%host";
    for (int i = 0; i < 20_000; i++) {
      List<String> fields = new ArrayList<>();
      for (int k = random.nextInt(3); k >= 0; k--) {
        StringBuilder field = new StringBuilder();
        for (int n = random.nextInt(60); n > 0; n--) {
          field.append(letters.charAt(random.nextInt(letters.length())));
        }
        fields.add(field.toString());
      }
      assertThat(forwarded(fields.toArray(new String[0]))).as("%s", fields).isNotEmpty();
      assertThat(listed(fields.toArray(new String[0]))).as("%s", fields).isNotEmpty();
    }
    for (String piece :
        List.of("\"", "\\", "\"\\", ",", ";", " ", "a=", "for=\"", "[", ":", "1.")) {
      String all = piece.repeat(16_000 / piece.length());
      assertThat(forwarded(all)).isEqualTo(PROXY);
      assertThat(listed(all)).isEqualTo(PROXY);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0.0/33",
        "::/129",
        "10.0.0.1/8",
        "ann.example",
        "10/8",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/8/8"
      })
  void whatIsNoBlockCannotBeTrusted(String text) {
    assertThatThrownBy(() -> CidrBlock.parse(text)).isInstanceOf(DecodeException.class);
  }

  @Test
  void aBlockHoldsItsAddressesAndNoOthers() throws Exception {
    CidrBlock block = CidrBlock.parse("172.16.0.0/12");

    assertThat(block.contains(InetAddress.ofLiteral("172.31.255.255"))).isTrue();
    assertThat(block.contains(InetAddress.ofLiteral("172.32.0.0"))).isFalse();
    assertThat(block.contains(InetAddress.ofLiteral("::1"))).isFalse();
    assertThat(CidrBlock.parse("0.0.0.0/0").contains(InetAddress.ofLiteral("8.8.8.8"))).isTrue();
    assertThat(CidrBlock.parse("::1").contains(InetAddress.ofLiteral("::1"))).isTrue();
    assertThat(CidrBlock.parse("::1")).hasToString("0:0:0:0:0:0:0:1/128");
  }
}
