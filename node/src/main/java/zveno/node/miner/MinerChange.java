package zveno.node.miner;

import java.util.Optional;

/**
 * What is to change about the miner.
 *
 * @param running whether it is to mine on and on
 * @param threads how many are to search, 1 to {@link Miner#MOST_THREADS}
 */
public record MinerChange(Optional<Boolean> running, Optional<Integer> threads) {

  public MinerChange {
    threads.ifPresent(MinerSettings::check);
  }

  /** It is to mine on and on. */
  public static final MinerChange START = new MinerChange(Optional.of(true), Optional.empty());
}
