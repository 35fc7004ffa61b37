package zveno.node.follow;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.kernel.bytes.Quantity;
import zveno.kernel.chain.Tip;
import zveno.node.peers.PeerAddress;
import zveno.node.protocol.BadChainException;
import zveno.node.protocol.BlockPrinter;
import zveno.node.protocol.PeerTip;
import zveno.node.service.ChainSnapshot;
import zveno.node.sync.BlockSync;
import zveno.node.sync.EarlyBlock;

/**
 * The exchange of blocks with one peer, in the direction of the chain with less work. Announcements
 * come in from any thread; one thread, the link's worker, makes the calls.
 */
final class PeerBlocks implements BlockSync.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(PeerBlocks.class);

  /** Our news are pushed after a delay, in which the peer may get them from others. */
  private static final long DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private static final long DELAY_SPREAD_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** After an attempt that came to nothing. */
  private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private static final int MAX_MISSES = 10;

  /** After at most this time a peer is asked again for a block that was too early. */
  private static final long MAX_POSTPONED_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** From so many blocks on it is said how a catch-up goes. */
  private static final long WORTH_TELLING = 10_000;

  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final FollowContext around;
  private final PeerAddress peer;
  private final RandomGenerator chance;

  private @Nullable PeerTip theirs;
  private long fetchDue = System.nanoTime();
  private long pushDue = System.nanoTime();
  private int misses;
  private long postponed;
  private long fetched;
  private long pushed;

  /** Only the worker uses these: how the catch-up that is going on has begun, and when to tell. */
  private long fetchingFrom;

  private long reached;
  private long tellAt;

  PeerBlocks(FollowContext around, PeerAddress peer, RandomGenerator chance) {
    this.around = around;
    this.peer = peer;
    this.chance = chance;
  }

  /** The peer has announced its tip. */
  synchronized void told(PeerTip tip) {
    theirs = tip;
  }

  /** Our chain has another end. */
  synchronized void oursMoved() {
    pushDue = System.nanoTime() + DELAY_NANOS + (long) (chance.nextDouble() * DELAY_SPREAD_NANOS);
  }

  /** The last tip that the peer has announced. */
  synchronized Optional<PeerTip> theirs() {
    return Optional.ofNullable(theirs);
  }

  /** How many of its blocks have joined our chain. */
  synchronized long fetched() {
    return fetched;
  }

  /** How many blocks it was shown. */
  synchronized long pushed() {
    return pushed;
  }

  /** In how many nanoseconds there will be something to do. */
  synchronized long nanosToWait(long now, boolean mayPush) {
    if (theirs == null) {
      return Long.MAX_VALUE;
    }
    int order = compare(theirs, around.service().tip());
    if (order > 0) {
      return fetchDue - now;
    }
    return order < 0 && mayPush ? pushDue - now : Long.MAX_VALUE;
  }

  private static int compare(PeerTip theirs, Tip ours) {
    return theirs.chainWork().compareTo(ours.chainWork());
  }

  private boolean lacking() {
    return theirs().filter(tip -> tip.beats(around.service().tip())).isPresent();
  }

  private synchronized boolean isDue(long due) {
    return System.nanoTime() - due >= 0;
  }

  /** Fetches what its chain has and ours lacks, when it is our turn. */
  void fetch() throws IOException, BadChainException, InterruptedException {
    if (!lacking() || !isDue(fetchDue) || !around.turns().enter(this::lacking)) {
      return;
    }
    try {
      PeerTip target = theirs().orElseThrow();
      fetchingFrom = around.service().tip().height();
      reached = fetchingFrom;
      tellAt = System.nanoTime() + TELL_NANOS;
      judge(around.catchUp().run(peer, target, around.followed(), this), target);
    } finally {
      around.turns().leave();
    }
  }

  private synchronized void judge(BlockSync.Result result, PeerTip target)
      throws BadChainException {
    if (result.early().isPresent()) {
      postpone(result.early().get());
      return;
    }
    if (result.joined() > 0 || !target.beats(around.service().tip())) {
      misses = 0;
      return;
    }
    misses++; // its chain or ours has moved while we talked
    fetchDue = System.nanoTime() + AGAIN_NANOS;
    if (misses == MAX_MISSES) {
      throw new BadChainException("it announced blocks that it does not have");
    }
  }

  /** No fault of the peer: clocks differ. Meanwhile it may have another chain. */
  private synchronized void postpone(EarlyBlock block) {
    misses = 0;
    fetchDue = System.nanoTime() + Math.min(block.ahead().toNanos(), MAX_POSTPONED_NANOS);
    if (block.height() != postponed) {
      postponed = block.height();
      LOG.info(
          "block {} of {} is too early for our clock; it is taken in {}",
          block.height(),
          peer,
          Quantity.of(block.ahead()));
    }
  }

  @Override
  public synchronized void joined(long blocks) {
    fetched += blocks;
  }

  @Override
  public void wrong(PeerAddress source, BadChainException why) {
    around.blame().accept(source, why);
  }

  @Override
  public void progress(long height, long bytes) {
    around.turns().progress(Math.max(1, height - reached));
    reached = height;
    long now = System.nanoTime();
    long target = theirs().map(PeerTip::height).orElse(height);
    if (now - tellAt >= 0 && target - fetchingFrom >= WORTH_TELLING) {
      tellAt = now + TELL_NANOS;
      LOG.info(
          "syncing with {}: block {} of {} ({} %)",
          peer, height, target, 100 * (height - fetchingFrom) / Math.max(1, target - fetchingFrom));
    }
  }

  /** Is there something to show it? */
  boolean wantsToPush() {
    Optional<PeerTip> tip = theirs();
    return tip.isPresent() && compare(tip.get(), around.service().tip()) < 0 && isDue(pushDue);
  }

  /** Shows it what our chain has and its own lacks. */
  void push() throws IOException, InterruptedException {
    PeerTip tip = theirs().orElseThrow();
    try (ChainSnapshot moment = around.service().look()) {
      Tip ours = moment.tip();
      boolean behind = moment.idAt(tip.height()).filter(tip.id()::equals).isPresent();
      long fork = behind ? tip.height() : around.catchUp().fork(peer, tip, moment);
      around
          .calls()
          .push(
              peer,
              fork + 1,
              out ->
                  new BlockPrinter(
                          moment,
                          around.service().largeBlocks(),
                          around.service().rules().codec(),
                          out::write)
                      .print(fork + 1, ours.height(), Long.MAX_VALUE));
      synchronized (this) {
        pushed += ours.height() - fork;
        if (tip.equals(theirs)) {
          theirs = new PeerTip(ours.height(), ours.id(), ours.chainWork());
        }
      }
    }
  }

  /** It did not take what it was shown: for a while it is not shown anything. */
  synchronized void rest(long nanos) {
    pushDue = System.nanoTime() + nanos;
  }
}
