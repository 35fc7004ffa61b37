package zveno.kernel.chain;

import zveno.kernel.model.BlockId;
import zveno.kernel.model.Work;

/**
 * A block as it is stored.
 *
 * @param id its identity
 * @param chainWork the work of the chain that ends with it
 * @param bytes its canonical bytes; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
public record StoredBlock(BlockId id, Work chainWork, byte[] bytes) {}
