package zveno.node.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.kernel.bytes.DecodeException;

class PeerAddressTest {

  @ParameterizedTest
  @ValueSource(strings = {"https://node_1:5000", "a-:5000", "1.2.3.999:5000", "my.host.1:5000"})
  void whatCannotBeAskedLaterIsRefusedAtOnce(String text) {
    assertThatThrownBy(() -> PeerAddress.parse(text)).isInstanceOf(DecodeException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "http://192.168.0.5:5000, http://192.168.0.5:5000",
    "192.168.0.5:5000, http://192.168.0.5:5000",
    "localhost:5001, http://localhost:5001",
    "HTTP://LOCALHOST:5001, http://localhost:5001",
    "http://127.0.0.1:5001/, http://127.0.0.1:5001",
    "http://127.0.0.1:5001/chain?x#y, http://127.0.0.1:5001",
    "https://node.example.org, https://node.example.org:443",
    "http://node.example.org, http://node.example.org:80",
    "http://[::1]:5000, http://[::1]:5000",
    "[2001:DB8::1]:5000, http://[2001:db8::1]:5000",
    "[2001:db8:0:0:0:0:0:1]:5000, http://[2001:db8::1]:5000",
    "[0:0:0:0:0:0:0:1]:5000, http://[::1]:5000",
    "[64:ff9b::192.0.2.1]:5000, http://[64:ff9b::c000:201]:5000",
    "node_1:5000, http://node_1:5000",
    "tasks.my_stack_node:5000, http://tasks.my_stack_node:5000",
    "_node:5000, http://_node:5000",
    "node.1st:5000, http://node.1st:5000",
    "Example.org.:5000, http://example.org:5000"
  })
  void readsWhatTheTutorialRegistersAndMore(String text, String base) throws DecodeException {
    assertThat(PeerAddress.parse(text).base()).isEqualTo(base);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://ann.example/zveno",
        "http://ann.example/zveno/",
        "ann.example:5000//",
        "ann.example:5000?x",
        "http://[::1]:5000/#/net"
      })
  void aPathIsDroppedForTheTutorialOnly(String text) throws DecodeException {
    String base = PeerAddress.parse(text).base();
    assertThatThrownBy(() -> PeerAddress.parseWhole(text))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("remove everything after " + base);
    assertThat(PeerAddress.parseWhole(base + "/").base()).isEqualTo(base);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http://",
        "http://:5000",
        "http://a:0",
        "http://a:65536",
        "http://a:999999",
        "http://a:x",
        "ftp://a:5000",
        "http://u:p@127.0.0.1:5001",
        "http://[::1",
        "http://[::1%lo]:5000",
        "http://[1.2.3.4]:5000",
        "http://a b:5000",
        "http://a\u0000b:5000",
        "http://-a:5000",
        "http://a..b:5000",
        "http://[:::::]:5000",
        "http://\u0436:5000"
      })
  void refusesWhatIsNoAddressAndSaysWhy(String text) {
    assertThatThrownBy(() -> PeerAddress.parse(text))
        .isInstanceOf(DecodeException.class)
        .message()
        .contains("is not the address of a node: ")
        .doesNotContainPattern("\\p{Cntrl}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2852039166",
        "0xa9fea9fe",
        "0xa9.0xfe.0xa9.0xfe",
        "0251.0376.0251.0376",
        "0177.0.0.1",
        "127.1",
        "127.0.1",
        "0",
        "0x7f.1",
        "127.0.0.01",
        "127.0.0.1.",
        "127.0.0.0x1",
        "127.0.0.0x",
        "1.2.3.4.5",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[fe80::1%1]",
        "\uff11\uff12\uff17.0.0.1",
        "127%2e0.0.1"
      })
  void otherSpellingsOfIpv4AreRefused(String host) {
    assertThatThrownBy(() -> PeerAddress.parse("http://" + host + ":5000"))
        .isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> PeerAddress.parse(host)).isInstanceOf(DecodeException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user:secret@127.0.0.1:5000",
        "user@127.0.0.1:5000",
        "http://127.0.0.1:5000@example.org/",
        "http://@a:5000",
        "https://a\\@b:5000"
      })
  void aUserBeforeTheHostIsRefusedAndNotRepeated(String text) {
    assertThatThrownBy(() -> PeerAddress.parse(text))
        .isInstanceOf(DecodeException.class)
        .message()
        .contains("remove the user before the @")
        .doesNotContain("secret");
  }

  @Test
  void anAtSignInThePathIsNoUser() throws DecodeException {
    assertThat(PeerAddress.parse("http://a:1/x@y").netloc()).isEqualTo("a:1");
    assertThat(PeerAddress.parse("a:1?x@y").netloc()).isEqualTo("a:1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "::1 | brackets",
        "2001:db8::5000 | brackets",
        "[fe80::1%eth0]:5000 | one machine only",
        "[::ffff:192.0.2.1]:5000 | write this IPv4 address as 192.0.2.1",
        "[::ffff:c000:201]:5000 | write this IPv4 address as 192.0.2.1",
        "https://node_1 | underscore"
      })
  void saysHowToWriteWhatItDoesNotTake(String text, String what) {
    assertThatThrownBy(() -> PeerAddress.parse(text)).hasMessageContaining(what);
  }

  @Test
  void knowsLiteralsFromNames() throws DecodeException {
    assertThat(PeerAddress.parse("10.0.0.1:1").literal()).isPresent();
    assertThat(PeerAddress.parse("[::1]:1").literal()).isPresent();
    assertThat(PeerAddress.parse("localhost:1").literal()).isEmpty();
    assertThat(PeerAddress.parse("host1:1").literal()).isEmpty();
  }

  @Test
  void aVeryLongOneIsShownInPart() {
    assertThatThrownBy(() -> PeerAddress.parse("a".repeat(100_000))).message().hasSizeLessThan(200);
  }

  @Test
  void aPathOfAnyKindIsIgnored() throws DecodeException {
    assertThat(PeerAddress.parse("http://a:1/x\n\u2028y").netloc()).isEqualTo("a:1");
  }
}
