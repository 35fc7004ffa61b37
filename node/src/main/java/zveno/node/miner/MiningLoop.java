package zveno.node.miner;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.kernel.mining.KernelKind;
import zveno.kernel.model.Block;
import zveno.node.service.ChainService;
import zveno.node.service.MiningResult;
import zveno.node.service.UnavailableException;
import zveno.node.service.UnavailableException.Reason;

/**
 * The miner's thread: it has templates made, leads the search for their solutions, and offers the
 * blocks. What others want of it lies under the lock, which is never held for long.
 */
final class MiningLoop {

  private static final Logger LOG = LoggerFactory.getLogger(MiningLoop.class);

  private static final Duration BETWEEN_WRITES = Duration.ofSeconds(10);
  private static final Duration RETRY_WHEN_BUSY = Duration.ofMillis(50);
  private static final Duration FOR_THE_LEADER = Duration.ofSeconds(1);
  private static final long BETWEEN_BEATS = Duration.ofMillis(100).toNanos();
  private static final long BETWEEN_EVENTS = Duration.ofSeconds(1).toNanos();

  /** Easier proofs are found before a second thread has woken. */
  private static final double MAX_HASHES_FOR_ONE = 4096;

  /** After so long a template of fixed content is made anew, so that what is posted gets in. */
  private static final long MAX_TEMPLATE_AGE = Duration.ofSeconds(10).toNanos();

  private final ChainService service;
  private final String recipient;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final BlockRequests requests = new BlockRequests(this::asked, this::interrupt);
  private final MinerEvents events;
  private final HashRateMeter meter = new HashRateMeter(System::nanoTime);
  private final ParallelSearch crew = new ParallelSearch(KernelChoice::of);
  private final Thread leader = SearchThreads.named("miner-").name("miner").unstarted(this::lead);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // All under the lock; what is volatile may be read without it.
  private Optional<Instant> since = Optional.empty();
  private int threads;
  private Pace pace = Pace.UNBOUNDED;

  /**
   * When the last block of our own was made, in terms of {@link #nanoTime}; nothing if none was.
   */
  private OptionalLong lastMade;

  private boolean closing;
  private volatile boolean closed;

  /** Whether the leader must look at what is wanted of it before it searches on. */
  private volatile boolean interrupted;

  private @Nullable MiningJob attempt;
  private long triedBefore;
  private long found;

  // The leader's own, in terms of System.nanoTime().
  private long nextBeat = System.nanoTime();
  private long lastEvent = System.nanoTime();

  /**
   * @param recipient the address that earns the rewards, as the rule set writes it
   * @param threads how many search, 1 to {@link SearchThreads#MAX}
   * @param nanoTime by which intervals pass and templates age; looked at again after each commit
   */
  MiningLoop(
      ChainService service, String recipient, int threads, Clock clock, LongSupplier nanoTime) {
    this.service = service;
    this.recipient = recipient;
    this.threads = threads;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.events = new MinerEvents(service.events(), this::state);
    this.lastMade = ofLastBlock();
    service.afterCommits(this::committed);
    service.replicatedLog().ifPresent(log -> log.onLeaderChange(this::interrupt));
  }

  /**
   * The interval continues over a restart: it counts from the time that the last block carries. A
   * genesis block, and one from the future, do not count.
   */
  private OptionalLong ofLastBlock() {
    Block last = service.tipBlock();
    Optional<Instant> made = last.height() > 1 ? last.time() : Optional.empty();
    if (made.isEmpty()) {
      return OptionalLong.empty();
    }
    Duration age = Duration.between(made.get(), clock.instant());
    return age.isNegative() || age.compareTo(Pace.MAX_INTERVAL) > 0
        ? OptionalLong.empty()
        : OptionalLong.of(nanoTime.getAsLong() - age.toNanos());
  }

  /** The requests for blocks. */
  BlockRequests requests() {
    return requests;
  }

  private void asked() {
    lock.lock();
    try {
      if (attempt != null && !attempt.template().isOpen()) {
        interrupted = true; // its block would lack what has been posted meanwhile
      }
      wake();
    } finally {
      lock.unlock();
    }
  }

  /** Perhaps nothing is left to search for. */
  private void interrupt() {
    lock.lock();
    try {
      interrupted = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** As {@link Miner#change} says. */
  void change(MinerChange wanted) {
    lock.lock();
    try {
      if (closing) {
        throw BlockRequests.shuttingDown();
      }
      threads = wanted.threads().orElse(threads);
      pace = new Pace(wanted.mode().orElse(pace.mode()), wanted.interval().orElse(pace.interval()));
      boolean run = wanted.running().orElse(since.isPresent());
      if (run != since.isPresent()) {
        since = run ? Optional.of(clock.instant()) : Optional.empty();
      }
      interrupted = true;
      wake();
    } finally {
      lock.unlock();
    }
    events.give();
  }

  /** Its numbers at present. */
  MinerState state() {
    lock.lock();
    try {
      long tried = tried();
      double rate = meter.rate(tried);
      OptionalDouble expected =
          attempt != null && rate > 0
              ? OptionalDouble.of(attempt.template().puzzle().expectedHashes() / rate)
              : OptionalDouble.empty();
      return new MinerState(since, pace, threads, kernel(), rate, tried, found, expected);
    } finally {
      lock.unlock();
    }
  }

  /** The lock must be held. */
  private KernelKind kernel() {
    return attempt == null ? KernelKind.SCALAR : KernelChoice.of(attempt.search()).best();
  }

  private long tried() {
    return triedBefore + (attempt == null ? 0 : attempt.search().tried());
  }

  /** The lock must be held. The thread is not there before it is needed. */
  private void wake() {
    if (leader.getState() == Thread.State.NEW) {
      leader.start();
    }
    changed.signalAll();
  }

  private void lead() {
    try {
      while (awaitWork()) {
        try {
          searchOn(attemptOnTip());
        } catch (RuntimeException | Error e) {
          failed(e, requests.longestWaiting());
        }
      }
    } finally {
      close(); // also if even failing has failed: no request may wait for a leader that is gone
      crew.dismiss();
    }
  }

  /** Waits until a block is wanted; false if there is to be none any more. */
  private boolean awaitWork() {
    lock.lock();
    try {
      while (!closed && requests.count() == 0 && !wantsBlock()) {
        meter.rest();
        nextBeat = System.nanoTime();
        try {
          var _ = changed.awaitNanos(isForSomething() ? nanosToNext() : Long.MAX_VALUE);
        } catch (InterruptedException e) {
          // no thread interrupts this one; it checks its settings and continues
        }
      }
      interrupted = false;
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Whether there is to be a block without a request, now. The lock must be held. */
  private boolean wantsBlock() {
    return isForSomething() && nanosToNext() <= 0;
  }

  /** The same, now or when the interval is over. The lock must be held. */
  private boolean isForSomething() {
    return since.isPresent()
        && service.whyNoBlocks().isEmpty()
        && switch (pace.mode()) {
          case ALWAYS -> true;
          case WHEN_WAITING -> service.entriesWaiting() > 0;
        };
  }

  /** Until the next block without a request may be searched for. The lock must be held. */
  private long nanosToNext() {
    return pace.hasInterval() && lastMade.isPresent()
        ? lastMade.getAsLong() + pace.interval().toNanos() - nanoTime.getAsLong()
        : 0;
  }

  /** Something may wait now, or nothing any more. Called by the writer. */
  private void committed() {
    lock.lock();
    try {
      if (since.isPresent() && !pace.equals(Pace.UNBOUNDED)) {
        if (!wantsBlock() && requests.count() == 0) {
          interrupted = true;
        }
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The same as before, if its block is still what is wanted. */
  private MiningJob attemptOnTip() {
    MiningJob before = attempt; // only this thread changes it
    if (before != null && isUpToDate(before)) {
      return before;
    }
    long now = System.nanoTime();
    long agesFrom = nanoTime.getAsLong();
    MiningJob fresh = new MiningJob(service.template(recipient), now, agesFrom);
    lock.lock();
    try {
      triedBefore = tried();
      attempt = fresh;
      return fresh;
    } finally {
      lock.unlock();
    }
  }

  private boolean isUpToDate(MiningJob now) {
    return isOnTip(now)
        && !now.search().isExhausted()
        && !isAged(now)
        && requests.longestWaiting().map(asked -> now.carriesAllOf(asked.askedAt())).orElse(true);
  }

  private boolean isOnTip(MiningJob now) {
    return service.tip().id().equals(now.template().parent().id());
  }

  private boolean isAged(MiningJob now) {
    return !now.template().isOpen() && nanoTime.getAsLong() - now.agesFrom() > MAX_TEMPLATE_AGE;
  }

  private void searchOn(MiningJob now) {
    boolean easy = now.template().puzzle().expectedHashes() <= MAX_HASHES_FOR_ONE;
    crew.search(now.search(), easy ? 1 : crewSize(), () -> isOver(now), this::beat);
    now.search().solution().ifPresent(solution -> handIn(now, solution));
  }

  private int crewSize() {
    lock.lock();
    try {
      return threads;
    } finally {
      lock.unlock();
    }
  }

  private boolean isOver(MiningJob now) {
    return interrupted || closed || !isOnTip(now) || isAged(now);
  }

  /**
   * Which request the block is for is settled before it is made: it carries what its requester has
   * posted before asking.
   */
  private void handIn(MiningJob now, BigInteger solution) {
    Optional<BlockRequest> asked = requests.longestWaiting();
    if (asked.isEmpty() && !isWanted()) {
      return; // nothing wants it any more; the solution is kept for the next
    }
    if (asked.isPresent() && !now.carriesAllOf(asked.get().askedAt())) {
      return; // another template is made for this request
    }
    try {
      switch (service.offer(now.template(), solution)) {
        case MiningResult.Mined mined -> delivered(mined.block(), asked);
        case MiningResult.Stale _ -> outdate(now);
        case MiningResult.Rejected rejected ->
            throw new IllegalStateException("our own block was rejected: " + rejected.why());
      }
    } catch (UnavailableException e) {
      refused(e, asked);
    } catch (RuntimeException | Error e) {
      failed(e, asked);
    }
  }

  /** Another block was quicker, or what the template carries does not wait any more. */
  private void outdate(MiningJob stale) {
    lock.lock();
    try {
      if (!stale.template().isOpen()) {
        triedBefore = tried();
        attempt = null;
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isWanted() {
    lock.lock();
    try {
      return wantsBlock();
    } finally {
      lock.unlock();
    }
  }

  private void delivered(Block block, Optional<BlockRequest> asked) {
    lock.lock();
    try {
      found++;
      lastMade = OptionalLong.of(nanoTime.getAsLong());
    } finally {
      lock.unlock();
    }
    asked.ifPresent(one -> requests.answered(one).block().complete(block));
  }

  /** The block cannot be written at present. Its proof is not lost by that. */
  private void refused(UnavailableException why, Optional<BlockRequest> asked) {
    if (asked.isPresent()) {
      requests.answered(asked.get()).block().completeExceptionally(why);
    } else if (why.reason() == Reason.STOPPED) {
      stopFor(why);
    } else {
      rest(why.reason() == Reason.BUSY ? RETRY_WHEN_BUSY : BETWEEN_WRITES);
    }
  }

  private void failed(Throwable problem, Optional<BlockRequest> asked) {
    if (asked.isPresent()) {
      requests.answered(asked.get()).block().completeExceptionally(problem);
    } else {
      LOG.error("mining failed", problem);
      stopFor(problem);
    }
  }

  private void stopFor(Throwable problem) {
    lock.lock();
    try {
      if (closing || since.isEmpty()) {
        return;
      }
      since = Optional.empty();
    } finally {
      lock.unlock();
    }
    LOG.warn("the miner has stopped: {}", problem.getMessage());
    events.give();
  }

  /** Unless something is wanted before. */
  private void rest(Duration time) {
    long nanos = time.toNanos();
    lock.lock();
    try {
      meter.rest();
      while (nanos > 0 && !interrupted && !closed && requests.count() == 0) {
        nanos = changed.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      // no thread interrupts this one; it checks its settings and continues
    } finally {
      lock.unlock();
    }
  }

  /** Looks at the clock between two steps of the search. */
  private void beat() {
    long now = System.nanoTime();
    if (now - nextBeat < 0) {
      return;
    }
    nextBeat = now + BETWEEN_BEATS;
    lock.lock();
    try {
      meter.mark(tried());
    } finally {
      lock.unlock();
    }
    if (now - lastEvent > BETWEEN_EVENTS) {
      lastEvent = now;
      events.giveProgress();
    }
  }

  /** Makes no more blocks without requests, and takes no more requests. */
  void beginEnd() {
    requests.refuseMore();
    lock.lock();
    try {
      closing = true;
      since = Optional.empty();
      interrupted = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the search, refuses the requests that are left, and waits a moment for the thread. */
  void end() throws InterruptedException {
    close();
    if (leader.getState() != Thread.State.NEW) {
      var _ = leader.join(FOR_THE_LEADER);
    }
  }

  private void close() {
    lock.lock();
    try {
      closing = true;
      closed = true;
      since = Optional.empty();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    requests.end();
  }
}
