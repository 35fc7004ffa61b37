package zveno.kernel.rules.strict;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.strict.keys.Address;

/**
 * The rewards that are not due yet, summed up by account. A maturity may be 10,000 blocks: so the
 * sums at the last tip that was asked about are in memory, and follow it block by block. For any
 * number of threads.
 */
final class ImmatureRewards {

  private @Nullable Sums last;

  /**
   * All sums at one tip.
   *
   * @param units by account; none at 0
   */
  private record Sums(BlockId tip, long height, Map<Address, Long> units) {

    private void add(Payout reward, int sign) {
      long sum = units.getOrDefault(reward.recipient(), 0L) + sign * reward.amount().units();
      if (sum == 0) {
        units.remove(reward.recipient());
      } else {
        units.put(reward.recipient(), sum);
      }
    }
  }

  /**
   * What will be paid to an account by the rewards of blocks up to this tip.
   *
   * @param maturity how many blocks later a reward is due
   */
  synchronized Coins of(Address owner, ChainContext tip, long maturity) {
    Block parent = tip.parent().orElseThrow();
    Sums sums = last;
    if (sums == null || !sums.tip().equals(parent.id())) {
      StrictState state = new StrictState(tip.state());
      sums =
          sums != null && sums.tip().equals(parent.parent())
              ? next(sums, parent, state, maturity)
              : all(parent, state, maturity);
      last = sums;
    }
    return new Coins(sums.units().getOrDefault(owner, 0L));
  }

  private static Sums all(Block parent, StrictState state, long maturity) {
    long height = parent.height();
    Sums sums = new Sums(parent.id(), height, new HashMap<>());
    for (long of = Math.max(Genesis.INDEX + 1, height - maturity + 1); of <= height; of++) {
      sums.add(state.reward(of), 1);
    }
    return sums;
  }

  /** The map is handed on: the sums before are not needed any more. */
  private static Sums next(Sums before, Block parent, StrictState state, long maturity) {
    long height = parent.height();
    Sums sums = new Sums(parent.id(), height, before.units());
    sums.add(state.reward(height), 1);
    if (height - maturity > Genesis.INDEX) {
      sums.add(state.reward(height - maturity), -1);
    }
    return sums;
  }
}
