/**
 * Keys of people: 24 words, the 32-byte seeds that come of them, and encrypted files that hold
 * them. Start at {@link zveno.node.wallet.KeyFolder}; what a file says is in {@link
 * zveno.node.wallet.KeyText}.
 *
 * <p>Seeds, passphrases and words are kept in arrays and wiped after use, as far as Java lets us:
 * the collector may have copied an array before. No class here has them in its {@code toString}.
 */
@NullMarked
package zveno.node.wallet;

import org.jspecify.annotations.NullMarked;
