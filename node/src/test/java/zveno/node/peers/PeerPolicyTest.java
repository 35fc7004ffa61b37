package zveno.node.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.kernel.bytes.DecodeException;

class PeerPolicyTest {

  private static boolean refuses(PeerPolicy policy, String literal) {
    return policy.objectionTo(InetAddress.ofLiteral(literal)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "169.254.0.1",
        "169.254.169.254",
        "169.254.255.255",
        "224.0.0.1",
        "239.255.255.255",
        "255.255.255.255",
        "::",
        "fe80::1",
        "febf::1",
        "ff02::1",
        "ff0e::1",
        "::ffff:169.254.169.254",
        "::169.254.169.254",
        "::ffff:0:169.254.169.254",
        "64:ff9b::169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:a9fe:a9fe::1",
        "2002:0::1",
        "2001:0:1:2:3:4:5601:5601",
        "2400::5efe:169.254.169.254",
        "2400::200:5efe:224.0.0.1"
      })
  void noPolicyAllowsLinkLocalMulticastAndUnspecifiedAddresses(String literal) {
    for (PeerPolicy policy : PeerPolicy.values()) {
      assertThat(refuses(policy, literal)).as(policy + " " + literal).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1", "2002:7f00:1::"})
  void thisMachineIsCalledUnderAnyOnly(String literal) {
    assertThat(refuses(PeerPolicy.ANY, literal)).isFalse();
    assertThat(refuses(PeerPolicy.LAN, literal)).isTrue();
    assertThat(refuses(PeerPolicy.PUBLIC, literal)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1",
        "10.255.255.255",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.5",
        "100.64.0.1",
        "100.127.255.255",
        "198.18.0.1",
        "198.19.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "198.51.100.1",
        "203.0.113.1",
        "240.0.0.1",
        "255.255.255.254",
        "fc00::1",
        "fdff::1",
        "fec0::1",
        "2001:db8::1",
        "3fff::1",
        "100::1",
        "64:ff9b::10.0.0.1",
        "2002:c0a8:5::1"
      })
  void allPoliciesButPublicAllowPrivateRanges(String literal) {
    assertThat(refuses(PeerPolicy.ANY, literal)).isFalse();
    assertThat(refuses(PeerPolicy.LAN, literal)).isFalse();
    assertThat(refuses(PeerPolicy.PUBLIC, literal)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2400::1",
        "2606:4700::1111",
        "fbff::1",
        "64:ff9b::1.1.1.1",
        "2002:101:101::1"
      })
  void whatIsPublicMayBeCalled(String literal) {
    for (PeerPolicy policy : PeerPolicy.values()) {
      assertThat(refuses(policy, literal)).as(policy + " " + literal).isFalse();
    }
  }

  @Test
  void aMappedAddressIsJudgedByWhatItLeadsTo() throws UnknownHostException {
    byte[] mapped = HexFormat.of().parseHex("00000000000000000000ffffa9fea9fe");
    assertThat(PeerPolicy.ANY.objectionTo(InetAddress.getByAddress(mapped)))
        .contains("169.254.169.254 is a link-local address, which the peer policy any refuses");
  }

  @Test
  void aRefusalNamesThePolicyThatAllowsIt() {
    InetAddress here = InetAddress.ofLiteral("127.0.0.1");
    assertThat(PeerPolicy.LAN.objectionTo(here).orElseThrow())
        .endsWith("which the peer policy lan refuses; --peer-policy any allows it");
    assertThat(PeerPolicy.PUBLIC.objectionTo(InetAddress.ofLiteral("10.0.0.1")).orElseThrow())
        .endsWith("; --peer-policy lan allows it");
    assertThat(PeerPolicy.ANY.objectionTo(InetAddress.ofLiteral("169.254.0.1")).orElseThrow())
        .endsWith("which the peer policy any refuses");
  }

  @Test
  void isNamedAsPeopleTypeIt() {
    assertThat(PeerPolicy.named("lan")).contains(PeerPolicy.LAN);
    assertThat(PeerPolicy.named("LAN")).isEmpty();
    assertThat(PeerPolicy.PUBLIC.title()).isEqualTo("public");
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, refused, refused, taken",
    "LOCALHOST., refused, refused, taken",
    "node.localhost, refused, refused, taken",
    "printer.local, refused, taken, taken",
    "node.internal, refused, taken, taken",
    "node.home.arpa., refused, taken, taken",
    "node.test, refused, taken, taken",
    "node.example, refused, taken, taken",
    "node.invalid, refused, taken, taken",
    "node.alt, refused, taken, taken",
    "node.onion, refused, refused, refused",
    "notlocalhost, taken, taken, taken",
    "localhost.example.org, taken, taken, taken",
    "example.org, taken, taken, taken",
    "arpa, taken, taken, taken",
    "node_1, taken, taken, taken",
    "10.0.0.1, refused, taken, taken",
    "[::1], refused, refused, taken"
  })
  void namesThatLeadNowhereFromElsewhereAreKnown(String host, String open, String lan, String any)
      throws DecodeException {
    PeerAddress address = PeerAddress.parse("http://" + host + ":5000");

    assertThat(verdict(PeerPolicy.PUBLIC, address)).isEqualTo(open);
    assertThat(verdict(PeerPolicy.LAN, address)).isEqualTo(lan);
    assertThat(verdict(PeerPolicy.ANY, address)).isEqualTo(any);
  }

  private static String verdict(PeerPolicy policy, PeerAddress address) {
    return policy.objectionTo(address).isPresent() ? "refused" : "taken";
  }

  @Test
  void whatIsWrongWithANameIsSaidAndWhatAllowsIt() throws DecodeException {
    PeerAddress address = PeerAddress.parse("a.localhost:5000");

    assertThat(PeerPolicy.PUBLIC.objectionTo(address).orElseThrow())
        .isEqualTo(
            "a.localhost is this machine's own name, which the peer policy public refuses;"
                + " --peer-policy any allows it");
  }
}
