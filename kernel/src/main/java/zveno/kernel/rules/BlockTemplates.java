package zveno.kernel.rules;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import zveno.kernel.model.Block;

/** Makes blocks of our own. All methods may be called by any thread. */
public interface BlockTemplates {

  /**
   * A genesis block for a new chain; it needs no work.
   *
   * @throws RuleParameterException if chains of these rules begin with a block that people have
   *     agreed on, see {@link RuleSetFactory#allowsOwnGenesis}
   */
  Block genesis(Instant now);

  /**
   * What keeps rewards from going to a recipient, in one line; nothing if they can.
   *
   * @param recipient the address that earns the rewards, as the rule set writes it
   */
  default Optional<String> recipientProblem(String recipient) {
    return Optional.empty();
  }

  /** Whether all templates are {@link HeaderTemplate}s, which any Bitcoin miner can search. */
  default boolean haveHeaders() {
    return false;
  }

  /**
   * A template of the next block. A puzzle that may have no solution is another one in each
   * template, even of the same content.
   *
   * @param context the chain that it follows, at least a genesis block
   * @param waiting what it may carry
   * @param recipient the address that earns the reward, as the rule set writes it
   * @param clock the time of the block; asked when the content of the block is settled
   */
  BlockTemplate template(
      ChainContext context, WaitingTransactions waiting, String recipient, InstantSource clock);
}
