package zveno.kernel.rules;

import java.util.Optional;

/** Which transactions may wait for a block, which of them go first, and which have to go. */
@FunctionalInterface
public interface PoolPolicy {

  /**
   * First in, first out: any transaction may wait while there is room, blocks take the oldest, and
   * none is dropped. Nothing is kept in memory.
   */
  PoolPolicy QUEUE = _ -> Optional.empty();

  /**
   * A new index of what waits, of nothing so far.
   *
   * @param room how much may wait
   * @return empty if the pool is a {@link #QUEUE}
   */
  Optional<PoolIndex> index(PoolRoom room);
}
