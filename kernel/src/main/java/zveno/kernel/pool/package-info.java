/**
 * Transactions that wait for a block: a queue on disk, in the order of their acknowledgement. Start
 * at {@link zveno.kernel.pool.Pool}.
 */
@NullMarked
package zveno.kernel.pool;

import org.jspecify.annotations.NullMarked;
