package zveno.node.follow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import zveno.kernel.model.EntryKey;

/**
 * Entries that are being requested from a peer, so that they are not requested from another one at
 * the same time. A claim expires if the entry does not arrive. For any number of threads.
 */
final class InFlightRequests {

  /** How long a claim keeps others away. */
  static final long NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Map<EntryKey, Long> until = new HashMap<>();

  /** Claims the entries that are not being requested yet, and returns them. */
  synchronized List<EntryKey> claim(Collection<EntryKey> wanted) {
    long now = System.nanoTime();
    List<EntryKey> claimed = new ArrayList<>();
    for (EntryKey entry : wanted) {
      Long before = until.get(entry);
      if (before == null || before - now <= 0) {
        until.put(entry, now + NANOS);
        claimed.add(entry);
      }
    }
    return claimed;
  }

  synchronized void release(Collection<EntryKey> claimed) {
    claimed.forEach(until::remove);
  }
}
