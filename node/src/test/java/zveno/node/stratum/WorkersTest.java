package zveno.node.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import zveno.node.http.transport.Caller;

/** The accounts of workers are bounded, and those at work are kept. */
class WorkersTest {

  /** A machine of this number. */
  private static Caller machine(int number) {
    return new Caller(number, 4, false);
  }

  /** As many machines as are needed for so many names. */
  private static Caller somewhere(int name) {
    return machine(100 + name / 1_000);
  }

  @Test
  void theNameThatIsIdleForLongestIsForgotten() {
    Workers workers = new Workers(() -> 0);
    Worker busy = workers.connected("busy", "ann", machine(1)).orElseThrow();
    Worker twice = workers.connected("twice", "ann", machine(1)).orElseThrow();
    workers.disconnected(twice);
    for (int i = 2; i < Workers.MAX; i++) {
      workers.disconnected(workers.connected("w" + i, "ann", somewhere(i)).orElseThrow());
    }
    assertThat(workers.connected("twice", "ann", machine(1))).containsSame(twice);
    assertThat(workers.connected("one more", "ann", machine(1))).isPresent();
    assertThat(workers.states())
        .hasSize(Workers.MAX)
        .extracting(WorkerState::name)
        .contains("busy", "twice", "one more", "w3")
        .doesNotContain("w2");
    assertThat(busy.state().connections()).isEqualTo(1);
  }

  @Test
  void whereAllAreConnectedNoOtherIsTaken() {
    Workers workers = new Workers(() -> 0);
    for (int i = 0; i < Workers.MAX; i++) {
      assertThat(workers.connected("w" + i, "ann", somewhere(i))).isPresent();
    }
    assertThat(workers.connected("one more", "ann", machine(1))).isEmpty();
    assertThat(workers.connected("w7", "ann", machine(1))).isPresent();
  }

  @Test
  void aCallerThatHoldsAllItMayLeavesRoomForOthers() {
    Workers workers = new Workers(() -> 0);
    for (int i = 0; i < Workers.MAX_OF_ONE; i++) {
      assertThat(workers.connected("w" + i, "ann", machine(1))).isPresent();
    }
    assertThat(workers.connected("one more", "ann", machine(1))).isEmpty();
    assertThat(workers.connected("w7", "ann", machine(1))).isPresent();
    assertThat(workers.connected("one more", "ann", machine(2))).isPresent();
    // A name that is in use counts for the caller that brought it.
    assertThat(workers.connected("w7", "ann", machine(2))).isPresent();
  }

  @Test
  void aCallerThatChangesItsNamesPushesOutOnlyItsOwn() {
    Workers workers = new Workers(() -> 0);
    workers.disconnected(workers.connected("bob's", "bob", machine(2)).orElseThrow());
    for (int i = 0; i < 2 * Workers.MAX; i++) {
      workers.disconnected(workers.connected("w" + i, "ann", machine(1)).orElseThrow());
    }
    assertThat(workers.states())
        .hasSize(Workers.MAX_OF_ONE + 1)
        .extracting(WorkerState::name)
        .contains("bob's", "w" + (2 * Workers.MAX - 1))
        .doesNotContain("w0");

    // A name that nobody uses goes over to the caller that does, who is at the limit.
    assertThat(workers.connected("bob's", "bob", machine(1))).isPresent();
    assertThat(workers.states()).hasSize(Workers.MAX_OF_ONE);
  }
}
