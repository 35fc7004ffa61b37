package zveno.node.miner;

import java.util.function.Supplier;
import zveno.kernel.json.JsonWriter;
import zveno.node.service.EventLog;

/** What listeners hear of the miner: one notice at a time, so that the newest is the last. */
final class MinerNotices {

  /** The name of these notices in the event stream. */
  private static final String TITLE = "miner";

  private final EventLog events;
  private final Supplier<MinerState> state;

  MinerNotices(EventLog events, Supplier<MinerState> state) {
    this.events = events;
    this.state = state;
  }

  /** Says how the miner stands. */
  synchronized void give() {
    give(state.get());
  }

  /** The same, but only while it mines without requests. */
  synchronized void giveProgress() {
    MinerState now = state.get();
    if (now.isRunning()) {
      give(now);
    }
  }

  private void give(MinerState now) {
    JsonWriter json = new JsonWriter();
    now.write(json);
    events.announce(TITLE, json.toBytes());
  }
}
