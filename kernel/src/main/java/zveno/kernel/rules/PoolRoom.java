package zveno.kernel.rules;

/**
 * How much may wait.
 *
 * @param entries how many transactions
 * @param bytes how many canonical bytes
 */
public record PoolRoom(long entries, long bytes) {}
