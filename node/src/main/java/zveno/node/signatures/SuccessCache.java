package zveno.node.signatures;

import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import zveno.kernel.bytes.Hash;

/**
 * Remembers signatures that were right, by their fingerprints, and at most so many. What it has
 * forgotten is verified again; what was wrong it never hears of. For any thread.
 */
final class SuccessCache {

  /** Where a fingerprint may lie: more places for each lose fewer before the cache is full. */
  private static final int WAYS = 4;

  private final int buckets;
  private final AtomicReferenceArray<Hash> places;

  /**
   * @param most how many it remembers; about 80 bytes each
   */
  SuccessCache(int most) {
    this.buckets = Math.max(1, most / WAYS);
    this.places = new AtomicReferenceArray<>(buckets * WAYS);
  }

  boolean contains(Hash fingerprint) {
    int first = firstPlace(fingerprint);
    for (int i = first; i < first + WAYS; i++) {
      if (fingerprint.equals(places.get(i))) {
        return true;
      }
    }
    return false;
  }

  /** Takes a free place of its bucket, or that of another one by chance. */
  void add(Hash fingerprint) {
    int first = firstPlace(fingerprint);
    for (int i = first; i < first + WAYS; i++) {
      Hash known = places.get(i);
      if (fingerprint.equals(known)
          || (known == null && places.compareAndSet(i, null, fingerprint))) {
        return;
      }
    }
    places.set(first + ThreadLocalRandom.current().nextInt(WAYS), fingerprint);
  }

  private int firstPlace(Hash fingerprint) {
    long start = ByteBuffer.wrap(fingerprint.toBytes()).getLong();
    return WAYS * (int) Long.remainderUnsigned(start, buckets);
  }
}
