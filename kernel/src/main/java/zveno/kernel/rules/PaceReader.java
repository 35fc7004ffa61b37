package zveno.kernel.rules;

import java.time.Instant;

/** Reads how a chain goes along, if its rules have a schedule. For any number of threads. */
@FunctionalInterface
public interface PaceReader {

  /**
   * How a chain goes along.
   *
   * @param tip the chain, with its state
   * @param now the time that has passed since its last block counts, too
   */
  ChainPace pace(ChainContext tip, Instant now);
}
