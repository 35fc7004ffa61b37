package zveno.node.stratum;

import java.math.BigInteger;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.kernel.rules.BlockTemplate;
import zveno.kernel.rules.HeaderTemplate;
import zveno.node.service.ChainService;
import zveno.node.service.MiningResult;

/**
 * Makes jobs as long as miners want some: at once when the tip has moved, and every {@link
 * #MAX_AGE} for what has been posted meanwhile.
 */
final class JobFeed implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JobFeed.class);

  private static final Duration MAX_AGE = Duration.ofSeconds(10);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final ChainService service;
  private final LongSupplier nanoTime;
  private final Consumer<Round> listener;
  private final Thread thread =
      Thread.ofPlatform().name("stratum-jobs").daemon().unstarted(this::run);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Under the lock; what is volatile may be read without it.
  private @Nullable String recipient;
  private volatile @Nullable Round current;
  private boolean closed;

  // The feed's thread's own.
  private long rounds;
  private long madeAt;

  /**
   * @param nanoTime the age of jobs, as {@link System#nanoTime} counts
   * @param listener gets each new round, on the feed's thread
   */
  JobFeed(ChainService service, LongSupplier nanoTime, Consumer<Round> listener) {
    this.service = service;
    this.nanoTime = nanoTime;
    this.listener = listener;
    service.afterCommits(this::committed);
  }

  /** The writer calls this: it must not wait for anything. */
  private void committed() {
    Round now = current;
    if (now != null && !isOnTip(now)) {
      look();
    }
  }

  /** Makes a new round at once if one is due. */
  void look() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isOnTip(Round round) {
    return round.parent().equals(service.tip().id());
  }

  /** The round at present; nothing before the first was made. */
  @Nullable Round current() {
    return current;
  }

  /** Miners want jobs from now on; the first round is made for this recipient. */
  void want(String paid) {
    lock.lock();
    try {
      recipient = paid;
      if (thread.getState() == Thread.State.NEW && !closed) {
        thread.start();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Perhaps no miner is left: then no more jobs are made. */
  void restIf(BooleanSupplier nobodyLeft) {
    lock.lock();
    try {
      if (nobodyLeft.getAsBoolean()) {
        recipient = null;
        current = null;
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (true) {
      String paid = awaitNeed();
      if (paid == null) {
        return;
      }
      try {
        renew(paid);
      } catch (RuntimeException | Error e) { // miners wait for jobs, so the feed must go on
        LOG.warn("no jobs for miners at present: {}", e.toString());
        pause();
      }
    }
  }

  /** Who is paid by the next round, when one is due; null when the feed is closed. */
  private @Nullable String awaitNeed() {
    lock.lock();
    try {
      while (!closed && (recipient == null || isFresh(current))) {
        try {
          var _ = changed.awaitNanos(recipient == null ? MAX_AGE.toNanos() : untilOld());
        } catch (InterruptedException e) {
          // no thread interrupts this one; it looks again
        }
      }
      return closed ? null : recipient;
    } finally {
      lock.unlock();
    }
  }

  private boolean isFresh(@Nullable Round round) {
    return round != null && isOnTip(round) && untilOld() > 0;
  }

  /** Nanoseconds until the round at present is too old. */
  private long untilOld() {
    return MAX_AGE.toNanos() - (nanoTime.getAsLong() - madeAt);
  }

  private void renew(String paid) {
    BlockTemplate made = service.template(paid);
    if (!(made instanceof HeaderTemplate template)) {
      throw new IllegalStateException("blocks of these rules have no header");
    }
    Round fresh = new Round(++rounds, template);
    madeAt = nanoTime.getAsLong();
    current = fresh;
    listener.accept(fresh);
  }

  private void pause() {
    lock.lock();
    try {
      long nanos = AFTER_FAILURE.toNanos();
      while (!closed && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      // no thread interrupts this one
    } finally {
      lock.unlock();
    }
  }

  /** Is the job's block still the next? */
  boolean isCurrent(Job job) {
    return job.template().parent().id().equals(service.tip().id());
  }

  /** Offers the block of a share to the chain, and returns when it is on disk. */
  MiningResult offer(Job job, Share share) {
    HeaderTemplate chosen =
        job.template().choosing(share.version(), share.extra(), share.timestamp());
    return service.offer(chosen, BigInteger.valueOf(share.nonce()));
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
