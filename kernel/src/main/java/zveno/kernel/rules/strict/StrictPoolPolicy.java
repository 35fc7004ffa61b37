package zveno.kernel.rules.strict;

import java.util.Optional;
import java.util.function.Function;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.PoolIndex;
import zveno.kernel.rules.PoolPolicy;
import zveno.kernel.rules.PoolRoom;

/**
 * What a node of the strict rules lets wait, and mines first. It is no rule of the chain: blocks
 * that were made by another policy are right all the same.
 */
final class StrictPoolPolicy implements PoolPolicy {

  private final Function<ChainContext, AccountState> accounts;
  private final Function<ChainContext, Parameters> parameters;

  /**
   * @param accounts the accounts after the last block of a chain
   * @param parameters what the net of a chain has agreed on
   */
  StrictPoolPolicy(
      Function<ChainContext, AccountState> accounts,
      Function<ChainContext, Parameters> parameters) {
    this.accounts = accounts;
    this.parameters = parameters;
  }

  @Override
  public Optional<PoolIndex> index(PoolRoom room) {
    return Optional.of(new StrictPool(room, accounts, parameters));
  }
}
