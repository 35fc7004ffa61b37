package zveno.node.follow;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.kernel.model.EntryKey;
import zveno.node.peers.PeerAddress;
import zveno.node.sync.BadChainException;
import zveno.node.sync.EventReader;
import zveno.node.sync.Hello;
import zveno.node.sync.News;
import zveno.node.sync.Patience;
import zveno.node.sync.PeerAnswer;
import zveno.node.sync.PeerTip;
import zveno.node.sync.StatusException;

/**
 * A conversation with a neighbour of our kind. One thread listens to what happens there; another,
 * the worker, does what follows from that and from what happens here: fetches blocks and entries
 * that we lack, and shows the neighbour what it lacks, unless it follows us and so fetches that by
 * itself.
 */
final class Following {

  private static final Logger LOG = LoggerFactory.getLogger(Following.class);

  /** A sign of life is due every 5 seconds. */
  private static final Patience SILENCE =
      new Patience(
          Duration.ofSeconds(4),
          Duration.ofSeconds(8),
          Duration.ofSeconds(45),
          1,
          Duration.ofDays(36_500));

  /** How long it is believed whether the neighbour follows us. */
  private static final long FOLLOWS_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** How often it is asked for addresses. */
  private static final long ADDRESSES_NANOS = TimeUnit.MINUTES.toNanos(2);

  /** News of ours are told after a moment in which the neighbour may hear of them from others. */
  private static final long ENTRY_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** How long nothing is shown to a neighbour that has not taken what it was shown. */
  private static final long REFUSED_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int NO_ROOM = 503;

  private final Surroundings around;
  private final PeerAddress peer;
  private final String nodeId;
  private final Runnable seen;
  private final Blocks blocks;
  private final Entries entries;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private boolean ended;
  private @Nullable Throwable failure;
  private @Nullable PeerAnswer stream;
  private long events;

  /** Only the worker uses these. */
  private long followsUsUntil = System.nanoTime();

  private boolean followsUs;
  private boolean takesPushes = true;
  private long addressesDue = System.nanoTime();

  /**
   * @param nodeId the name under which it has answered
   * @param seen hears each time that the neighbour has answered
   */
  Following(
      Surroundings around, PeerAddress peer, String nodeId, RandomGenerator chance, Runnable seen) {
    this.around = around;
    this.peer = peer;
    this.nodeId = nodeId;
    this.seen = seen;
    this.blocks = new Blocks(around, peer, chance);
    this.entries = new Entries(around, peer);
  }

  /** What has been said so far. */
  Traffic traffic() {
    lock.lock();
    try {
      return new Traffic(
          events, blocks.fetched(), blocks.pushed(), entries.fetched(), entries.shown());
    } finally {
      lock.unlock();
    }
  }

  /** Where its chain ends, as far as it has told. */
  Optional<PeerTip> tip() {
    return blocks.theirs();
  }

  /** An entry waits here that did not before. */
  void ourEntry(EntryKey entry) {
    entries.ours(entry, System.nanoTime() + ENTRY_DELAY_NANOS);
    signal();
  }

  /** Our chain has another end. */
  void ourTip(boolean reorganised) {
    blocks.oursMoved();
    if (reorganised) {
      entries.compareAll();
    }
    signal();
  }

  /** We have lost sight of what has happened here. */
  void missed() {
    ourTip(true);
  }

  private void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the conversation, from any thread. */
  void end() {
    PeerAnswer open;
    lock.lock();
    try {
      ended = true;
      open = stream;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (open != null) {
      open.close();
    }
  }

  /**
   * Talks until something goes wrong or {@link #end} is called.
   *
   * @param poll how often to ask, if the neighbour has no room for one more who listens
   * @param begun runs when it is known to answer
   * @throws BadChainException if what it tells cannot be right
   * @throws IOException if it does not answer as it should, or has ended the conversation
   */
  void talk(Duration poll, Runnable begun)
      throws IOException, BadChainException, InterruptedException {
    Optional<PeerAnswer> open = openStream();
    if (open.isEmpty()) {
      greet(begun);
      converse(() -> askAgainAndAgain(poll));
      return;
    }
    try (PeerAnswer answer = open.get()) {
      keep(answer);
      greet(begun); // after the stream is open, so that nothing falls between
      converse(() -> listen(new EventReader(answer.body())));
    }
  }

  /** Nothing if the neighbour has no room for one more who listens. */
  private Optional<PeerAnswer> openStream() throws IOException, InterruptedException {
    try {
      return Optional.of(around.calls().events(peer, SILENCE));
    } catch (StatusException e) {
      if (e.status() == NO_ROOM || e.status() == StatusException.TOO_MANY) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void greet(Runnable begun) throws IOException, BadChainException, InterruptedException {
    hello();
    begun.run();
  }

  private void keep(PeerAnswer answer) throws IOException {
    lock.lock();
    try {
      stream = answer;
      if (ended) {
        throw new IOException("we have ended it");
      }
    } finally {
      lock.unlock();
    }
  }

  private void hello() throws IOException, BadChainException, InterruptedException {
    Hello hello = around.calls().hello(peer);
    if (!hello.nodeId().equals(nodeId)) {
      throw new BadChainException("it is another node than it said before");
    }
    around.catchUp().checkRules(hello);
    blocks.told(hello.tip());
    if (followsUs && !hello.followsYou()) {
      entries.compareAll(); // what it has not fetched it is to be shown
    }
    followsUs = hello.followsYou();
    followsUsUntil = System.nanoTime() + FOLLOWS_NANOS;
    seen.run();
  }

  /** The part of a conversation that goes on until its end. */
  @FunctionalInterface
  private interface Listening {
    void run() throws IOException, BadChainException, InterruptedException;
  }

  private void converse(Listening listening)
      throws IOException, BadChainException, InterruptedException {
    Future<?> worker = around.threads().submit(this::work);
    try {
      listening.run();
    } catch (IOException e) {
      throwFailureOfWorker();
      throw e;
    } finally {
      end();
      worker.cancel(true);
      await(worker);
    }
  }

  /** If the worker has ended the conversation, it knows why. */
  private void throwFailureOfWorker() throws IOException, BadChainException {
    Throwable why;
    lock.lock();
    try {
      why = failure;
    } finally {
      lock.unlock();
    }
    switch (why) {
      case null -> {}
      case IOException trouble -> throw trouble;
      case BadChainException bad -> throw bad;
      case RuntimeException own -> throw own;
      default -> throw new IllegalStateException(why);
    }
  }

  private static void await(Future<?> worker) throws InterruptedException {
    try {
      worker.get();
    } catch (ExecutionException | CancellationException e) {
      LOG.debug("the worker has ended: {}", e.toString());
    }
  }

  private void listen(EventReader reader) throws IOException {
    while (true) {
      switch (reader.next()) {
        case News.TipMoved moved -> {
          blocks.told(moved.tip());
          if (moved.reorganised()) {
            entries.compareAll();
          }
        }
        case News.EntryTaken taken -> entries.told(taken.entry());
        case News.Missed missed -> {
          blocks.told(missed.tip());
          entries.compareAll();
        }
        case News.Other _ -> {}
      }
      seen.run();
      lock.lock();
      try {
        events++;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private void askAgainAndAgain(Duration poll)
      throws IOException, BadChainException, InterruptedException {
    while (!awaitEnd(poll)) {
      blocks.told(around.calls().hello(peer).tip());
      entries.compareAll();
      seen.run();
      signal();
    }
    throw new IOException("we have ended it");
  }

  private boolean awaitEnd(Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = atMost.toNanos();
      while (!ended && left > 0) {
        left = changed.awaitNanos(left);
      }
      return ended;
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    try {
      while (awaitWork()) {
        blocks.fetch();
        entries.compare(takesPushes && !followsUs);
        entries.fetch();
        push();
        hearAddresses();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | BadChainException | RuntimeException | Error e) {
      lock.lock();
      try {
        failure = e;
      } finally {
        lock.unlock();
      }
      end();
    }
  }

  /** Waits until there is something to do; false at the end. */
  private boolean awaitWork() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!ended) {
        long now = System.nanoTime();
        long wait = Math.min(blocks.nanosToWait(now, takesPushes), addressesDue - now);
        wait = Math.min(wait, entries.nanosToWait(now, takesPushes));
        if (wait <= 0) {
          return true;
        }
        var _ = changed.awaitNanos(wait);
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void push() throws IOException, BadChainException, InterruptedException {
    boolean blocksAreDue = blocks.wantsToPush();
    if (!takesPushes || !(blocksAreDue || entries.wantsToShow())) {
      return;
    }
    if (System.nanoTime() - followsUsUntil >= 0 || blocksAreDue) {
      hello(); // it may have heard of it meanwhile
    }
    try {
      if (followsUs) {
        blocks.rest(FOLLOWS_NANOS);
        entries.offerNothing();
        return;
      }
      if (blocks.wantsToPush()) {
        blocks.push();
      }
      entries.show();
    } catch (StatusException e) {
      refused(e);
    }
  }

  private void refused(StatusException e) {
    if (e.status() == StatusException.UNAUTHORIZED || e.status() == StatusException.FORBIDDEN) {
      takesPushes = false; // what happens here it has to fetch
      LOG.info("{} takes blocks and transactions from those only who know its token", peer);
      return;
    }
    LOG.debug("{} did not take what it was shown: {}", peer, e.getMessage());
    long nanos = Math.max(REFUSED_NANOS, e.retryAfter().toNanos());
    blocks.rest(nanos);
    entries.rest(nanos);
  }

  private void hearAddresses() throws IOException, InterruptedException {
    if (System.nanoTime() - addressesDue >= 0) {
      addressesDue = System.nanoTime() + ADDRESSES_NANOS;
      around.heard().accept(around.calls().neighbours(peer));
    }
  }
}
