package zveno.kernel.rules;

import java.util.Optional;

/** What rules know of accounts, if they keep any. For any number of threads. */
@FunctionalInterface
public interface AccountRules {

  /**
   * The account that a block of this height changes although none of its transactions names it: a
   * reward may become due.
   *
   * @param tip a chain that shares its blocks up to the reward's with that of the block
   */
  Optional<EncodedAddress> due(long height, ChainContext tip);
}
