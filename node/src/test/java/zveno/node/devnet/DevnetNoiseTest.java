package zveno.node.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of a net that starts or ends, what every start and end brings with it is not shown. */
class DevnetNoiseTest {

  private static String first(String trouble) {
    return "peer http://127.0.0.1:6001: " + trouble + "; will retry";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "it cannot be reached",
        "the connection ended during the answer",
        "it closed the connection",
        "it closed its event stream"
      })
  void whoDoesNotRunYetOrNoLongerIsNoNews(String trouble) {
    assertThat(Devnet.isNoise(first(trouble), true, false)).isTrue();
    assertThat(Devnet.isNoise(first(trouble), false, true)).isTrue();
    assertThat(Devnet.isNoise(first(trouble), false, false)).isFalse();
  }

  @Test
  void whoRefusesIsNoNewsAtTheEndOnly() {
    String refuses = first("it answered with status 503");
    assertThat(Devnet.isNoise(refuses, true, false)).isFalse();
    assertThat(Devnet.isNoise(refuses, false, true)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "incompatible rules",
        "this node cannot write at the moment: the disk is full",
        "no secure connection: its certificate has expired",
        "its node id has changed"
      })
  void otherTroubleIsAlwaysShown(String trouble) {
    assertThat(Devnet.isNoise(first(trouble), true, false)).isFalse();
    assertThat(Devnet.isNoise(first(trouble), false, true)).isFalse();
  }
}
