/**
 * Threads that search for proofs, and stop when the tip moves. Start at {@link
 * zveno.node.miner.Miner}.
 */
@NullMarked
package zveno.node.miner;

import org.jspecify.annotations.NullMarked;
