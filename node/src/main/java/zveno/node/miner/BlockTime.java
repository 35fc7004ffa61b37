package zveno.node.miner;

import java.util.OptionalLong;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonValue;
import zveno.kernel.model.Block;

/** The time that a block carries, as its maker's clock had it. */
final class BlockTime {

  private BlockTime() {}

  /** Milliseconds since 1970; nothing if the block carries no such number. */
  static OptionalLong millis(Block block) {
    return JsonValue.ofCanonical(block.encoded())
        .member("timestamp")
        .filter(time -> time.kind() == JsonKind.INTEGER || time.kind() == JsonKind.FLOAT)
        .map(time -> Double.parseDouble(time.toString()) * 1000)
        .filter(millis -> Math.abs(millis) < 1L << 53)
        .map(millis -> OptionalLong.of(millis.longValue()))
        .orElse(OptionalLong.empty());
  }
}
