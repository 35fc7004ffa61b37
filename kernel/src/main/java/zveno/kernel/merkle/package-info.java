/**
 * Merkle trees of RFC 9162 (certificate transparency): roots, inclusion and consistency proofs, and
 * a tree that grows by one leaf at a time while proofs about it read a few rows. Nothing here knows
 * what the leaves are. Start at {@link zveno.kernel.merkle.MerkleTree}; what is stored between two
 * leaves is a {@link zveno.kernel.merkle.MerkleFrontier} or the rows behind {@link
 * zveno.kernel.merkle.SubtreeRoots}.
 */
@NullMarked
package zveno.kernel.merkle;

import org.jspecify.annotations.NullMarked;
