package zveno.kernel.chain;

import java.util.Optional;

/**
 * What a block has made of a key.
 *
 * @param where the block
 * @param value the key's value since; empty if it has none since
 */
public record StateRow(BlockPosition where, Optional<byte[]> value) {}
