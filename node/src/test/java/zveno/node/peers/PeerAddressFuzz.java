package zveno.node.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import zveno.kernel.bytes.DecodeException;

/**
 * What is taken for an address means the same to all who read it, and no spelling evades a policy.
 */
class PeerAddressFuzz {

  @FuzzTest
  void meansOneThing(FuzzedDataProvider data) throws UnknownHostException {
    if (data.consumeBoolean()) {
      checkPolicies(InetAddress.getByAddress(sized(data.consumeBytes(16))));
    } else {
      checkText(data.consumeRemainingAsString());
    }
  }

  private static byte[] sized(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length > 4 ? 16 : 4);
  }

  private static void checkText(String text) {
    PeerAddress address;
    try {
      address = PeerAddress.parse(text);
    } catch (DecodeException e) {
      assertThat(e)
          .hasMessageContaining("is not the address of a node")
          .hasMessageNotContaining("\n");
      return;
    }
    URI uri = address.resolve("/chain");
    assertThat(address.port()).isBetween(1, 65535);
    assertThat(uri.getRawAuthority()).isEqualTo(address.netloc());
    assertThat(uri.getRawUserInfo()).isNull();
    if (uri.getHost() != null) { // of "node_1" and "host.1a" it has an authority only
      assertThat(uri.getPort()).isEqualTo(address.port());
      assertThat(uri.getHost().replaceAll("[\\[\\]]", "")).isEqualTo(address.host());
    }
    assertThatCode(() -> assertThat(PeerAddress.parse(address.base())).isEqualTo(address))
        .doesNotThrowAnyException();
    address.literal().ifPresent(PeerAddressFuzz::checkPolicies);
  }

  /** Each policy refuses what the one before it refuses; an IPv4 address stays one inside IPv6. */
  private static void checkPolicies(InetAddress address) {
    boolean refused = false;
    for (PeerPolicy policy : PeerPolicy.values()) {
      boolean refusesToo = policy.objectionTo(address).isPresent();
      assertThat(refusesToo || !refused).as("%s of %s", policy, address).isTrue();
      refused = refusesToo;
      if (refused && address.getAddress().length == 4) {
        String text = address.getHostAddress();
        for (String prefix : List.of("::", "::ffff:0:", "64:ff9b::", "fd00::5efe:")) {
          InetAddress around = literal(prefix + text);
          boolean loopback = around.isLoopbackAddress(); // ::0.0.0.1 is
          assertThat(policy.objectionTo(around).isPresent() || loopback)
              .as("%s of %s", policy, prefix + text)
              .isTrue();
        }
      }
    }
    boolean special =
        address.isLinkLocalAddress() || address.isAnyLocalAddress() || address.isMulticastAddress();
    assertThat(PeerPolicy.ANY.objectionTo(address).isPresent() || !special).isTrue();
    assertThat(PeerPolicy.LAN.objectionTo(address).isPresent() || !address.isLoopbackAddress())
        .isTrue();
    assertThat(PeerPolicy.PUBLIC.objectionTo(address).isPresent() || !address.isSiteLocalAddress())
        .isTrue();
  }

  private static InetAddress literal(String text) {
    return InetAddress.ofLiteral(text);
  }
}
