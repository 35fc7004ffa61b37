package zveno.node.follow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import zveno.kernel.model.EntryKey;

/**
 * Which entries somebody is being asked for, so that nobody else is asked for them at the same
 * time. A claim that comes to nothing ends by itself. For any number of threads.
 */
final class Claims {

  /** How long a claim keeps others away. */
  static final long NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Map<EntryKey, Long> until = new HashMap<>();

  /** Those of the entries that nobody is being asked for; they are claimed now. */
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
