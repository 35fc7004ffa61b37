package zveno.node.miner;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.mining.KernelKind;
import zveno.kernel.model.Block;
import zveno.node.service.ChainService;
import zveno.node.service.MiningResult;
import zveno.node.service.UnavailableException;
import zveno.node.service.UnavailableException.Reason;

/**
 * Mines one block after the other: for those who ask, each of whom gets a block of his own, and,
 * once it is started, on and on, or at its {@link Pace}. A search whose tip has moved begins again
 * on the new one. What is found goes to whoever waits longest.
 *
 * <p>One thread, which leads the crew, searches and hands in what is found; whatever others want of
 * it lies under the lock, which nobody holds for long.
 */
public final class Miner implements AutoCloseable {

  /** More than any machine has processors, and few enough to be harmless. */
  public static final int MOST_THREADS = 256;

  /** The name of its notices in the event stream. */
  private static final String NOTICE = "miner";

  private static final Logger LOG = LoggerFactory.getLogger(Miner.class);

  private static final int MOST_WAITING = 256;
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final Duration BETWEEN_WRITES = Duration.ofSeconds(10);
  private static final Duration A_MOMENT = Duration.ofMillis(50);
  private static final Duration FOR_THE_LEADER = Duration.ofSeconds(1);
  private static final long BETWEEN_BEATS = Duration.ofMillis(100).toNanos();
  private static final long BETWEEN_NOTICES = Duration.ofSeconds(1).toNanos();

  /** Easier proofs are found before a second thread has woken. */
  private static final double MAX_HASHES_FOR_ONE = 4096;

  /** After so long a template of fixed content is made anew, so that what is posted gets in. */
  private static final long MAX_TEMPLATE_AGE = Duration.ofSeconds(10).toNanos();

  /** Somebody who waits for a block; no two are the same. */
  public final class Request {

    private final CompletableFuture<Block> block = new CompletableFuture<>();
    private final long askedAt = System.nanoTime();

    private Request() {}

    CompletableFuture<Block> block() {
      return block;
    }

    /**
     * Waits until the block is on disk; how long that takes is a matter of luck and of the
     * difficulty.
     *
     * @return nothing if it has been withdrawn
     * @throws UnavailableException if the node cannot write, or shuts down
     */
    public Optional<Block> await() {
      try {
        return Optional.of(block.join());
      } catch (CancellationException e) {
        return Optional.empty();
      } catch (CompletionException e) {
        if (e.getCause() instanceof UnavailableException why) {
          throw new UnavailableException(why.reason(), String.valueOf(why.getMessage()), why);
        }
        throw e;
      }
    }

    /** Nobody wants this block any more; it is made all the same if it has been found already. */
    public void withdraw() {
      Miner.this.withdraw(this);
    }
  }

  private final ChainService service;
  private final String recipient;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Meter meter = new Meter(System::nanoTime);
  private final Crew crew = new Crew(KernelChoice::of);
  private final Thread leader = Crew.threads("miner-").name("miner").unstarted(this::lead);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // All under the lock; what is volatile may be read without it.
  private final Deque<Request> waiting = new ArrayDeque<>();
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

  private @Nullable Attempt attempt;
  private long triedBefore;
  private long found;

  // The leader's own, in terms of System.nanoTime().
  private long nextBeat = System.nanoTime();
  private long lastNotice = System.nanoTime();

  /**
   * @param recipient who earns the rewards, as the rule set writes it
   * @param threads how many search, 1 to {@link #MOST_THREADS}
   */
  public Miner(ChainService service, String recipient, int threads, Clock clock) {
    this(service, recipient, threads, clock, System::nanoTime);
  }

  /**
   * A miner whose intervals pass in a time of their own.
   *
   * @param nanoTime like {@link System#nanoTime()}; looked at again after each commit
   */
  public Miner(
      ChainService service, String recipient, int threads, Clock clock, LongSupplier nanoTime) {
    this.service = service;
    this.recipient = recipient;
    this.threads = threads;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.lastMade = ofLastBlock();
    service.afterCommits(this::committed);
  }

  /**
   * The interval goes on over a restart: whoever made the last block, it counts from the time that
   * the block carries. A first block, and one from the future, do not count.
   */
  private OptionalLong ofLastBlock() {
    Block last = service.tipBlock();
    OptionalLong millis = last.height() > 1 ? BlockTime.millis(last) : OptionalLong.empty();
    if (millis.isEmpty()) {
      return OptionalLong.empty();
    }
    Duration age = Duration.ofMillis(clock.millis() - millis.getAsLong());
    return age.isNegative() || age.compareTo(Pace.MAX_INTERVAL) > 0
        ? OptionalLong.empty()
        : OptionalLong.of(nanoTime.getAsLong() - age.toNanos());
  }

  /** Who earns the rewards. */
  public String recipient() {
    return recipient;
  }

  // ---- what others want of it

  /**
   * Mines a block, and returns when it is on disk; how long that takes is a matter of luck and of
   * the difficulty.
   *
   * @throws UnavailableException if the node cannot write, has too many waiting, or shuts down
   */
  public Block mine() {
    return ask().await().orElseThrow();
  }

  /**
   * Asks for a block, and does not wait for it.
   *
   * @throws UnavailableException if the node has too many waiting, or shuts down
   */
  public Request ask() {
    lock.lock();
    try {
      if (closing) {
        throw shuttingDown();
      }
      if (waiting.size() == MOST_WAITING) {
        throw new UnavailableException(
            Reason.BUSY, MOST_WAITING + " blocks are waiting to be mined; try again later");
      }
      Request request = new Request();
      waiting.addLast(request);
      if (attempt != null && !attempt.template().isOpen()) {
        interrupted = true; // its block would lack what has been posted meanwhile
      }
      wake();
      return request;
    } finally {
      lock.unlock();
    }
  }

  private void withdraw(Request request) {
    lock.lock();
    try {
      if (waiting.remove(request)) {
        interrupted = true; // perhaps nobody is left to search for
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    request.block().cancel(false);
  }

  private static UnavailableException shuttingDown() {
    return new UnavailableException(Reason.STOPPED, "the node is shutting down");
  }

  /**
   * Starts or stops mining, or changes how many threads search or when, and tells the listeners. A
   * search that goes on loses nothing by it.
   *
   * @param wanted what is to change; what is empty stays as it is
   * @throws UnavailableException if the node shuts down
   */
  public void change(MinerChange wanted) {
    lock.lock();
    try {
      if (closing) {
        throw shuttingDown();
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
    giveNotice();
  }

  /** Its numbers at present. */
  public MinerState state() {
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

  /** How many wait for a block. */
  public int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  private long tried() {
    return triedBefore + (attempt == null ? 0 : attempt.search().tried());
  }

  /** The lock must be held. The thread is not there before somebody needs it. */
  private void wake() {
    if (leader.getState() == Thread.State.NEW) {
      leader.start();
    }
    changed.signalAll();
  }

  // ---- the leader's thread

  private void lead() {
    try {
      while (awaitWork()) {
        try {
          searchOn(attemptOnTip());
        } catch (RuntimeException | Error e) {
          failed(e, longestWaiting());
        }
      }
    } finally {
      end(); // also if even failing has failed: nobody is to wait for a leader that is no more
      crew.dismiss();
    }
  }

  private void end() {
    lock.lock();
    try {
      closing = true;
      closed = true;
      since = Optional.empty();
      waiting.forEach(asked -> asked.block().completeExceptionally(shuttingDown()));
      waiting.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until somebody wants a block; false if there is to be none any more. */
  private boolean awaitWork() {
    lock.lock();
    try {
      while (!closed && waiting.isEmpty() && !wantsBlock()) {
        meter.rest();
        nextBeat = System.nanoTime();
        try {
          var _ = changed.awaitNanos(isForSomething() ? nanosToNext() : Long.MAX_VALUE);
        } catch (InterruptedException e) {
          // nobody interrupts this thread; it looks at what is wanted of it, and goes on
        }
      }
      interrupted = false;
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Whether there is to be a block that nobody asks for, now. The lock must be held. */
  private boolean wantsBlock() {
    return isForSomething() && nanosToNext() <= 0;
  }

  /** The same, now or when the interval is over. The lock must be held. */
  private boolean isForSomething() {
    return since.isPresent()
        && switch (pace.mode()) {
          case ALWAYS -> true;
          case WHEN_WAITING -> service.entriesWaiting() > 0;
        };
  }

  /** Until the next block that nobody asks for may be searched. The lock must be held. */
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
        if (!wantsBlock() && waiting.isEmpty()) {
          interrupted = true;
        }
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The same as before, if its block is still what is wanted. */
  private Attempt attemptOnTip() {
    Attempt before = attempt; // only this thread changes it
    if (before != null && isUpToDate(before)) {
      return before;
    }
    long now = System.nanoTime();
    Attempt fresh = new Attempt(service.template(recipient), now);
    lock.lock();
    try {
      triedBefore = tried();
      attempt = fresh;
      return fresh;
    } finally {
      lock.unlock();
    }
  }

  private boolean isUpToDate(Attempt now) {
    return isOnTip(now)
        && !now.search().isExhausted()
        && !isAged(now)
        && longestWaiting().map(asked -> now.carriesAllOf(asked.askedAt)).orElse(true);
  }

  private boolean isOnTip(Attempt now) {
    return service.tip().id().equals(now.template().parent().id());
  }

  private static boolean isAged(Attempt now) {
    return !now.template().isOpen() && System.nanoTime() - now.madeAt() > MAX_TEMPLATE_AGE;
  }

  private void searchOn(Attempt now) {
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

  private boolean isOver(Attempt now) {
    return interrupted || closed || !isOnTip(now) || isAged(now);
  }

  /**
   * For whom the block is, is settled before it is made: it carries what he has posted before he
   * asked.
   */
  private void handIn(Attempt now, BigInteger solution) {
    Optional<Request> asked = longestWaiting();
    if (asked.isEmpty() && !isWanted()) {
      return; // who or what wanted it has gone; the solution is kept for the next
    }
    if (asked.isPresent() && !now.carriesAllOf(asked.get().askedAt)) {
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
  private void outdate(Attempt stale) {
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

  private Optional<Request> longestWaiting() {
    lock.lock();
    try {
      return Optional.ofNullable(waiting.peekFirst());
    } finally {
      lock.unlock();
    }
  }

  private void delivered(Block block, Optional<Request> asked) {
    lock.lock();
    try {
      found++;
      lastMade = OptionalLong.of(nanoTime.getAsLong());
    } finally {
      lock.unlock();
    }
    asked.ifPresent(one -> answered(one).complete(block));
  }

  /** He need not wait any more. */
  private CompletableFuture<Block> answered(Request asked) {
    lock.lock();
    try {
      waiting.remove(asked);
      changed.signalAll(); // for close(), which waits until nobody does
      return asked.block();
    } finally {
      lock.unlock();
    }
  }

  /** The block cannot be written at present. Its proof is not lost by that. */
  private void refused(UnavailableException why, Optional<Request> asked) {
    if (asked.isPresent()) {
      answered(asked.get()).completeExceptionally(why);
    } else if (why.reason() == Reason.STOPPED) {
      stopFor(why);
    } else {
      rest(why.reason() == Reason.BUSY ? A_MOMENT : BETWEEN_WRITES);
    }
  }

  private void failed(Throwable problem, Optional<Request> asked) {
    if (asked.isPresent()) {
      answered(asked.get()).completeExceptionally(problem);
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
    giveNotice();
  }

  /** Unless somebody wants something before. */
  private void rest(Duration time) {
    long nanos = time.toNanos();
    lock.lock();
    try {
      meter.rest();
      while (nanos > 0 && !interrupted && !closed && waiting.isEmpty()) {
        nanos = changed.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      // nobody interrupts this thread; it looks at what is wanted of it, and goes on
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
    if (now - lastNotice > BETWEEN_NOTICES) {
      lastNotice = now;
      giveNoticeOfProgress();
    }
  }

  // ---- notices, one at a time, so that the newest is the last

  private synchronized void giveNotice() {
    give(state());
  }

  private synchronized void giveNoticeOfProgress() {
    MinerState now = state();
    if (now.isRunning()) {
      give(now);
    }
  }

  private void give(MinerState now) {
    JsonWriter json = new JsonWriter();
    now.write(json);
    service.events().announce(NOTICE, json.toBytes());
  }

  // ---- the end

  /**
   * Mines for those who wait already, for a moment; then ends the search, and they are told. May be
   * called again.
   */
  @Override
  public void close() {
    boolean disturbed = false;
    lock.lock();
    try {
      closing = true;
      since = Optional.empty();
      interrupted = true;
      changed.signalAll();
      disturbed = awaitServed();
      closed = true;
      changed.signalAll();
      waiting.forEach(asked -> asked.block().completeExceptionally(shuttingDown()));
      waiting.clear();
    } finally {
      lock.unlock();
    }
    disturbed |= awaitLeader();
    if (disturbed) {
      Thread.currentThread().interrupt();
    }
  }

  /** Only so that it is quiet afterwards. True if this thread was interrupted meanwhile. */
  private boolean awaitLeader() {
    try {
      if (leader.getState() != Thread.State.NEW) {
        var _ = leader.join(FOR_THE_LEADER);
      }
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  /** True if this thread was interrupted while it waited. */
  private boolean awaitServed() {
    long nanos = GRACE.toNanos();
    try {
      while (!waiting.isEmpty() && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }
}
