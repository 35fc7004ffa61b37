package zveno.node.sync;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.kernel.chain.Candidate;
import zveno.kernel.chain.MissingBlockException;
import zveno.node.peerclient.Deadline;
import zveno.node.peerclient.PeerAnswer;
import zveno.node.peerclient.PeerClient;
import zveno.node.peerclient.PeerException;
import zveno.node.peerclient.PeerException.Kind;
import zveno.node.peerclient.Timeouts;
import zveno.node.peers.PeerAddress;
import zveno.node.protocol.BadChainException;
import zveno.node.protocol.Hello;
import zveno.node.protocol.NodeCalls;
import zveno.node.service.ChainService;
import zveno.node.service.UnavailableException;
import zveno.node.storage.errors.StoreDamagedException;
import zveno.node.storage.errors.StoreFullException;

/**
 * The tutorial's consensus, {@code resolve_conflicts}: asks every registered peer for its chain and
 * moves to the longest right one, if it is longer than ours. A peer that is dead, slow or wrong
 * costs nothing but its own turn.
 */
public final class Resolver implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Resolver.class);

  /** For questions to Zveno nodes, of which a resolve may ask a few in turn. */
  private static final Timeouts BRIEF =
      new Timeouts(
          Duration.ofSeconds(4),
          Duration.ofSeconds(4),
          Duration.ofSeconds(4),
          64 << 10,
          Duration.ofMinutes(1));

  /** How many peers are asked at the same time: each takes a connection. */
  private static final int MAX_ASKED = 512;

  /** How many chains are read at the same time: each may hold a small block in memory. */
  private static final int MAX_READING = 64;

  /** How many may resolve at once; peers that ask back while they are asked make it many. */
  private static final int MAX_RUNNING = 16;

  /** At the end, so long is waited for peers that have been asked. */
  private static final long GRACE_SECONDS = 2;

  private final ChainService service;
  private final Supplier<List<PeerAddress>> peers;
  private final PeerClient client;
  private final WholeChainReader chains;
  private final BlockSync catchUp;
  private final ExecutorService threads;

  /**
   * Peers that answered hello as no Zveno node does. They are asked for their chain without another
   * hello until a call to them fails, or shows that a Zveno node is there now.
   */
  private final Set<PeerAddress> tutorialNodes = ConcurrentHashMap.newKeySet();

  private final Semaphore asking = new Semaphore(MAX_ASKED);
  private final Semaphore reading = new Semaphore(MAX_READING);
  private final Semaphore running = new Semaphore(MAX_RUNNING);

  /** The results of the resolves in progress. */
  private final Set<Best> open = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  /**
   * @param peers the peers to ask
   * @param chains reads chains of tutorial nodes
   * @param catchUp syncs with Zveno nodes
   * @param threads one for each peer; may be virtual
   */
  public Resolver(
      ChainService service,
      Supplier<List<PeerAddress>> peers,
      PeerClient client,
      WholeChainReader chains,
      BlockSync catchUp,
      ExecutorService threads) {
    this.service = service;
    this.peers = peers;
    this.client = client;
    this.chains = chains;
    this.catchUp = catchUp;
    this.threads = threads;
  }

  /**
   * Asks all peers, and returns when the result is on disk.
   *
   * @return whether our chain was replaced
   * @throws UnavailableException if the node cannot write at present
   */
  public boolean resolve() {
    if (closed) {
      throw shuttingDown();
    }
    service.insistOnWriting();
    if (!running.tryAcquire()) {
      throw new UnavailableException(
          UnavailableException.Reason.BUSY, MAX_RUNNING + " other calls are resolving; try again");
    }
    Best best = new Best();
    open.add(best);
    try {
      askAll(peers.get(), best);
      refuseIfUnfinished(best);
      service.insistOnWriting(); // what was fetched may not have been kept
      boolean adopted = best.take().map(chains::adopt).orElse(false);
      return adopted || best.moved();
    } finally {
      open.remove(best);
      running.release();
    }
  }

  private static UnavailableException shuttingDown() {
    return new UnavailableException(
        UnavailableException.Reason.STOPPED, "the node is shutting down");
  }

  /** The chains that were not read to their end are unknown. */
  private void refuseIfUnfinished(Best best) {
    if (best.isCutShort()) {
      best.take().ifPresent(service::discard);
      throw shuttingDown();
    }
  }

  /**
   * The chain with the most work so far; of equal ones that of the first peer. Others are deleted
   * at once, so that many peers with long chains do not fill the disk.
   */
  private final class Best {

    private @Nullable Candidate candidate;
    private int order;
    private boolean taken;
    private boolean moved;
    private List<Future<?>> asked = List.of();

    synchronized void asked(List<Future<?>> all) {
      asked = List.copyOf(all);
    }

    private synchronized List<Future<?>> asked() {
      return asked;
    }

    /** Ends all calls that are still in progress. */
    void cutShort() {
      asked().forEach(one -> one.cancel(true));
    }

    boolean isCutShort() {
      return asked().stream().anyMatch(Future::isCancelled);
    }

    /** Our chain may have moved already: a Zveno node tells block by block. */
    synchronized void moved(boolean also) {
      moved |= also;
    }

    synchronized boolean moved() {
      return moved;
    }

    void offer(Candidate offered, int itsOrder) {
      Candidate loser = better(offered, itsOrder);
      if (loser != null) {
        service.discard(loser);
      }
    }

    private synchronized @Nullable Candidate better(Candidate offered, int itsOrder) {
      Candidate before = candidate;
      if (taken || (before != null && !isBetter(offered, itsOrder, before))) {
        return offered;
      }
      candidate = offered;
      order = itsOrder;
      return before;
    }

    private boolean isBetter(Candidate offered, int itsOrder, Candidate before) {
      int more = offered.chainWork().compareTo(before.chainWork());
      return more > 0 || (more == 0 && itsOrder < order);
    }

    /** Ends it: later results are ignored. */
    synchronized Optional<Candidate> take() {
      taken = true;
      return Optional.ofNullable(candidate);
    }
  }

  private void askAll(List<PeerAddress> peers, Best best) {
    List<Future<?>> all = new ArrayList<>();
    for (PeerAddress peer : peers) {
      int order = all.size();
      Callable<Void> ask =
          () -> {
            ask(peer, best).ifPresent(offer -> best.offer(offer, order));
            return null;
          };
      all.add(threads.submit(ask));
    }
    best.asked(all);
    if (closed) {
      best.cutShort(); // the closing thread may have checked before these existed
    }
    all.forEach(Resolver::await);
  }

  private static void await(Future<?> one) {
    try {
      one.get();
    } catch (ExecutionException e) {
      LOG.warn("asking a peer failed: {}", String.valueOf(e.getCause()));
    } catch (CancellationException e) {
      LOG.debug("the answer of a peer was not read to its end: {}", e.toString());
    } catch (InterruptedException e) {
      one.cancel(true);
      Thread.currentThread().interrupt();
    }
  }

  /** Lets the resolves in progress finish for a moment; then ends their calls with an error. */
  @Override
  public void close() {
    closed = true;
    try {
      if (running.tryAcquire(MAX_RUNNING, GRACE_SECONDS, TimeUnit.SECONDS)) {
        running.release(MAX_RUNNING);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    open.forEach(Best::cutShort);
  }

  private Optional<Candidate> ask(PeerAddress peer, Best best) throws InterruptedException {
    try {
      return greetAndAsk(peer, best);
    } catch (BadChainException | IOException e) {
      tutorialNodes.remove(peer);
      LOG.info("peer {}: {}", peer, PeerException.reason(e));
    } catch (UnavailableException e) {
      LOG.warn("peer {}: {}", peer, e.getMessage());
    } catch (StoreFullException e) {
      LOG.warn("peer {}: no disk space for its chain: {}", peer, e.getMessage());
    } catch (StoreDamagedException | MissingBlockException e) {
      service.damaged(e); // what is read of ours is a moment, in which nothing moves
    }
    return Optional.empty();
  }

  /** Sends hello first: a Zveno node is not asked for its whole chain. */
  private Optional<Candidate> greetAndAsk(PeerAddress peer, Best best)
      throws IOException, BadChainException, InterruptedException {
    Timeouts usual = client.patience();
    if (tutorialNodes.contains(peer)) {
      return askForChain(peer, usual, best);
    }
    long begin = System.nanoTime();
    return switch (greet(peer, usual.withAnswer(usual.answer().dividedBy(2)))) {
      case Greeting.Ourselves _ -> Optional.empty(); // which is not the peer's fault
      case Greeting.Zveno zveno -> {
        fetchNews(peer, Optional.of(zveno.hello()), best);
        yield Optional.empty();
      }
      case Greeting.Tutorial _ -> {
        // A client waits: both calls together may take as long as one.
        Duration left = usual.answer().minusNanos(System.nanoTime() - begin);
        yield askForChain(peer, usual.withAnswer(left), best);
      }
    };
  }

  /** What has answered a hello. */
  private sealed interface Greeting {

    record Ourselves() implements Greeting {}

    record Zveno(Hello hello) implements Greeting {}

    /** Another node, whatever it has answered. */
    record Tutorial() implements Greeting {}
  }

  /**
   * Finds out what a peer is.
   *
   * @throws IOException if it cannot be reached, or a Zveno node answers wrongly
   */
  private Greeting greet(PeerAddress peer, Timeouts patience)
      throws IOException, InterruptedException {
    asking.acquire();
    try (PeerAnswer answer = answerToHello(peer, patience)) {
      if (answer == null) {
        return new Greeting.Tutorial();
      }
      if (answer.isOurselves()) {
        return new Greeting.Ourselves();
      }
      if (answer.nodeId().isPresent()) {
        return new Greeting.Zveno(NodeCalls.hello(answer));
      }
      tutorialNodes.add(peer);
      return new Greeting.Tutorial();
    } finally {
      asking.release(); // unreachable peers do not delay the others
    }
  }

  /** Returns null if no answer comes from there: the tutorial's call may still get one. */
  private @Nullable PeerAnswer answerToHello(PeerAddress peer, Timeouts patience)
      throws PeerException, InterruptedException {
    try {
      return NodeCalls.greet(client, peer, patience);
    } catch (PeerException e) {
      if (e.kind() == Kind.REFUSED || e.kind() == Kind.UNREACHABLE) {
        throw e;
      }
      LOG.debug("peer {}: no answer to hello: {}", peer, PeerException.reason(e));
      return null;
    }
  }

  private Optional<Candidate> askForChain(PeerAddress peer, Timeouts patience, Best best)
      throws IOException, BadChainException, InterruptedException {
    asking.acquire();
    boolean zveno;
    try (PeerAnswer answer = client.getAlone(peer, WholeChainReader.PATH, patience)) {
      if (answer.isOurselves()) {
        return Optional.empty();
      }
      zveno = answer.nodeId().isPresent();
      if (!zveno && reading.tryAcquire()) {
        return readAndLeave(answer);
      }
    } finally {
      asking.release();
    }
    if (zveno) {
      tutorialNodes.remove(peer);
      fetchNews(peer, Optional.empty(), best);
      return Optional.empty();
    }
    // Not with the answer open: the peer would disconnect a client that does not read.
    reading.acquire();
    return askAgain(peer);
  }

  /** Costs depend on the new blocks, not on the whole chain; and a client waits for it. */
  private void fetchNews(PeerAddress peer, Optional<Hello> hello, Best best)
      throws IOException, BadChainException, InterruptedException {
    Deadline haste = new Deadline(BRIEF);
    NodeCalls calls = new NodeCalls(client, service.rules().codec(), haste::next, 0);
    Hello known = hello.isPresent() ? hello.get() : calls.hello(peer);
    catchUp.with(calls).ask(peer, known, hastened(haste, best));
  }

  private static BlockSync.Listener hastened(Deadline haste, Best best) {
    return new BlockSync.Listener() {
      @Override
      public void progress(long height, long bytes) {
        haste.brought(bytes);
      }

      @Override
      public void joined(long blocks) {
        best.moved(blocks > 0);
      }
    };
  }

  private Optional<Candidate> askAgain(PeerAddress peer)
      throws IOException, BadChainException, InterruptedException {
    boolean left = false;
    try (PeerAnswer answer = client.getAlone(peer, WholeChainReader.PATH)) {
      left = true;
      return readAndLeave(answer);
    } finally {
      if (!left) {
        reading.release();
      }
    }
  }

  private Optional<Candidate> readAndLeave(PeerAnswer answer)
      throws IOException, BadChainException {
    try {
      return chains.read(answer).better();
    } finally {
      reading.release();
    }
  }
}
