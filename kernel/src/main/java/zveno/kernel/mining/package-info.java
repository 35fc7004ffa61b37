/**
 * Puzzles, the search for their solutions, and the kernels that try candidates, one by one or in
 * the lanes of vectors. A search runs on its callers' threads and asks now and then whether it
 * should stop. Start at {@link zveno.kernel.mining.PowPuzzle} and {@link
 * zveno.kernel.mining.PowSearch}.
 */
@NullMarked
package zveno.kernel.mining;

import org.jspecify.annotations.NullMarked;
