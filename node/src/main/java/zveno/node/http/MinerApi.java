package zveno.node.http;

import java.math.BigInteger;
import java.util.Optional;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.node.miner.Miner;
import zveno.node.miner.MinerChange;

/** {@code /api/v1/miner}: how the miner does, and what it is to do. */
final class MinerApi {

  private static final String RUNNING = "running";
  private static final String THREADS = "threads";
  private static final String EXAMPLE = "{\"running\": true, \"threads\": 2}";

  private final Miner miner;
  private final JsonLimits limits;

  MinerApi(HttpParts parts, HttpLimits limits) {
    this.miner = parts.miner();
    this.limits = TransactionReader.limits(limits.bodyBytes());
  }

  Answer show(Exchange exchange) {
    JsonWriter json = new JsonWriter();
    miner.state().write(json);
    return Answer.json(200, json.toBytes());
  }

  /** Starts it, stops it, gives it more threads or fewer. */
  Answer change(Exchange exchange) {
    miner.change(read(exchange.jsonBody()));
    return show(exchange);
  }

  private MinerChange read(byte[] body) {
    JsonValue wanted = parsed(body);
    if (wanted.kind() != JsonKind.OBJECT) {
      throw Refusal.badRequest("send an object like " + EXAMPLE);
    }
    Optional<Boolean> running = Optional.empty();
    Optional<Integer> threads = Optional.empty();
    for (JsonValue.Member member : wanted.members()) {
      switch (member.name()) {
        case RUNNING -> running = Optional.of(truth(member.value()));
        case THREADS -> threads = Optional.of(count(member.value()));
        default ->
            throw Refusal.badRequest(
                "\""
                    + Plain.shortened(member.name())
                    + "\" is not known; the miner has \"running\" and \"threads\"");
      }
    }
    if (running.isEmpty() && threads.isEmpty()) {
      throw Refusal.badRequest("nothing is to be changed; send an object like " + EXAMPLE);
    }
    return new MinerChange(running, threads);
  }

  private JsonValue parsed(byte[] body) {
    if (body.length == 0) {
      throw Refusal.badRequest("the body is empty; send an object like " + EXAMPLE);
    }
    try {
      return JsonValue.parse(body, limits);
    } catch (DecodeException e) {
      throw Refusal.badRequest("the body cannot be read: " + e.getMessage());
    }
  }

  private static boolean truth(JsonValue value) {
    if (value.kind() != JsonKind.BOOLEAN) {
      throw Refusal.badRequest("\"running\" must be true or false");
    }
    return value.bool();
  }

  private static int count(JsonValue value) {
    if (value.kind() == JsonKind.INTEGER) {
      BigInteger count = value.integer();
      if (count.signum() > 0 && count.compareTo(BigInteger.valueOf(Miner.MOST_THREADS)) <= 0) {
        return count.intValue();
      }
    }
    throw Refusal.badRequest("\"threads\" must be a whole number, 1 to " + Miner.MOST_THREADS);
  }
}
