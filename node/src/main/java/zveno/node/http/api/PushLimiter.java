package zveno.node.http.api;

import java.util.HashMap;
import java.util.Map;
import zveno.node.http.transport.Caller;

/**
 * Bounds how many push blocks at once: few may, since each may keep blocks beside the chain; and
 * one address beyond this machine does not take all the places. For any thread.
 */
public final class PushLimiter {

  private static final int MAX = 8;
  private static final int MAX_OF_ONE = 2;

  private final Map<Caller, Integer> present = new HashMap<>();
  private int count;

  /**
   * Takes a place, which must be left.
   *
   * @return false if there is none
   */
  public synchronized boolean enter(Caller caller) {
    int its = present.getOrDefault(caller, 0);
    if (count >= MAX || (its >= MAX_OF_ONE && !caller.loopback())) {
      return false;
    }
    present.put(caller, its + 1);
    count++;
    return true;
  }

  public synchronized void leave(Caller caller) {
    present.computeIfPresent(caller, (_, its) -> its > 1 ? its - 1 : null);
    count--;
  }
}
