package zveno.kernel.merkle;

import zveno.kernel.bytes.Hash;

/**
 * The root of a subtree that a new leaf has finished: a row to be kept.
 *
 * @param level 0 for the leaf itself
 * @param index which subtree of this level, from 0 on
 * @param root its root
 */
public record SubtreeRoot(int level, long index, Hash root) {}
