package zveno.export.feed;

import zveno.kernel.bytes.Hash;

/**
 * A place in a chain.
 *
 * @param height 0 before the first block
 * @param hash of the block; zeros before the first
 */
record Position(long height, Hash hash) {

  static final Position START = new Position(0, Hash.ZERO);
}
