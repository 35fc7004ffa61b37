package zveno.kernel.rules;

import java.time.Instant;
import java.util.List;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;

/**
 * A block that still lacks its proof.
 *
 * @param parent the block it will follow
 * @param transactions what it will carry, in order, the reward not included
 * @param rewardTo who earns the reward
 * @param now the moment that it will bear
 */
public record Draft(Block parent, List<Transaction> transactions, String rewardTo, Instant now) {

  public Draft {
    transactions = List.copyOf(transactions);
  }
}
