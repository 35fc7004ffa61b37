package zveno.bench;

import java.io.IOException;
import java.time.Duration;

/** Something whose speed is measured beside that of others. */
interface Contender extends AutoCloseable {

  /** What it is. */
  Label label();

  /**
   * Works for this long, or a little longer.
   *
   * @throws IOException if it is another process and does not answer
   */
  Sample run(Duration time) throws IOException;

  /** Makes itself comfortable, once it is warm: the last preparation before it is measured. */
  default void settle(Duration time) {}

  @Override
  void close();

  /** What was done, and the time it took by the clock on the wall. */
  record Sample(long tried, long nanos) {

    double perSecond() {
      return tried / (Math.max(1, nanos) / 1e9);
    }
  }
}
