package zveno.node.peers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import zveno.node.storage.RocksBatch;
import zveno.node.storage.RocksStore;

/**
 * The peers registered by the tutorial's call, each once, in the order of their registration. It
 * makes no calls and never removes one; they are asked by an explicit resolve only. May be used by
 * any thread.
 */
public final class RegisteredPeers {

  /** How many peers can be registered. */
  public static final int MAX = 1_024;

  private final RocksStore store;
  private final PeerPolicy policy;
  private final Consumer<RocksBatch> commit;
  private final SequencedMap<String, PeerAddress> known = new LinkedHashMap<>();

  /** Under which number each stands; older versions have given one address two of them. */
  private final Map<String, Integer> numbers = new HashMap<>();

  private int nextNumber;

  /**
   * Opens the book that the store holds.
   *
   * @param policy which addresses may be added; existing ones stay
   * @param commit returns when a batch is on disk
   */
  public RegisteredPeers(RocksStore store, PeerPolicy policy, Consumer<RocksBatch> commit) {
    this.store = store;
    this.policy = policy;
    this.commit = commit;
    for (Map.Entry<String, byte[]> row : store.live().peers().entrySet()) {
      if (row.getKey().matches("[0-9]+")) { // the others are contacts
        PeerAddress address = PeerRow.read(row.getValue());
        int number = Integer.parseInt(row.getKey());
        known.put(address.netloc(), address);
        numbers.put(address.netloc(), number);
        nextNumber = Math.max(nextNumber, number + 1);
      }
    }
  }

  /** All of them. */
  public synchronized List<PeerAddress> all() {
    return List.copyOf(known.values());
  }

  /**
   * Why this address must not be registered; nothing if it may be. A name is judged later, each
   * time that it is connected to, for what it leads to may change.
   */
  public Optional<String> objectionTo(PeerAddress address) {
    return policy.objectionTo(address);
  }

  /**
   * Adds those that are new, and returns when they are on disk. An address that is known already by
   * http and now comes with https is reached by https from now on.
   *
   * @return all of them, or nothing if that would be more than {@link #MAX}, and then none is added
   */
  public synchronized Optional<List<PeerAddress>> register(List<PeerAddress> addresses) {
    SequencedMap<String, PeerAddress> fresh = new LinkedHashMap<>();
    for (PeerAddress address : addresses) {
      PeerAddress before = fresh.getOrDefault(address.netloc(), known.get(address.netloc()));
      if (before == null || (address.secure() && !before.secure())) {
        fresh.put(address.netloc(), address);
      }
    }
    long added = fresh.keySet().stream().filter(netloc -> !known.containsKey(netloc)).count();
    if (known.size() + added > MAX) {
      return Optional.empty();
    }
    if (!fresh.isEmpty()) {
      write(fresh);
      known.putAll(fresh);
    }
    return Optional.of(new ArrayList<>(known.values()));
  }

  /** The rows sort by their keys: a number first keeps the order of registration. */
  private void write(SequencedMap<String, PeerAddress> fresh) {
    RocksBatch batch = store.begin();
    int next = nextNumber;
    Map<String, Integer> added = new HashMap<>();
    for (PeerAddress address : fresh.values()) {
      Integer before = numbers.get(address.netloc());
      int number = before == null ? next++ : before;
      added.put(address.netloc(), number);
      batch.putPeer(String.format(Locale.ROOT, "%08d", number), PeerRow.of(address));
    }
    commit.accept(batch);
    numbers.putAll(added);
    nextNumber = next;
  }
}
