package zveno.node.follow;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.kernel.chain.MissingBlockException;
import zveno.kernel.model.EntryKey;
import zveno.node.peerclient.PeerAnswer;
import zveno.node.peerclient.PeerClient;
import zveno.node.peerclient.PeerException;
import zveno.node.peers.PeerAddress;
import zveno.node.protocol.BadChainException;
import zveno.node.protocol.NodeCalls;
import zveno.node.protocol.PeerTip;
import zveno.node.service.UnavailableException;
import zveno.node.storage.errors.StoreDamagedException;
import zveno.node.storage.errors.StoreFullException;
import zveno.node.sync.WholeChainReader;

/**
 * One followed peer: its identity, its state, and the time of the next attempt. Each attempt runs
 * on its own thread.
 */
final class PeerSession {

  private static final Logger LOG = LoggerFactory.getLogger(PeerSession.class);

  /** How long an address rests that leads to this node itself, or to one that is followed. */
  private static final Duration NOBODY_NEW = Duration.ofMinutes(10);

  private static final Pattern NODE_ID = Pattern.compile("[0-9a-f]{32}");

  /** After so long without trouble old trouble is forgotten. */
  private static final Duration GOOD_SPELL = Duration.ofMinutes(1);

  /** What a link needs from its owner. */
  interface Keeper {

    /**
     * A Zveno node answers: may this link follow it? Not if another link does already, unless this
     * peer is configured: node ids can be forged.
     */
    boolean mayFollow(PeerSession link, String nodeId);

    /** The link has ended a conversation with one of our nodes. */
    void followsNoLonger(PeerSession link);

    /** Things stand differently. */
    void changed();
  }

  private final PeerAddress address;
  private final boolean given;
  private final FollowContext around;
  private final PeerClient client;
  private final WholeChainReader chains;
  private final FollowSettings settings;
  private final Keeper keeper;
  private final Clock clock;
  private final RandomGenerator chance;

  private PeerState state = PeerState.RESTING;
  private long dueAt = System.nanoTime();
  private int failures;
  private boolean strange;
  private boolean stopped;
  private Optional<String> nodeId = Optional.empty();
  private Optional<Instant> lastSeen = Optional.empty();
  private Optional<Instant> settledAt = Optional.empty();
  private Optional<String> trouble = Optional.empty();
  private Optional<PeerTip> lastTip = Optional.empty();
  private PeerCounters before = PeerCounters.NONE;
  private @Nullable PeerConversation following;
  private @Nullable Future<?> conversation;

  /**
   * @param given whether a person wants it to be followed
   */
  PeerSession(
      PeerAddress address,
      boolean given,
      FollowContext around,
      PeerClient client,
      WholeChainReader chains,
      FollowSettings settings,
      Keeper keeper,
      Clock clock,
      RandomGenerator chance) {
    this.address = address;
    this.given = given;
    this.around = around;
    this.client = client;
    this.chains = chains;
    this.settings = settings;
    this.keeper = keeper;
    this.clock = clock;
    this.chance = chance;
  }

  PeerAddress address() {
    return address;
  }

  boolean isGiven() {
    return given;
  }

  synchronized PeerState state() {
    return state;
  }

  /** Whether it is, or may become, one that we hear from. */
  synchronized boolean isAtWork() {
    return switch (state) {
      case CONNECTING, FOLLOWING, POLLING -> true;
      case IDLE, RESTING, OURSELVES, DUPLICATE -> false;
    };
  }

  /** How often it has failed in a row. */
  synchronized int failures() {
    return failures;
  }

  /** Whether there is something else than one of our nodes. */
  synchronized boolean isStrange() {
    return strange;
  }

  /** In how many nanoseconds it is to be tried. */
  synchronized long nanosToWait(long now) {
    return isAtWork() || stopped ? Long.MAX_VALUE : dueAt - now;
  }

  synchronized PeerView view() {
    PeerView.Source source = given ? PeerView.Source.GIVEN : PeerView.Source.FOUND;
    PeerConversation now = following;
    return new PeerView(
        address,
        source,
        state,
        nodeId,
        now == null ? lastTip : now.tip(),
        lastSeen,
        trouble,
        now == null ? before : before.plus(now.traffic()));
  }

  /** Begins a conversation. */
  synchronized void start() {
    if (!stopped && !isAtWork()) {
      state = PeerState.CONNECTING;
      conversation = around.threads().submit(this::converse);
    }
  }

  /** Ends it for good. */
  void stop() {
    PeerConversation open;
    Future<?> running;
    synchronized (this) {
      stopped = true;
      open = following;
      running = conversation;
    }
    if (open != null) {
      open.end();
    }
    if (running != null) {
      running.cancel(true);
    }
  }

  /** It has sent something wrong to the conversation of another peer. */
  void blame(BadChainException why) {
    PeerConversation now = following();
    if (now != null) {
      now.fail(why);
    }
  }

  /** An entry waits here that did not before. */
  void ourEntry(EntryKey entry) {
    PeerConversation now = following();
    if (now != null) {
      now.ourEntry(entry);
    }
  }

  /** Our chain has another end. */
  void ourTip(boolean reorganised) {
    PeerConversation now = following();
    if (now != null) {
      now.ourTip(reorganised);
    }
  }

  private synchronized @Nullable PeerConversation following() {
    return following;
  }

  private void converse() {
    try {
      meet();
      rest(Backoff.SILENT, "it closed the connection");
    } catch (BadChainException e) {
      rest(Backoff.WRONG, PeerException.reason(e));
    } catch (PeerException e) {
      boolean wrong = e.kind() == PeerException.Kind.WRONG;
      rest(wrong ? Backoff.WRONG : Backoff.SILENT, PeerException.reason(e));
    } catch (IOException e) {
      rest(Backoff.SILENT, PeerException.reason(e));
    } catch (StoreFullException | UnavailableException e) {
      rest(Backoff.SILENT, "this node cannot write at the moment: " + PeerException.reason(e));
    } catch (StoreDamagedException | MissingBlockException e) {
      around.service().damaged(e);
      rest(Backoff.SILENT, PeerException.reason(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      rest(Backoff.SILENT, "closed by this node");
    } catch (RuntimeException e) {
      LOG.error("peer {}: {}", address, e.toString());
      LOG.debug("peer {}", address, e);
      rest(Backoff.SILENT, PeerException.reason(e));
    } catch (Error e) {
      rest(Backoff.WRONG, "internal error: " + e.getClass().getSimpleName());
      throw e;
    } finally {
      keeper.changed();
    }
  }

  /**
   * Sends hello to the peer; the answer's header shows the kind of node. Only other kinds of nodes
   * are asked for their chain.
   */
  private void meet() throws IOException, BadChainException, InterruptedException {
    if (isMet()) {
      return;
    }
    if (!given) {
      synchronized (this) {
        strange = true; // it is for people to say which other nodes to trust so far
      }
      return;
    }
    try (PeerAnswer answer = client.getAlone(address, WholeChainReader.PATH)) {
      poll(answer);
    }
  }

  /** Returns false if it is a node of another kind that answers. */
  private boolean isMet() throws IOException, BadChainException, InterruptedException {
    Optional<String> name;
    try (PeerAnswer answer = client.getAlone(address, NodeCalls.ROOT + "hello")) {
      if (answer.isOurselves()) {
        restAs(PeerState.OURSELVES);
        return true;
      }
      name = answer.nodeId();
    }
    if (name.isPresent()) {
      follow(name.get());
    }
    return name.isPresent();
  }

  private void poll(PeerAnswer first) throws IOException, BadChainException, InterruptedException {
    Polling polling = new Polling(client, chains, address, this::told, this::seen);
    polling.read(first);
    first.close();
    settle(PeerState.POLLING, Optional.empty());
    LOG.info("polling {} for its chain every {} s", address, settings.poll().toSeconds());
    polling.goOn(settings.poll());
  }

  private void follow(String name) throws IOException, BadChainException, InterruptedException {
    if (!NODE_ID.matcher(name).matches()) {
      throw new BadChainException("the name of a node is 32 lowercase hexadecimal digits");
    }
    if (!keeper.mayFollow(this, name)) {
      restAs(PeerState.DUPLICATE);
      return;
    }
    PeerConversation talk =
        new PeerConversation(around, address, name, settings, chance, this::seen);
    try {
      around.service().exchangeEntries();
      synchronized (this) {
        if (stopped) {
          return;
        }
        following = talk;
      }
      talk.talk(() -> {
        settle(PeerState.FOLLOWING, Optional.of(name));
        LOG.info("following {}", address);
      });
    } finally {
      synchronized (this) {
        following = null;
        before = before.plus(talk.traffic());
        lastTip = talk.tip();
      }
      keeper.followsNoLonger(this);
    }
  }

  private synchronized void told(PeerTip end) {
    lastTip = Optional.of(end);
  }

  private void seen() {
    Instant now = clock.instant();
    synchronized (this) {
      lastSeen = Optional.of(now);
      if (settledAt.filter(then -> then.plus(GOOD_SPELL).isBefore(now)).isPresent()) {
        failures = 0;
      }
    }
  }

  private void settle(PeerState now, Optional<String> name) {
    synchronized (this) {
      state = now;
      nodeId = name;
      trouble = Optional.empty();
      settledAt = Optional.of(clock.instant());
    }
    keeper.changed();
  }

  private synchronized void restAs(PeerState why) {
    state = why;
    trouble = Optional.empty();
    dueAt = System.nanoTime() + NOBODY_NEW.toNanos();
  }

  private void rest(Backoff backoff, String why) {
    boolean first;
    Duration rest;
    synchronized (this) {
      if (!isAtWork()) {
        return; // it has been settled already what this address is
      }
      failures++;
      first = failures == 1;
      rest = backoff.after(failures, chance);
      state = PeerState.RESTING;
      settledAt = Optional.empty();
      trouble = Optional.of(why);
      dueAt = System.nanoTime() + rest.toNanos();
      if (stopped) {
        return;
      }
    }
    if (first && given) {
      LOG.info("peer {}: {}; will retry", address, why);
    } else {
      LOG.debug("peer {}: {}; retrying in {}", address, why, rest);
    }
  }
}
