package zveno.kernel.rules.strict;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.RuleParameterException;
import zveno.kernel.rules.RuleSets;

/**
 * The block with which all chains of a net begin: its hash is known from the start, and what it
 * states once it has been seen. For any number of threads.
 */
final class SharedGenesis {

  private final Optional<BlockId> id;
  private volatile @Nullable Genesis seen;

  /**
   * @param id its hash; without one these rules know the form of a chain, but follow none
   */
  SharedGenesis(Optional<BlockId> id) {
    this.id = id;
  }

  /** Its hash; empty if it has not been named. */
  Optional<BlockId> id() {
    return id;
  }

  /**
   * Its hash.
   *
   * @throws RuleParameterException if it has not been named
   */
  BlockId requiredId() {
    return id.orElseThrow(SharedGenesis::unnamed);
  }

  static RuleParameterException unnamed() {
    return new RuleParameterException(
        RuleSets.GENESIS,
        "must name the file of the first block: all chains of a strict net share it");
  }

  /** Is it this block? If so, what it states is known from now on. */
  boolean is(GenesisBlock block) {
    boolean same = id.filter(block.id()::equals).isPresent();
    if (same) {
      seen = block.genesis();
    }
    return same;
  }

  /** What it states, if it has been seen. */
  Optional<Genesis> known() {
    return Optional.ofNullable(seen);
  }

  /** What it states; read from the chain the first time. */
  Genesis of(ChainContext context) {
    Genesis known = seen;
    if (known != null) {
      return known;
    }
    GenesisBlock first = (GenesisBlock) context.ancestor(Genesis.INDEX);
    var _ = is(first);
    return first.genesis();
  }
}
