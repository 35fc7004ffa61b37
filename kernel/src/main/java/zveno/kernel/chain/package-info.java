/**
 * The tree of blocks, the choice between its branches, and what moves when the choice changes.
 * Blocks lie in branches; a branch hangs on a block of another branch, or on the virtual root under
 * all genesis blocks. The chain is the path from the root to the tip. Start at {@link
 * zveno.kernel.chain.Chain}; what it needs of a disk is {@link zveno.kernel.chain.ChainStore}.
 */
@NullMarked
package zveno.kernel.chain;

import org.jspecify.annotations.NullMarked;
