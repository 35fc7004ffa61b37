package zveno.kernel.rules;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.SequencedMap;
import zveno.kernel.mining.DecimalPuzzle;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;
import zveno.kernel.model.Work;

/**
 * What a chain agrees on. Checks come at two depths, cheaper first: a block by itself while it is
 * decoded, and a block in its place. All methods may be called by any thread.
 */
public interface RuleSet {

  /** A short name, as people type it. */
  String name();

  /**
   * Everything that two nodes must have in common to agree on a chain, in a fixed order; it is
   * stored with the chain.
   */
  SequencedMap<String, String> parameters();

  /** How its blocks and transactions are read and written. */
  BlockCodec codec();

  /** Is this block, right by itself, also right in this place? */
  Verdict checkInPlace(Block block, Place place);

  /** What the block adds to the weight of its chain. */
  Work workOf(Block block);

  /** A first block for a chain of one's own. */
  Block genesis(Instant now);

  /** What has to be solved for a block that follows {@code parent}. */
  DecimalPuzzle puzzle(Block parent);

  /** The block that {@code draft} becomes by {@code proof}; nothing is checked. */
  Block assemble(Draft draft, BigInteger proof);

  /**
   * What people asked this block to carry: its transactions without the miner's reward. This is
   * what goes back to the pool when the block leaves the chain.
   */
  List<Transaction> requests(Block block);
}
