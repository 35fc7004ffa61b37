package zveno.kernel.rules.strict;

import java.util.Optional;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.strict.keys.JdkSignatures;

/** Nets of the strict rules for tests. */
public final class StrictNets {

  private StrictNets() {}

  /** The rules of the net that begins with this block. */
  public static StrictRules rules(BlockId genesis) {
    return new StrictRules(Optional.of(genesis), JdkSignatures::new);
  }
}
