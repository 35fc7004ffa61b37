package zveno.kernel.rules;

import zveno.kernel.model.Work;

/**
 * How a chain that has a schedule goes along.
 *
 * @param spacing how many seconds there are to be from block to block
 * @param behind how many seconds the chain is behind its schedule; negative if it is ahead
 * @param nextWork what the next block needs: so many candidates must be tried for it on average
 * @param hashRate how many candidates all miners together try in a second, estimated from the last
 *     blocks; 0 if there are too few of them
 */
public record ChainPace(long spacing, long behind, Work nextWork, double hashRate) {}
