package zveno.node.miner;

import java.util.function.Supplier;
import zveno.node.service.EventLog;

/**
 * Reports the state of the miner to listeners: one event at a time, so that the newest is the last.
 */
final class MinerEvents {

  private final EventLog events;
  private final Supplier<MinerState> state;

  MinerEvents(EventLog events, Supplier<MinerState> state) {
    this.events = events;
    this.state = state;
  }

  /** Says how the miner stands. */
  synchronized void give() {
    events.announce(state.get());
  }

  /** The same, but only while it mines without requests. */
  synchronized void giveProgress() {
    MinerState now = state.get();
    if (now.isRunning()) {
      events.announce(now);
    }
  }
}
