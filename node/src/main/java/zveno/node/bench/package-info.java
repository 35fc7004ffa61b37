/**
 * Measures how fast this machine is: the kernels that search for proofs, beside the tutorial's own
 * loop. Start at {@link zveno.node.bench.PowBench}.
 */
@NullMarked
package zveno.node.bench;

import org.jspecify.annotations.NullMarked;
