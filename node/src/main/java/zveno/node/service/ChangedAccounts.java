package zveno.node.service;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import zveno.kernel.rules.EncodedAddress;

/**
 * Accounts that an event changes, as far as they are named.
 *
 * @param named their addresses, each once, at most {@link #MAX_NAMED}
 * @param more whether there may be others
 */
public record ChangedAccounts(List<EncodedAddress> named, boolean more) {

  /** How many an event names. */
  public static final int MAX_NAMED = 64;

  /** No account; so it is under rules that keep none. */
  public static final ChangedAccounts NONE = new ChangedAccounts(List.of(), false);

  public ChangedAccounts {
    named = List.copyOf(named);
  }

  /** Collects accounts until there are too many. */
  static final class Collector {

    private final SequencedSet<EncodedAddress> named = new LinkedHashSet<>();
    private boolean more;

    void add(Collection<EncodedAddress> some) {
      for (EncodedAddress one : some) {
        if (named.size() < MAX_NAMED) {
          named.add(one);
        } else {
          more |= !named.contains(one);
        }
      }
    }

    /** There may be others, which are not looked for. */
    void giveUp() {
      more = true;
    }

    boolean isFull() {
      return more;
    }

    ChangedAccounts all() {
      return new ChangedAccounts(new ArrayList<>(named), more);
    }
  }
}
