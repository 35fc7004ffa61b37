/**
 * Puzzles and the search for their solutions. A search runs on its caller's thread and asks now and
 * then whether it should stop. Start at {@link zveno.kernel.mining.DecimalPuzzle}.
 */
@NullMarked
package zveno.kernel.mining;

import org.jspecify.annotations.NullMarked;
