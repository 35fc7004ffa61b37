package zveno.kernel.rules.strict.keys;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import zveno.kernel.bytes.Hash;

/**
 * Ed25519 keys that have been found sound, since the same people come again and again and looking
 * at a key costs about as much as verifying a signature. Bounded: when it is full, those that have
 * not been asked for since it was half full are forgotten. For any number of threads.
 */
final class KnownKeys {

  private final int maxYoung;
  private volatile Map<Hash, Boolean> young = new ConcurrentHashMap<>();
  private volatile Map<Hash, Boolean> old = Map.of();

  /**
   * @param maxKnown how many keys are known at most, about
   */
  KnownKeys(int maxKnown) {
    this.maxYoung = maxKnown / 2;
  }

  /** Is this a sound key? See {@link Ed25519#isKey}. */
  boolean isKey(Hash key) {
    if (young.containsKey(key)) {
      return true;
    }
    boolean sound = old.containsKey(key) || Ed25519.isKey(key.toBytes());
    if (sound) {
      add(key);
    }
    return sound;
  }

  private void add(Hash key) {
    if (young.size() >= maxYoung) {
      old = young;
      young = new ConcurrentHashMap<>();
    }
    young.put(key, true);
  }

  /** How many keys are known. */
  int size() {
    return young.size() + old.size();
  }
}
