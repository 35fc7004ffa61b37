/**
 * Hashes, hexadecimal and what to throw when bytes are not what they should be: the ground floor,
 * which leans on nothing. Start at {@link zveno.kernel.bytes.Hash}.
 */
@NullMarked
package zveno.kernel.bytes;

import org.jspecify.annotations.NullMarked;
