package zveno.node.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of a net that starts or ends, what every start and end brings with it is not shown. */
class DevnetNoiseTest {

  private static String first(String trouble) {
    return "neighbour http://127.0.0.1:6001: " + trouble + "; it will be tried again";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "it cannot be reached",
        "the connection ended before the answer did",
        "it has ended the conversation",
        "it has ended its event stream"
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
        "its rules are not ours",
        "we cannot write at present: the disk is full",
        "no secure connection: its certificate has expired",
        "it is another node than it said before"
      })
  void otherTroubleIsAlwaysShown(String trouble) {
    assertThat(Devnet.isNoise(first(trouble), true, false)).isFalse();
    assertThat(Devnet.isNoise(first(trouble), false, true)).isFalse();
  }
}
