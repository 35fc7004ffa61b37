package zveno.node.http;

import java.util.Optional;
import zveno.kernel.json.JsonWriter;
import zveno.node.miner.Miner;
import zveno.node.miner.MinerChange;

/** {@code /api/v1/miner}: how the miner does, and what it is to do. */
final class MinerApi {

  static final String RUNNING = "running";
  static final String THREADS = "threads";
  private static final String EXAMPLE = "{\"running\": true, \"threads\": 2}";

  private final Miner miner;

  MinerApi(HttpParts parts) {
    this.miner = parts.miner();
  }

  Answer show(Exchange exchange) {
    JsonWriter json = new JsonWriter();
    miner.state().write(json);
    return Answer.json(200, json.toBytes());
  }

  /** Starts it, stops it, gives it more threads or fewer. */
  Answer change(Exchange exchange) {
    miner.change(read(exchange.members()));
    return show(exchange);
  }

  private static MinerChange read(Members wanted) {
    Optional<Boolean> running = wanted.truth(RUNNING);
    Optional<Integer> threads = wanted.number(THREADS, 1, Miner.MOST_THREADS).map(Long::intValue);
    if (running.isEmpty() && threads.isEmpty()) {
      throw Refusal.badRequest("nothing is to be changed; send an object like " + EXAMPLE);
    }
    return new MinerChange(running, threads);
  }
}
