package zveno.node.follow;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import zveno.node.peerclient.PeerClient;
import zveno.node.peers.PeerAddress;
import zveno.node.peers.PeerAddressBook;
import zveno.node.protocol.NodeCalls;
import zveno.node.protocol.VerificationBudget;
import zveno.node.service.ChainService;
import zveno.node.sync.BlockSync;
import zveno.node.sync.WholeChainReader;

/**
 * The peers that the node follows: all that people have given, and so many of those that it has
 * found that it has enough; {@link Dialler} chooses them. May be used by any thread.
 */
public final class PeerManager implements AutoCloseable {

  /** How many pools are compared with ours at once: each may hold some megabytes of names. */
  private static final int MAX_COMPARING = 2;

  private final ChainService service;
  private final PeerAddressBook contacts;
  private final PeerClient client;
  private final WholeChainReader chains;
  private final FollowSettings settings;
  private final Clock clock;
  private final RandomGenerator chance;
  private final FollowContext around;
  private final PeerSessions links = new PeerSessions();
  private final Dialler dialler;
  private final Thread announcer;

  /**
   * @param threads one for each conversation and its worker; virtual ones will do
   * @param chance which found peers are tried, and when
   */
  public PeerManager(
      ChainService service,
      PeerAddressBook contacts,
      PeerClient client,
      NodeCalls calls,
      BlockSync catchUp,
      WholeChainReader chains,
      FollowSettings settings,
      ExecutorService threads,
      Clock clock,
      RandomGenerator chance) {
    this.service = service;
    this.contacts = contacts;
    this.client = client;
    this.chains = chains;
    this.settings = settings;
    this.clock = clock;
    this.chance = chance;
    this.around =
        new FollowContext(
            service,
            calls,
            catchUp,
            new BlockFetchSlots(),
            new InFlightRequests(),
            new Semaphore(MAX_COMPARING),
            new VerificationBudget<>(),
            links::followed,
            links::blame,
            this::hear,
            threads);
    this.dialler =
        new Dialler(contacts, links, found -> link(found, false), settings.links(), chance);
    this.announcer =
        Thread.ofVirtual().name("announcer").unstarted(new Announcer(service.events(), links::all));
  }

  /** Begins to follow. */
  public void start() {
    announcer.start();
    contacts.given().forEach(this::session);
    dialler.start();
  }

  /** How things stand with each that is followed or was tried. */
  public List<PeerView> views() {
    return links.all().stream().map(link -> viewed(link.view())).toList();
  }

  /** With the difference between the start and a later call, which a link does not know. */
  private PeerView viewed(PeerView view) {
    return view.source() == PeerView.Source.GIVEN && !contacts.isGivenAtStart(view.address())
        ? view.from(PeerView.Source.ADDED)
        : view;
  }

  /** Whether we follow the node of this name, and so fetch by ourselves what is new there. */
  public boolean follows(String nodeId) {
    return links.follows(nodeId);
  }

  /** Known addresses of Zveno nodes, for nodes that look for peers. */
  public List<PeerAddress> tellable() {
    List<PeerAddress> addresses = links.followed();
    return addresses.subList(0, Math.min(NodeCalls.MAX_ADDRESSES, addresses.size()));
  }

  /** Another node has reported addresses. */
  public void hear(Collection<PeerAddress> addresses) {
    contacts.hear(addresses);
    dialler.wake();
  }

  /** The book of those that are followed. */
  public PeerAddressBook contacts() {
    return contacts;
  }

  /**
   * Follows a peer that a person gives; returns when that is on disk.
   *
   * @return false if there are {@link PeerAddressBook#MAX_GIVEN} others already
   */
  public boolean give(PeerAddress address) {
    if (!contacts.give(address)) {
      return false;
    }
    if (!isAtWork(address)) {
      links.drop(address); // it may rest, have been found before, or given by http and now by https
      session(address);
      dialler.wake();
    }
    return true;
  }

  /** The session with a given peer; there is one as long as it is given. */
  private PeerSession session(PeerAddress address) {
    return links.at(address, () -> link(address, true));
  }

  private boolean isAtWork(PeerAddress address) {
    PeerSession link = links.at(address);
    return link != null && link.isGiven() && link.isAtWork() && link.address().equals(address);
  }

  /**
   * Follows a peer no longer; returns when that is on disk.
   *
   * @return false if it was not known
   */
  public boolean forget(PeerAddress address) {
    boolean known = contacts.forget(address);
    links.drop(address);
    dialler.wake();
    return known;
  }

  /** What the links ask of us. */
  private final class Keeping implements PeerSession.Keeper {

    @Override
    public boolean mayFollow(PeerSession link, String nodeId) {
      return links.mayFollow(link, nodeId);
    }

    @Override
    public void followsNoLonger(PeerSession link) {
      links.followsNoLonger(link);
    }

    @Override
    public void changed() {
      dialler.wake();
      announce();
    }
  }

  /** Sends an event that the state of the peers has changed. */
  public void announce() {
    service.events().announce(new PeerCounts(links.all().size(), links.followed().size()));
  }

  private PeerSession link(PeerAddress address, boolean given) {
    return new PeerSession(
        address, given, around, client, chains, settings, new Keeping(), clock, chance);
  }

  @Override
  public void close() {
    announcer.interrupt();
    dialler.close(); // or it would begin another conversation
    links.all().forEach(PeerSession::stop);
  }
}
