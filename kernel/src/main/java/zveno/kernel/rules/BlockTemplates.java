package zveno.kernel.rules;

import java.time.Instant;
import java.time.InstantSource;
import zveno.kernel.model.Block;

/** Makes blocks of our own. All methods may be called by any thread. */
public interface BlockTemplates {

  /** A first block for a chain of one's own; it needs no work. */
  Block genesis(Instant now);

  /**
   * A template of the next block. A puzzle that may have no solution is another one in each
   * template, even of the same content.
   *
   * @param context the chain that it follows, at least a genesis block
   * @param waiting what it may carry
   * @param recipient who earns the reward, as the rule set writes it
   * @param clock the time of the block; asked when the content of the block is settled
   */
  BlockTemplate template(
      ChainContext context, WaitingTransactions waiting, String recipient, InstantSource clock);
}
