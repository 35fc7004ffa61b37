package zveno.node.stratum;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** The account of one worker; for any number of threads. */
final class Worker {

  /** Shares fade with this time constant in the hash rate. */
  private static final double FADE = Duration.ofMinutes(5).toNanos();

  private final String name;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();

  // All under the lock.
  private String recipient = "";
  private int connections;
  private double difficulty;
  private double bestShare;
  private long accepted;
  private long stale;
  private long rejected;
  private long blocks;
  private Optional<Instant> lastShare = Optional.empty();

  /** Hashes proved, faded until {@link #fadedAt}. */
  private double hashes;

  private long fadedAt;
  private long begun;

  Worker(String name, LongSupplier nanoTime) {
    this.name = name;
    this.nanoTime = nanoTime;
    this.begun = nanoTime.getAsLong();
    this.fadedAt = begun;
  }

  String name() {
    return name;
  }

  void connect(String paid) {
    lock.lock();
    try {
      recipient = paid;
      if (connections++ == 0) {
        begun = nanoTime.getAsLong();
        fadedAt = begun;
        hashes = 0;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether this was its last connection. */
  boolean disconnect() {
    lock.lock();
    try {
      return --connections == 0;
    } finally {
      lock.unlock();
    }
  }

  /** Its shares have this difficulty from now on. */
  void paced(double now) {
    lock.lock();
    try {
      difficulty = now;
    } finally {
      lock.unlock();
    }
  }

  /**
   * A right share.
   *
   * @param required its difficulty
   * @param met the highest difficulty that it would have met
   */
  void accepted(double required, double met, Instant when) {
    lock.lock();
    try {
      accepted++;
      bestShare = Math.max(bestShare, met);
      lastShare = Optional.of(when);
      fade();
      hashes += required * ShareTarget.HASHES;
    } finally {
      lock.unlock();
    }
  }

  private void fade() {
    long now = nanoTime.getAsLong();
    hashes *= Math.exp((fadedAt - now) / FADE);
    fadedAt = now;
  }

  void rejected(StratumError why) {
    lock.lock();
    try {
      if (why == StratumError.STALE) {
        stale++;
      } else {
        rejected++;
      }
    } finally {
      lock.unlock();
    }
  }

  void foundBlock() {
    lock.lock();
    try {
      blocks++;
    } finally {
      lock.unlock();
    }
  }

  WorkerState state() {
    lock.lock();
    try {
      fade();
      double weight = 1 - Math.exp((begun - fadedAt) / FADE); // young accounts have not faded yet
      double rate = weight > 0 ? hashes / (weight * FADE) * 1e9 : 0;
      return new WorkerState(
          name,
          recipient,
          connections,
          rate,
          difficulty,
          bestShare,
          accepted,
          stale,
          rejected,
          blocks,
          lastShare);
    } finally {
      lock.unlock();
    }
  }
}
