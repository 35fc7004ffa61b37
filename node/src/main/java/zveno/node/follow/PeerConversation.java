package zveno.node.follow;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.kernel.model.EntryKey;
import zveno.node.peerclient.PeerAnswer;
import zveno.node.peerclient.PeerException;
import zveno.node.peerclient.StatusException;
import zveno.node.peerclient.Timeouts;
import zveno.node.peers.PeerAddress;
import zveno.node.protocol.BadChainException;
import zveno.node.protocol.EventReader;
import zveno.node.protocol.Hello;
import zveno.node.protocol.PeerEvent;
import zveno.node.protocol.PeerTip;
import zveno.node.sync.RulesAgreement;

/**
 * A conversation with a Zveno node. One thread listens to what happens there; another, the worker,
 * does what follows from that and from what happens here: fetches blocks and entries that we lack,
 * and shows the peer what it lacks, unless it follows us and so fetches that by itself.
 */
final class PeerConversation {

  private static final Logger LOG = LoggerFactory.getLogger(PeerConversation.class);

  /** A sign of life is due every 5 seconds. */
  private static final Duration SILENCE = Duration.ofSeconds(45);

  /** Where the stream does not open, it is tried again after so many times of asking. */
  private static final int STREAM_EACH = 6;

  /** How long it is believed whether the peer follows us. */
  private static final long FOLLOWS_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** How often it is asked for addresses. */
  private static final long ADDRESSES_NANOS = TimeUnit.MINUTES.toNanos(2);

  /** Our news are pushed after a delay, in which the peer may get them from others. */
  private static final long ENTRY_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** How long nothing is shown to a peer that has not taken what it was shown. */
  private static final long REFUSED_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int NO_ROOM = 503;

  /** A proxy has waited for the end of the stream in vain (RFC 9110, 15.6.5). */
  private static final int GATEWAY_TIMEOUT = 504;

  private final FollowContext around;
  private final PeerAddress peer;
  private final String nodeId;
  private final FollowSettings settings;
  private final Runnable seen;
  private final RulesAgreement rules;
  private final PeerBlocks blocks;
  private final PeerTransactions entries;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private boolean ended;
  private @Nullable Throwable failure;
  private @Nullable PeerAnswer stream;
  private @Nullable EventStream found;
  private long events;

  /** A stream that has given its first sign of life. */
  private record EventStream(PeerAnswer answer, EventReader reader, PeerEvent first)
      implements AutoCloseable {

    @Override
    public void close() {
      answer.close();
    }
  }

  /** Only the worker uses these. */
  private long followsUsUntil = System.nanoTime();

  private boolean followsUs;
  private boolean takesPushes = true;
  private long addressesDue = System.nanoTime();

  /**
   * @param nodeId the name under which it has answered
   * @param seen called each time that the peer has answered
   */
  PeerConversation(
      FollowContext around,
      PeerAddress peer,
      String nodeId,
      FollowSettings settings,
      RandomGenerator chance,
      Runnable seen) {
    this.around = around;
    this.peer = peer;
    this.nodeId = nodeId;
    this.settings = settings;
    this.seen = seen;
    this.rules = new RulesAgreement(around.service().rules().parameters());
    this.blocks = new PeerBlocks(around, peer, chance);
    this.entries = new PeerTransactions(around, peer);
  }

  /** What has been said so far. */
  PeerCounters traffic() {
    lock.lock();
    try {
      return new PeerCounters(
          events, blocks.fetched(), blocks.pushed(), entries.fetched(), entries.shown());
    } finally {
      lock.unlock();
    }
  }

  /** The last tip that the peer has announced. */
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

  /** Ends the conversation because of this, from any thread. */
  void fail(Throwable why) {
    lock.lock();
    try {
      if (failure == null && !ended) {
        failure = why;
      }
    } finally {
      lock.unlock();
    }
    end();
  }

  /** Ends the conversation, from any thread. */
  void end() {
    PeerAnswer open;
    EventStream unused;
    lock.lock();
    try {
      ended = true;
      open = stream;
      unused = found;
      found = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (open != null) {
      open.close();
    }
    if (unused != null) {
      unused.close();
    }
  }

  /**
   * Talks until something goes wrong or {@link #end} is called.
   *
   * @param begun runs when it is known to answer
   * @throws BadChainException if it sent invalid data
   * @throws IOException if a call fails, or has ended the conversation
   */
  void talk(Runnable begun) throws IOException, BadChainException, InterruptedException {
    Optional<EventStream> open = openStream();
    if (open.isEmpty()) {
      greet(begun);
      LOG.info(
          "{} sends no events, or a proxy holds them back: polling it every {} s",
          peer,
          settings.poll().toSeconds());
      converse(this::askUntilItTells);
      return;
    }
    try (EventStream events = open.get()) {
      keep(events.answer());
      greet(begun); // after the stream is open, so that nothing falls between
      converse(() -> listen(events));
    }
  }

  /** Empty if the peer accepts no more event streams, or sends nothing in time. */
  private Optional<EventStream> openStream() throws IOException, InterruptedException {
    Timeouts patience =
        new Timeouts(settings.opening(), settings.opening(), SILENCE, 1, Duration.ofDays(36_500));
    try {
      return firstSign(around.calls().events(peer, patience));
    } catch (StatusException e) {
      if (e.status() == NO_ROOM
          || e.status() == StatusException.TOO_MANY
          || e.status() == GATEWAY_TIMEOUT) {
        return Optional.empty();
      }
      throw e;
    } catch (PeerException e) {
      if (e.kind() == PeerException.Kind.TOO_SLOW) {
        return Optional.empty(); // the next call shows whether the peer is reachable
      }
      throw e;
    }
  }

  private Optional<EventStream> firstSign(PeerAnswer answer)
      throws IOException, InterruptedException {
    EventReader reader = new EventReader(answer.body());
    Future<PeerEvent> first = around.threads().submit(reader::next);
    Optional<EventStream> open = Optional.empty();
    try {
      PeerEvent news = first.get(settings.opening().toNanos(), TimeUnit.NANOSECONDS);
      open = Optional.of(new EventStream(answer, reader, news));
    } catch (TimeoutException e) {
      LOG.debug("{}: no event and no keep-alive within {}", peer, settings.opening());
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException trouble ? trouble : new IOException(e.getCause());
    } finally {
      if (open.isEmpty()) {
        answer.close(); // which ends the read as well
      }
    }
    return open;
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
        throw new IOException("ended by this node");
      }
    } finally {
      lock.unlock();
    }
  }

  private void hello() throws IOException, BadChainException, InterruptedException {
    Hello hello = around.calls().hello(peer);
    if (!hello.nodeId().equals(nodeId)) {
      throw new BadChainException("its node id has changed");
    }
    rules.check(hello);
    blocks.told(hello.tip());
    if (followsUs && !hello.followsYou()) {
      entries.compareAll(); // what it has not fetched it is to be shown
    }
    followsUs = hello.followsYou();
    followsUsUntil = System.nanoTime() + FOLLOWS_NANOS;
    seen.run();
  }

  /** The part of a conversation that lasts until its end. */
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
      LOG.debug("the worker thread ended: {}", e.toString());
    }
  }

  private void listen(EventStream open) throws IOException {
    for (PeerEvent news = open.first(); ; news = open.reader().next()) {
      switch (news) {
        case PeerEvent.TipMoved moved -> {
          blocks.told(moved.tip());
          if (moved.reorganised()) {
            entries.compareAll();
          }
        }
        case PeerEvent.EntryTaken taken -> entries.told(taken.entry());
        case PeerEvent.Missed missed -> {
          blocks.told(missed.tip());
          entries.compareAll();
        }
        case PeerEvent.Other _ -> {}
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

  /** Asks again and again; when the stream opens after all, listens. */
  private void askUntilItTells() throws IOException, BadChainException, InterruptedException {
    Optional<Future<?>> attempt = Optional.empty();
    try {
      for (int polls = 1; awaitStream(settings.poll()).isEmpty(); polls++) {
        ask();
        if (polls % STREAM_EACH == 0 && attempt.filter(one -> !one.isDone()).isEmpty()) {
          attempt = Optional.of(around.threads().submit(this::tryStream));
        }
      }
    } finally {
      attempt.ifPresent(one -> one.cancel(true));
    }
    try (EventStream open = takeFound()) {
      keep(open.answer());
      ask(); // after the stream is open, so that nothing falls between
      LOG.info("{} sends events again", peer);
      listen(open);
    }
  }

  private void ask() throws IOException, BadChainException, InterruptedException {
    blocks.told(around.calls().hello(peer).tip());
    entries.compareAll();
    seen.run();
    signal();
  }

  /** On a thread of its own, so that requests continue meanwhile. */
  private void tryStream() {
    Optional<EventStream> open = Optional.empty();
    try {
      open = openStream();
    } catch (IOException e) {
      LOG.debug("{}: still no events: {}", peer, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    open.filter(one -> !offer(one)).ifPresent(EventStream::close);
  }

  /** Returns whether the stream's reader is still running. */
  private boolean offer(EventStream open) {
    lock.lock();
    try {
      if (!ended) {
        found = open;
        changed.signalAll();
      }
      return !ended;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for so long; returns whether a stream has opened meanwhile. */
  private Optional<EventStream> awaitStream(Duration atMost)
      throws IOException, InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = atMost.toNanos();
      while (!ended && found == null && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (ended) {
        throw new IOException("ended by this node");
      }
      return Optional.ofNullable(found);
    } finally {
      lock.unlock();
    }
  }

  private EventStream takeFound() throws IOException {
    lock.lock();
    try {
      EventStream open = found;
      found = null;
      if (open == null) {
        throw new IOException("ended by this node");
      }
      return open;
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
      fail(e);
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
      LOG.info("{} accepts blocks and transactions only with its token", peer);
      return;
    }
    LOG.debug("{} rejected pushed blocks or transactions: {}", peer, e.getMessage());
    long nanos = Math.max(REFUSED_NANOS, e.retryAfter().toNanos());
    blocks.rest(nanos);
    entries.rest(nanos);
  }

  private void hearAddresses() throws IOException, InterruptedException {
    if (System.nanoTime() - addressesDue >= 0) {
      addressesDue = System.nanoTime() + ADDRESSES_NANOS;
      around.heard().accept(around.calls().peers(peer));
    }
  }
}
