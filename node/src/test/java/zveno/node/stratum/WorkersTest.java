package zveno.node.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The accounts of workers are bounded, and those at work are kept. */
class WorkersTest {

  @Test
  void theNameThatIsIdleForLongestIsForgotten() {
    Workers workers = new Workers(() -> 0);
    Worker busy = workers.connected("busy", "ann").orElseThrow();
    Worker twice = workers.connected("twice", "ann").orElseThrow();
    workers.disconnected(twice);
    for (int i = 2; i < Workers.MAX; i++) {
      workers.disconnected(workers.connected("w" + i, "ann").orElseThrow());
    }
    assertThat(workers.connected("twice", "ann")).containsSame(twice);
    assertThat(workers.connected("one more", "ann")).isPresent();
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
      assertThat(workers.connected("w" + i, "ann")).isPresent();
    }
    assertThat(workers.connected("one more", "ann")).isEmpty();
    assertThat(workers.connected("w7", "ann")).isPresent();
  }
}
