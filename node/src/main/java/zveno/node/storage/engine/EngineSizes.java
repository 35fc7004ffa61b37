package zveno.node.storage.engine;

/**
 * How much memory and disk the engine may use besides what it stores. Memory outside the Java heap
 * is about {@code blockCache} + {@code writeBuffers}, whatever the length of the chain.
 *
 * @param blockCache bytes of recently read blocks, indexes and filters kept in memory
 * @param writeBuffers bytes that may wait in memory to be sorted into tables; of all columns
 *     together
 * @param log bytes of write-ahead log, about; what has to be read again after a crash
 */
public record EngineSizes(long blockCache, long writeBuffers, long log) {

  private static final long MIB = 1 << 20;

  /** Fit for a small machine: 16 MiB, 8 MiB and 16 MiB. */
  public static final EngineSizes SMALL = new EngineSizes(16 * MIB, 8 * MIB, 16 * MIB);

  public EngineSizes {
    if (blockCache < MIB || writeBuffers < MIB || log < MIB) {
      throw new IllegalArgumentException("the engine needs at least 1 MiB of each");
    }
  }
}
