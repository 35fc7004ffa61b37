package zveno.jmh.state;

import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What the blocks do. Account 0 is touched by each; the next 1,000 never after the first block; of
 * the others each block touches the senders and recipients of one to ten transfers, drawn evenly.
 * There are keys of 1,000 accounts more, which never come to be.
 */
final class Workload {

  /** Bytes of a key. */
  static final int KEY = 32;

  /** Bytes of a value: balance and nonce, 8 bytes each. */
  static final int VALUE = 16;

  static final int HOT = 0;

  static final int SLEEPING = 1_000;

  static final int MISSING = 1_000;

  private static final int MAX_TRANSFERS = 10;

  private final byte[][] keys;
  private final int accounts;

  Workload(int accounts, long seed) {
    this.accounts = accounts;
    this.keys = new byte[accounts + MISSING][KEY];
    SplittableRandom random = new SplittableRandom(seed);
    for (byte[] key : keys) {
      random.nextBytes(key);
    }
  }

  int accounts() {
    return accounts;
  }

  byte[] key(int account) {
    return keys[account];
  }

  /** An account that is neither the hot one nor asleep. */
  int any(SplittableRandom random) {
    return random.nextInt(1 + SLEEPING, accounts);
  }

  int sleeping(SplittableRandom random) {
    return random.nextInt(1, 1 + SLEEPING);
  }

  int missing(SplittableRandom random) {
    return random.nextInt(accounts, accounts + MISSING);
  }

  /** The accounts that the next block touches, each once. */
  int[] touched(SplittableRandom random) {
    int transfers = random.nextInt(1, 1 + MAX_TRANSFERS);
    Set<Integer> touched = new LinkedHashSet<>();
    for (int i = 0; i < transfers; i++) {
      touched.add(any(random));
      touched.add(any(random));
    }
    touched.add(HOT);
    return touched.stream().mapToInt(Integer::intValue).toArray();
  }

  byte[] firstValue() {
    return ByteBuffer.allocate(VALUE).putLong(1_000_000_000).putLong(0).array();
  }

  /** What becomes of a value in a block that touches it. */
  byte[] nextValue(byte @Nullable [] value, SplittableRandom random) {
    ByteBuffer before = ByteBuffer.wrap(value == null ? new byte[VALUE] : value);
    return ByteBuffer.allocate(VALUE)
        .putLong(before.getLong() + random.nextInt(1_000))
        .putLong(before.getLong() + 1)
        .array();
  }
}
