package zveno.node.sync;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import zveno.kernel.model.NewBlock;
import zveno.node.peers.PeerAddress;
import zveno.node.protocol.BadChainException;
import zveno.node.protocol.BlocksDocument;
import zveno.node.protocol.NodeCalls;

/**
 * Fetches blocks ahead of their verification, in batches, from several peers at once, and returns
 * the batches in order. A peer that fails is not asked again; a batch of a slow peer is also
 * requested from another one, and if that is faster, the slow one is asked no more, unless it is
 * the lead. Memory is bounded by the number of batches ahead. For one consumer thread; must be
 * closed.
 */
final class Download implements AutoCloseable {

  /**
   * Fetches the first of the blocks from one height to another; none to leave them to the taker.
   */
  @FunctionalInterface
  interface Fetch {
    List<NewBlock> blocks(PeerAddress source, long from, long to)
        throws IOException, BadChainException, InterruptedException;
  }

  /**
   * Blocks as they came.
   *
   * @param from the height of the first
   * @param to the height of the last that was asked for
   * @param blocks the first of them; none if the taker is to fetch them
   * @param source whose they are
   */
  record Batch(long from, long to, List<NewBlock> blocks, PeerAddress source) {

    Batch {
      blocks = List.copyOf(blocks);
    }
  }

  private record Asked(long to, PeerAddress source, long since) {}

  /** How many batches may be under way or waiting to be taken. */
  private static final int AHEAD = 8;

  /** After this time the batch that is needed next is also requested from another peer. */
  private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Fetch fetch;
  private final PeerAddress lead;
  private final long last;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** What has come and not been taken, by the height of the first block. */
  private final Map<Long, Batch> ready = new HashMap<>();

  /** Batches that are being requested, by the height of the first block. */
  private final Map<Long, Asked> asked = new HashMap<>();

  /** What has to be asked for again: from, to. */
  private final TreeMap<Long, Long> again = new TreeMap<>();

  /** What was asked of another peer as well, and who was slow, by the height of the first block. */
  private final Map<Long, PeerAddress> overtaken = new HashMap<>();

  /** Peers that are asked no more. */
  private final Set<PeerAddress> out = new HashSet<>();

  /** Peers other than the lead whose answers cannot be read, and why, until they are taken. */
  private final Map<PeerAddress, BadChainException> unreadable = new HashMap<>();

  /** How many blocks one answer of a peer holds, about, for those that have answered. */
  private final Map<PeerAddress, Long> steps = new HashMap<>();

  private final List<Future<?>> running = new ArrayList<>();
  private long next;
  private long handedOut;
  private final long firstStep;
  private int workers;
  private boolean closed;
  private @Nullable Exception failure;

  /**
   * @param lead the peer whose chain this is
   * @param from the height of the first block that is wanted
   * @param last the height of the last one
   * @param step how many of them one answer holds, about; for each peer it adapts to what comes
   */
  Download(Fetch fetch, PeerAddress lead, long from, long last, long step) {
    this.firstStep = Math.clamp(step, 1, NodeCalls.MAX_BLOCKS);
    this.fetch = fetch;
    this.lead = lead;
    this.next = from;
    this.handedOut = from;
    this.last = last;
  }

  /** Begins to ask this peer too, one batch after the other. */
  void add(PeerAddress source, ExecutorService threads) {
    lock.lock();
    try {
      workers++;
      running.add(threads.submit(() -> work(source)));
    } catch (RejectedExecutionException e) {
      workers--;
      failure = e;
    } finally {
      lock.unlock();
    }
  }

  private void work(PeerAddress source) {
    try {
      Range range = nextFor(source);
      while (range != null) {
        List<NewBlock> blocks = fetch.blocks(source, range.from(), range.to());
        came(range, blocks, source);
        range = nextFor(source);
      }
    } catch (IOException | BadChainException | RuntimeException e) {
      failed(source, e);
    } catch (InterruptedException e) {
      failed(source, new IOException("interrupted", e));
      Thread.currentThread().interrupt();
    } finally {
      leave();
    }
  }

  private record Range(long from, long to) {}

  /** Waits until there is something to ask this peer for; null if there will be nothing. */
  private @Nullable Range nextFor(PeerAddress source) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && next <= last && !out.contains(source)) {
        Range range = open(source);
        if (range != null) {
          asked.put(range.from(), new Asked(range.to(), source, System.nanoTime()));
          return range;
        }
        var _ = changed.awaitNanos(SLOW_NANOS / 4);
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Range open(PeerAddress source) {
    boolean room = ready.size() + asked.size() < AHEAD;
    long step = steps.getOrDefault(source, firstStep);
    if (!again.isEmpty() && (room || again.firstKey() == next)) {
      Map.Entry<Long, Long> first = again.pollFirstEntry();
      Range range =
          new Range(first.getKey(), Math.min(first.getValue(), first.getKey() + step - 1));
      askAgain(range.to() + 1, first.getValue());
      return range;
    }
    if (handedOut <= last && room) {
      Range range = new Range(handedOut, Math.min(last, handedOut + step - 1));
      handedOut = range.to() + 1;
      return range;
    }
    Asked needed = asked.get(next);
    if (needed != null
        && !needed.source().equals(source)
        && System.nanoTime() - needed.since() > SLOW_NANOS) {
      overtaken.putIfAbsent(next, needed.source());
      return new Range(next, needed.to());
    }
    return null;
  }

  private void came(Range range, List<NewBlock> blocks, PeerAddress source) {
    lock.lock();
    try {
      boolean wanted = asked.remove(range.from()) != null && !ready.containsKey(range.from());
      if (!wanted || range.from() < next) {
        return; // another peer was faster
      }
      PeerAddress slow = overtaken.remove(range.from());
      if (slow != null && !slow.equals(source) && !slow.equals(lead)) {
        out.add(slow); // it began earlier, by two seconds: the others wait no more for it
      }
      ready.put(range.from(), new Batch(range.from(), range.to(), blocks, source));
      if (!blocks.isEmpty()) {
        boolean whole = blocks.size() > range.to() - range.from();
        long step = steps.getOrDefault(source, firstStep);
        steps.put(
            source,
            whole ? Math.min(2 * step, NodeCalls.MAX_BLOCKS) : Math.max(step / 2, blocks.size()));
        askAgain(range.from() + blocks.size(), range.to());
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void askAgain(long from, long to) {
    if (from <= to) {
      again.put(from, to);
    }
  }

  /** The taker has fetched the first blocks of a batch. */
  void brought(Batch batch, long count) {
    lock.lock();
    try {
      next += count;
      askAgain(next, batch.to());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void failed(PeerAddress source, Exception why) {
    lock.lock();
    try {
      exclude(source);
      if (why instanceof BlocksDocument.UnreadableException wrong && !source.equals(lead)) {
        unreadable.put(source, wrong);
      }
      if (failure == null || source.equals(lead)) {
        failure = why;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Peers other than the lead that have sent what cannot be read since the last call, and why. */
  Map<PeerAddress, BadChainException> takeUnreadable() {
    lock.lock();
    try {
      Map<PeerAddress, BadChainException> taken = Map.copyOf(unreadable);
      unreadable.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** This peer is not asked again. */
  void leaveOut(PeerAddress source) {
    lock.lock();
    try {
      exclude(source);
    } finally {
      lock.unlock();
    }
  }

  private void exclude(PeerAddress source) {
    out.add(source);
    asked
        .entrySet()
        .removeIf(entry -> {
          if (!entry.getValue().source().equals(source)) {
            return false;
          }
          again.put(entry.getKey(), entry.getValue().to());
          return true;
        });
    changed.signalAll();
  }

  private void leave() {
    lock.lock();
    try {
      workers--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether all have been taken. */
  boolean isDone() {
    lock.lock();
    try {
      return next > last;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the next batch.
   *
   * @throws IOException if no peer is left that could send it
   * @throws BadChainException if in addition the last one to fail sent invalid blocks
   */
  Batch take() throws IOException, BadChainException, InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        Batch batch = ready.remove(next);
        if (batch != null) {
          next += batch.blocks().size();
          changed.signalAll();
          return batch;
        }
        if (workers == 0) {
          throw why();
        }
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private IOException why() throws BadChainException {
    if (failure instanceof BadChainException bad) {
      throw bad;
    }
    return failure instanceof IOException trouble
        ? trouble
        : new IOException(String.valueOf(failure), failure);
  }

  /**
   * Returns a batch that does not follow the previous one: its source is not asked again, and its
   * blocks are requested from others.
   *
   * @return false if no other peer is left
   */
  boolean refuse(Batch batch) {
    lock.lock();
    try {
      next = batch.from();
      askAgain(batch.from(), batch.from() + batch.blocks().size() - 1);
      exclude(batch.source());
      List<Batch> its = new ArrayList<>(ready.values());
      its.removeIf(one -> !one.source().equals(batch.source()));
      for (Batch one : its) {
        ready.remove(one.from());
        again.put(
            one.from(), one.blocks().isEmpty() ? one.to() : one.from() + one.blocks().size() - 1);
      }
      return !batch.source().equals(lead);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      running.forEach(worker -> worker.cancel(true)); // their results are not needed
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
