package zveno.kernel.chain;

/**
 * One place where a transaction stands.
 *
 * @param block the block
 * @param position its place among the block's transactions, from 0 on
 */
public record TxLocation(BlockPosition block, int position) {}
