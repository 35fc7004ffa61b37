package zveno.node.follow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import zveno.kernel.model.EntryKey;
import zveno.kernel.pool.ForeignEntry;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.rules.BlockCodec;
import zveno.node.peers.PeerAddress;
import zveno.node.protocol.EntriesDocument;
import zveno.node.protocol.NodeCalls;
import zveno.node.protocol.NodeCalls.Names;
import zveno.node.service.ChainSnapshot;
import zveno.node.service.RelayResult;

/**
 * The waiting transactions that one peer and we have to tell each other. Names come in from any
 * thread; one thread, the link's worker, does the talking.
 */
final class PeerTransactions {

  /** How many names may wait to be dealt with; beyond that the pools are compared instead. */
  private static final int MAX_NAMES = 10_000;

  /** How many names of entries that it has are remembered. */
  private static final int MAX_KNOWN = 20_000;

  /** How many pages of names of its pool are looked at. */
  private static final int MAX_PAGES = 200;

  /** How long it may take to tell them: others want to compare theirs, too. */
  private static final long COMPARISON_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** After a comparison, or if too many others compare theirs at present. */
  private static final long COMPARE_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** A peer's pool may be full for a while. */
  private static final long FULL_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final FollowContext around;
  private final BlockCodec codec;
  private final EntriesDocument documents;
  private final PeerAddress peer;

  /** Announced names of entries that we may lack. */
  private final Set<EntryKey> wanted = new LinkedHashSet<>();

  /** Names of ours that it may lack, and when it is time to say so. */
  private final Map<EntryKey, Long> offered = new LinkedHashMap<>();

  private final RecentSet<EntryKey> known = new RecentSet<>(MAX_KNOWN);
  private boolean comparison = true;
  private long notBefore = System.nanoTime();
  private long showFrom = System.nanoTime();
  private long wantedFrom = System.nanoTime();
  private long fetched;
  private long shown;

  PeerTransactions(FollowContext around, PeerAddress peer) {
    this.around = around;
    this.codec = around.service().rules().codec();
    this.documents = new EntriesDocument(codec);
    this.peer = peer;
  }

  /** The peer has announced an entry of its pool. */
  synchronized void told(EntryKey entry) {
    known.add(entry);
    offered.remove(entry);
    if (wanted.size() < MAX_NAMES) {
      wanted.add(entry);
    } else {
      comparison = true;
    }
  }

  /** An entry waits here that did not before. */
  synchronized void ours(EntryKey entry, long due) {
    if (known.contains(entry)) {
      return;
    }
    if (offered.size() < MAX_NAMES) {
      offered.putIfAbsent(entry, due);
    } else {
      comparison = true;
    }
  }

  /** The pools may differ in entries that were not announced. */
  synchronized void compareAll() {
    comparison = true;
  }

  /** How many entries it has given us. */
  synchronized long fetched() {
    return fetched;
  }

  /** How many entries it was handed. */
  synchronized long shown() {
    return shown;
  }

  /** Whether it is time to do something, and if not, in how many nanoseconds it will be. */
  synchronized long nanosToWait(long now, boolean mayOffer) {
    long wait = Long.MAX_VALUE;
    if (comparesNext()) {
      wait = Math.min(wait, notBefore - now);
    }
    if (!wanted.isEmpty()) {
      wait = Math.min(wait, wantedFrom - now);
    }
    if (mayOffer && !offered.isEmpty()) {
      long due = offered.values().iterator().next();
      wait = Math.min(wait, Math.max(due - now, showFrom - now));
    }
    return wait;
  }

  /** What is known to be different is dealt with first. */
  private boolean comparesNext() {
    return comparison && wanted.size() < MAX_NAMES / 2 && offered.size() < MAX_NAMES / 2;
  }

  /**
   * Compares the pools by the names of their entries, if that is due.
   *
   * @param mayOffer whether to offer the entries that it lacks
   */
  void compare(boolean mayOffer) throws IOException, InterruptedException {
    synchronized (this) {
      if (!comparesNext() || System.nanoTime() - notBefore < 0) {
        return;
      }
      notBefore = System.nanoTime() + COMPARE_AGAIN_NANOS;
      if (!around.comparing().tryAcquire()) {
        return; // blocks and news do not wait for that
      }
      comparison = false;
    }
    try {
      Optional<Set<EntryKey>> theirs = theirPool();
      if (mayOffer && theirs.isPresent()) {
        offerWhatIsNotIn(theirs.get());
      }
    } finally {
      around.comparing().release();
    }
  }

  /** The names of all that waits there; nothing if it does not come to an end with telling. */
  private Optional<Set<EntryKey>> theirPool() throws IOException, InterruptedException {
    Set<EntryKey> theirs = new HashSet<>();
    long deadline = System.nanoTime() + COMPARISON_NANOS;
    Optional<String> next = Optional.empty();
    for (int pages = 0; pages < MAX_PAGES && System.nanoTime() - deadline < 0; pages++) {
      Names page = around.calls().waiting(peer, next);
      theirs.addAll(page.names());
      want(page.names());
      next = page.names().isEmpty() ? Optional.empty() : page.next();
      if (next.isEmpty()) {
        return Optional.of(theirs);
      }
    }
    return Optional.empty();
  }

  private void want(List<EntryKey> names) {
    List<EntryKey> lacking = lacking(names);
    synchronized (this) {
      known.addAll(names);
      for (EntryKey name : lacking) {
        if (wanted.size() == MAX_NAMES) {
          comparison = true; // the others next time
          return;
        }
        wanted.add(name);
      }
    }
  }

  private List<EntryKey> lacking(Collection<EntryKey> names) {
    try (ChainSnapshot now = around.service().look()) {
      return names.stream()
          .filter(
              name -> now.waiting(name).isEmpty() && !now.isInChain(name) && !now.wasRemoved(name))
          .toList();
    }
  }

  private void offerWhatIsNotIn(Set<EntryKey> theirs) {
    try (ChainSnapshot now = around.service().look()) {
      long from = now.pool().first();
      List<PoolEntry> page = page(now, from);
      while (!page.isEmpty()) {
        for (PoolEntry entry : page) {
          if (!theirs.contains(entry.key())) {
            offer(entry.key());
          }
        }
        page = page(now, page.getLast().place() + 1);
      }
    }
  }

  private static List<PoolEntry> page(ChainSnapshot now, long from) {
    return now.store()
        .entries(from, now.pool().next(), NodeCalls.MAX_NAMES, NodeCalls.ENTRIES_BYTES);
  }

  private synchronized void offer(EntryKey entry) {
    if (offered.size() < MAX_NAMES) {
      offered.putIfAbsent(entry, System.nanoTime());
    } else {
      comparison = true; // the others next time
    }
  }

  /** Fetches some of the announced entries that we lack. */
  void fetch() throws IOException, InterruptedException {
    long wait = around.verification().nanosToWait(peer);
    if (wait > 0) {
      fetchNotBefore(System.nanoTime() + wait);
      return;
    }
    List<EntryKey> some = some();
    List<EntryKey> mine = around.claims().claim(some);
    try {
      if (mine.isEmpty()) {
        return;
      }
      long before = codec.spentNanos();
      List<ForeignEntry> brought = around.calls().entries(peer, mine);
      List<RelayResult> results = brought.isEmpty() ? List.of() : around.service().take(brought);
      long wasted = results.stream().filter(result -> result != RelayResult.TAKEN).count();
      if (wasted > 0) {
        around.verification().charge(peer, (codec.spentNanos() - before) / results.size() * wasted);
      }
      done(mine, brought, results.contains(RelayResult.FULL));
    } finally {
      around.claims().release(mine);
    }
  }

  private synchronized void fetchNotBefore(long nanos) {
    wantedFrom = nanos;
  }

  /** Of those that are next, the ones that we lack; the others need not be dealt with any more. */
  private List<EntryKey> some() {
    List<EntryKey> next;
    synchronized (this) {
      next = wanted.stream().limit(EntriesDocument.MAX_ENTRIES).toList();
    }
    List<EntryKey> lacking = lacking(next);
    synchronized (this) {
      next.forEach(wanted::remove);
      wanted.addAll(lacking);
      if (!lacking.isEmpty()) { // perhaps others bring them meanwhile
        wantedFrom = System.nanoTime() + InFlightRequests.NANOS / 4;
      }
    }
    return lacking;
  }

  private synchronized void done(List<EntryKey> asked, List<ForeignEntry> brought, boolean full) {
    brought.forEach(entry -> wanted.remove(entry.key()));
    if (brought.isEmpty()) {
      asked.forEach(wanted::remove); // they do not wait there any more
    }
    fetched += brought.size();
    if (full) {
      wanted.clear();
      comparison = true;
      notBefore = System.nanoTime() + FULL_NANOS;
    }
    wantedFrom = System.nanoTime();
  }

  /** Is it time to tell it of something? */
  synchronized boolean wantsToShow() {
    long now = System.nanoTime();
    return !offered.isEmpty()
        && offered.values().iterator().next() - now <= 0
        && showFrom - now <= 0;
  }

  /** It rejected pushed entries: nothing is pushed for a while. */
  synchronized void rest(long nanos) {
    showFrom = System.nanoTime() + nanos;
    comparison = true;
    notBefore = showFrom;
  }

  /** Tells it of some entries that it may lack, whose time has come. */
  void show() throws IOException, InterruptedException {
    List<EntryKey> due = due();
    List<ForeignEntry> entries = new ArrayList<>();
    long bytes = 0;
    try (ChainSnapshot now = around.service().look()) {
      for (EntryKey name : due) {
        Optional<PoolEntry> entry = now.waiting(name);
        if (entry.isPresent() && documents.canCarry(entry.get())) {
          if (bytes > 0 && bytes + entry.get().transaction().size() > NodeCalls.ENTRIES_BYTES) {
            break;
          }
          bytes += entry.get().transaction().size();
          entries.add(new ForeignEntry(entry.get().id(), entry.get().transaction()));
        }
        done(name);
      }
    }
    if (!entries.isEmpty()) {
      around.calls().offer(peer, entries);
      synchronized (this) {
        shown += entries.size();
      }
    }
  }

  private synchronized List<EntryKey> due() {
    long now = System.nanoTime();
    List<EntryKey> due = new ArrayList<>();
    for (Iterator<Map.Entry<EntryKey, Long>> all = offered.entrySet().iterator();
        all.hasNext() && due.size() < EntriesDocument.MAX_ENTRIES; ) {
      Map.Entry<EntryKey, Long> next = all.next();
      if (next.getValue() - now > 0) {
        break;
      }
      due.add(next.getKey());
    }
    return due;
  }

  private synchronized void done(EntryKey name) {
    offered.remove(name);
    known.add(name);
  }

  /** It asks us by itself: nothing need be offered. */
  synchronized void offerNothing() {
    offered.clear();
  }
}
