package zveno.node.http.api;

import java.time.Duration;
import java.util.Optional;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.node.http.routing.Exchange;
import zveno.node.http.routing.JsonMembers;
import zveno.node.http.transport.Answer;
import zveno.node.http.transport.HttpException;
import zveno.node.miner.Miner;
import zveno.node.miner.MinerChange;
import zveno.node.miner.MiningMode;
import zveno.node.miner.Pace;
import zveno.node.miner.SearchThreads;

/** {@code /api/v1/miner}: how the miner does, and what it is to do. */
final class MinerApi {

  static final String RUNNING = "running";
  static final String THREADS = "threads";
  static final String MODE = "mode";
  static final String INTERVAL = "blockIntervalSeconds";

  private static final String EXAMPLE = "{\"running\": true, \"threads\": 2}";
  private static final MinerChange NOTHING =
      new MinerChange(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private final Miner miner;

  MinerApi(ApiContext parts) {
    this.miner = parts.miner();
  }

  Answer show(Exchange exchange) {
    JsonWriter json = new JsonWriter();
    miner.state().write(json);
    return Answer.json(200, json.toBytes());
  }

  /** Starts it, stops it, gives it more threads or fewer, or another pace. */
  Answer change(Exchange exchange) {
    miner.change(read(exchange.members()));
    return show(exchange);
  }

  private static MinerChange read(JsonMembers wanted) {
    MinerChange change =
        new MinerChange(
            wanted.truth(RUNNING),
            wanted.number(THREADS, 1, SearchThreads.MAX).map(Long::intValue),
            wanted.text(MODE).map(MinerApi::mode),
            wanted.any(INTERVAL).map(MinerApi::interval));
    if (change.equals(NOTHING)) {
      throw HttpException.badRequest("nothing to change; send an object like " + EXAMPLE);
    }
    return change;
  }

  private static MiningMode mode(String title) {
    return MiningMode.named(title)
        .orElseThrow(
            () -> HttpException.badRequest("\"mode\" must be \"always\" or \"when-waiting\""));
  }

  private static Duration interval(JsonValue value) {
    if (value.kind() == JsonKind.NULL) {
      return Duration.ZERO;
    }
    if (value.kind() == JsonKind.INTEGER || value.kind() == JsonKind.FLOAT) {
      double seconds = Double.parseDouble(value.toString());
      if (seconds >= 0.001 && seconds <= Pace.MAX_INTERVAL.toSeconds()) {
        return Duration.ofMillis(Math.round(seconds * 1000));
      }
    }
    throw HttpException.badRequest(
        "\"blockIntervalSeconds\" must be a number, 0.001 to "
            + Pace.MAX_INTERVAL.toSeconds()
            + ", or null for none");
  }
}
