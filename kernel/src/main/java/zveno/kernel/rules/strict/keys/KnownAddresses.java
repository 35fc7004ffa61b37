package zveno.kernel.rules.strict.keys;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that have been read, by their text, since the same people come again and again, and
 * looking at an Ed25519 key costs about as much as verifying a signature. Bounded: when it is full,
 * those that have not been asked for since it was half full are forgotten. For any number of
 * threads.
 *
 * @param <A> an address, which need not be named here: it names this class
 */
final class KnownAddresses<A> {

  private final int maxYoung;
  private volatile Map<String, A> young = new ConcurrentHashMap<>();
  private volatile Map<String, A> old = Map.of();

  /**
   * @param maxKnown how many addresses are known at most, about; some 250 bytes each
   */
  KnownAddresses(int maxKnown) {
    this.maxYoung = maxKnown / 2;
  }

  /** The address that has this text, if it is known. */
  Optional<A> find(String text) {
    @Nullable A address = young.get(text);
    if (address == null) {
      address = old.get(text);
      if (address != null) {
        add(text, address);
      }
    }
    return Optional.ofNullable(address);
  }

  /** From now on it is known. */
  void add(String text, A address) {
    if (young.size() >= maxYoung) {
      old = young;
      young = new ConcurrentHashMap<>();
    }
    young.put(text, address);
  }

  /** How many addresses are known. */
  int size() {
    return young.size() + old.size();
  }
}
