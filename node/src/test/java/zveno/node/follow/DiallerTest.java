package zveno.node.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import zveno.kernel.bytes.DecodeException;
import zveno.node.peers.PeerAddress;

/** When peers are tried. */
class DiallerTest {

  /** One that is to be tried now; nobody talks to it. */
  private static PeerSession due(boolean given) throws DecodeException {
    PeerAddress address = PeerAddress.parse("http://127.0.0.1:9");
    return new PeerSession(
        address, given, null, null, null, FollowSettings.DEFAULT, null, null, null);
  }

  private static boolean mayBeTriedNow(PeerSession link, long room) {
    return Dialler.nanosToWait(List.of(link), room, System.nanoTime()) <= 0;
  }

  @Test
  void aFoundPeerWaitsForRoomWithoutABusyLoop() throws Exception {
    assertThat(mayBeTriedNow(due(false), 0)).isFalse();
    assertThat(mayBeTriedNow(due(false), -1)).isFalse();
    assertThat(mayBeTriedNow(due(false), 1)).isTrue();
  }

  @Test
  void aGivenOneWaitsForNothing() throws Exception {
    assertThat(mayBeTriedNow(due(true), 0)).isTrue();
  }
}
