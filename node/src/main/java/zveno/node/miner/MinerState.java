package zveno.node.miner;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.mining.KernelKind;
import zveno.node.service.TransientEvent;

/**
 * The miner at one moment.
 *
 * @param since when it was started; nothing if it mines only on request
 * @param pace when it makes blocks without requests
 * @param threads how many search
 * @param kernel what they search with
 * @param hashRate candidates a second, over the last few seconds
 * @param tried candidates since the node was started
 * @param found blocks since the node was started
 * @param expectedSeconds to the next block at this rate; nothing if no search runs
 */
public record MinerState(
    Optional<Instant> since,
    Pace pace,
    int threads,
    KernelKind kernel,
    double hashRate,
    long tried,
    long found,
    OptionalDouble expectedSeconds)
    implements TransientEvent {

  /** Whether it mines on and on. */
  public boolean isRunning() {
    return since.isPresent();
  }

  /** An object, as the API and its events show it. */
  public void write(JsonWriter json) {
    json.beginObject().name("running").bool(isRunning());
    json.name("since");
    since.ifPresentOrElse(then -> json.string(then.toString()), json::nul);
    json.name("mode").string(pace.mode().title());
    json.name("blockIntervalSeconds");
    if (pace.hasInterval()) {
      json.number(pace.interval().toMillis() / 1000.0);
    } else {
      json.nul();
    }
    json.name("threads").integer(threads);
    json.name("kernel").string(kernel == KernelKind.SCALAR ? "scalar" : "vector");
    json.name("lanes").integer(kernel.lanes());
    json.name("hashRate").integer(Math.round(hashRate));
    json.name("tried").integer(tried);
    json.name("found").integer(found);
    json.name("expectedSeconds");
    expectedSeconds.ifPresentOrElse(json::number, json::nul);
    json.endObject();
  }
}
