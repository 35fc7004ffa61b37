package zveno.node.peers;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import zveno.node.storage.RocksBatch;
import zveno.node.storage.RocksStore;

/**
 * The peers that a node follows: configured ones, and found ones, which other nodes have reported.
 * Configured peers stay until they are removed; found ones are stored once a Zveno node has
 * answered there. It makes no calls. May be used by any thread.
 */
public final class PeerAddressBook {

  /** How many peers can be given. */
  public static final int MAX_GIVEN = 64;

  /** How many found ones are remembered, proven or not. */
  public static final int MAX_FOUND = 1_000;

  private static final String GIVEN = "given ";
  private static final String FOUND = "found ";

  private final RocksStore store;
  private final PeerPolicy policy;
  private final Consumer<RocksBatch> commit;
  private final RandomGenerator chance;
  private final SequencedMap<String, PeerAddress> given = new LinkedHashMap<>();

  private final Set<String> atStart = new HashSet<>();

  /** Those of the given ones that are on disk, as they are there. */
  private final SequencedMap<String, PeerAddress> kept = new LinkedHashMap<>();

  /** One of our nodes has answered there. */
  private final SequencedMap<String, PeerAddress> proven = new LinkedHashMap<>();

  /** Rows of older versions, which have spelled an address in other ways; by today's key. */
  private final Map<String, List<String>> respelled = new HashMap<>();

  /** Reported by another node. */
  private final SequencedMap<String, PeerAddress> rumoured = new LinkedHashMap<>();

  /**
   * Opens the book that the store holds.
   *
   * @param policy which addresses may be added; existing ones stay
   * @param forNow configured for this process only; not stored
   * @param chance chooses the peers to remove when there are too many
   * @param commit returns when a batch is on disk
   */
  public PeerAddressBook(
      RocksStore store,
      PeerPolicy policy,
      List<PeerAddress> forNow,
      RandomGenerator chance,
      Consumer<RocksBatch> commit) {
    this.store = store;
    this.policy = policy;
    this.commit = commit;
    this.chance = chance;
    for (Map.Entry<String, byte[]> row : store.live().peers().entrySet()) {
      if (row.getKey().startsWith(GIVEN)) {
        read(GIVEN, row, kept);
      } else if (row.getKey().startsWith(FOUND)) {
        read(FOUND, row, proven);
      }
    }
    given.putAll(kept);
    forNow.forEach(address -> {
      put(given, address);
      atStart.add(address.netloc());
    });
  }

  private void read(String kind, Map.Entry<String, byte[]> row, Map<String, PeerAddress> into) {
    PeerAddress address = PeerRow.read(row.getValue());
    put(into, address);
    String key = kind + address.netloc();
    if (!key.equals(row.getKey())) {
      respelled.computeIfAbsent(key, _ -> new ArrayList<>()).add(row.getKey());
    }
  }

  private void remove(RocksBatch batch, String key) {
    batch.removePeer(key);
    respelled.getOrDefault(key, List.of()).forEach(batch::removePeer);
  }

  private static void put(Map<String, PeerAddress> into, PeerAddress address) {
    into.put(address.netloc(), address);
  }

  /** Why this address must not be added; nothing if it may be. A name is judged later. */
  public Optional<String> objectionTo(PeerAddress address) {
    return policy.objectionTo(address);
  }

  /** Those that people have given, in the order in which they came. */
  public synchronized List<PeerAddress> given() {
    return List.copyOf(given.values());
  }

  /** Whether people have given it. */
  public synchronized boolean isGiven(PeerAddress address) {
    return given.containsKey(address.netloc());
  }

  /** Whether it was given for as long as this process lives, and not by a call. */
  public synchronized boolean isGivenAtStart(PeerAddress address) {
    return atStart.contains(address.netloc());
  }

  /** The found peers, proven ones first. */
  public synchronized List<PeerAddress> found() {
    List<PeerAddress> found = new ArrayList<>(proven.values());
    found.addAll(rumoured.values());
    found.removeIf(address -> given.containsKey(address.netloc()));
    return found;
  }

  /**
   * Adds one that a person gives, and returns when that is on disk.
   *
   * @return false if there are {@link #MAX_GIVEN} others already
   */
  public synchronized boolean give(PeerAddress address) {
    if (!given.containsKey(address.netloc()) && given.size() >= MAX_GIVEN) {
      return false;
    }
    if (!address.equals(kept.get(address.netloc()))) {
      RocksBatch batch = store.begin();
      batch.putPeer(GIVEN + address.netloc(), PeerRow.of(address));
      commit.accept(batch);
      put(kept, address);
    }
    put(given, address);
    return true;
  }

  /**
   * Removes a peer of any origin; returns when that is on disk.
   *
   * @return false if it is unknown
   */
  public synchronized boolean forget(PeerAddress address) {
    String key = address.netloc();
    boolean there = given.containsKey(key);
    boolean stored = proven.containsKey(key);
    if (there || stored) {
      RocksBatch batch = store.begin();
      remove(batch, GIVEN + key);
      remove(batch, FOUND + key);
      commit.accept(batch);
    }
    given.remove(key);
    atStart.remove(key);
    kept.remove(key);
    proven.remove(key);
    boolean rumour = rumoured.remove(key) != null;
    return there || stored || rumour;
  }

  /** Forgets one that has been found, unless people give it, perhaps at this very moment. */
  public synchronized void forgetFound(PeerAddress address) {
    if (!given.containsKey(address.netloc())) {
      var _ = forget(address);
    }
  }

  /** Records addresses that another node reports. Too many of them displace other reported ones. */
  public synchronized void hear(Collection<PeerAddress> addresses) {
    for (PeerAddress address : addresses) {
      String key = address.netloc();
      if (given.containsKey(key) || proven.containsKey(key) || objectionTo(address).isPresent()) {
        continue;
      }
      put(rumoured, address);
      if (rumoured.size() + proven.size() > MAX_FOUND) {
        rumoured.remove(oneOf(rumoured));
      }
    }
  }

  /** One of our nodes has answered there. */
  public synchronized void prove(PeerAddress address) {
    String key = address.netloc();
    rumoured.remove(key);
    if (given.containsKey(key) || proven.containsKey(key)) {
      return;
    }
    RocksBatch batch = store.begin();
    Optional<String> forgotten =
        proven.size() >= MAX_FOUND / 2 ? Optional.of(oneOf(proven)) : Optional.empty();
    forgotten.ifPresent(one -> remove(batch, FOUND + one));
    batch.putPeer(FOUND + key, PeerRow.of(address));
    commit.accept(batch);
    forgotten.ifPresent(proven::remove);
    put(proven, address);
  }

  private String oneOf(Map<String, PeerAddress> among) {
    List<String> keys = new ArrayList<>(among.keySet());
    return keys.get(chance.nextInt(keys.size()));
  }
}
