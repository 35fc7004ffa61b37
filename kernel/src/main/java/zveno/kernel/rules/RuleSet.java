package zveno.kernel.rules;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.SequencedMap;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonValue;
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

  /**
   * Reads a block.
   *
   * @param canonical its canonical bytes, which become the block's own and must not change
   * @param height its position in the chain, from 1 on
   * @throws DecodeException if these bytes are not a block
   */
  Block decode(byte[] canonical, long height) throws DecodeException;

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

  /** The parties that a transaction names, as canonical JSON, each once. */
  List<JsonValue> parties(Transaction transaction);
}
