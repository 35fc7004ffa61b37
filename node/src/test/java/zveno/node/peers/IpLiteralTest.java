package zveno.node.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpLiteralTest {

  /** The examples of RFC 5952, 1 to 4, and its rules at their edges. */
  @ParameterizedTest
  @CsvSource({
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:0db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:DB8:AAAA:BBBB:CCCC:DDDD:EEEE:AAAA, 2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa",
    "0:0:0:0:0:0:0:0, ::",
    "0:0:0:0:0:0:0:1, ::1",
    "1:0:0:0:0:0:0:0, 1::",
    "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
    "0:2:3:4:5:6:7:0, 0:2:3:4:5:6:7:0",
    "0:0:3:4:5:6:0:0, ::3:4:5:6:0:0",
    "::ffff:192.0.2.1, 192.0.2.1",
    "::FFFF:c000:201, 192.0.2.1",
    "[::1], ::1",
    "fe80::1%1, fe80::1",
    "192.0.2.1, 192.0.2.1",
    "127.1, 127.0.0.1"
  })
  void writesOneSpelling(String text, String canonical) {
    assertThat(IpLiteral.parse(text).map(IpLiteral::canonical)).contains(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[", "[]", "[::1", "::1]", "localhost", "a.b", "1.2.3.4.5", "1::2::3"})
  void knowsWhatIsNone(String text) {
    assertThat(IpLiteral.parse(text)).isEmpty();
  }

  @Test
  void whatIsWrittenIsReadAgainAndNothingShorterIs() throws UnknownHostException {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[16];
      for (int at = 0; at < 16; at += 2) {
        int group = random.nextInt(3) == 0 ? random.nextInt(0x10000) : random.nextInt(2);
        bytes[at] = (byte) (group >> 8);
        bytes[at + 1] = (byte) group;
      }
      InetAddress address = InetAddress.getByAddress(bytes);
      String canonical = IpLiteral.canonical(address);
      assertThat(IpLiteral.parse(canonical)).as(canonical).contains(address);
      assertThat(canonical.contains("::") || !(":" + canonical + ":").contains(":0:0:"))
          .as(canonical)
          .isTrue();
      assertThat(canonical.length()).isLessThanOrEqualTo(address.getHostAddress().length());
    }
  }
}
