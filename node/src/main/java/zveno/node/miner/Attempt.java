package zveno.node.miner;

import zveno.kernel.mining.DecimalSearch;
import zveno.kernel.model.Block;
import zveno.kernel.rules.RuleSet;

/**
 * The search for a block on one tip. It may be interrupted, and goes on where it was.
 *
 * @param last the tip
 * @param search for the proof that goes with it
 */
record Attempt(Block last, DecimalSearch search) {

  static Attempt on(Block last, RuleSet rules) {
    return new Attempt(last, new DecimalSearch(rules.puzzle(last)));
  }
}
