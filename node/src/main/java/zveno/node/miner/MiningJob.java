package zveno.node.miner;

import zveno.kernel.mining.PowSearch;
import zveno.kernel.rules.BlockTemplate;

/**
 * The search for the proof of work of one template. It may be interrupted, and resumes where it
 * was.
 *
 * @param template what is to be solved
 * @param search for its solution
 * @param madeAt when the template was asked for, in nanoseconds of {@link System#nanoTime}
 * @param agesFrom the same, in nanoseconds of the clock by which templates age
 */
record MiningJob(BlockTemplate template, PowSearch search, long madeAt, long agesFrom) {

  MiningJob(BlockTemplate template, long madeAt, long agesFrom) {
    this(template, PowSearch.of(template.puzzle()), madeAt, agesFrom);
  }

  /** Does the block have, or will it have, all that had been posted at this moment? */
  boolean carriesAllOf(long nanoTime) {
    return template.isOpen() || madeAt - nanoTime >= 0;
  }
}
