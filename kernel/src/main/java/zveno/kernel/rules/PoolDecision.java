package zveno.kernel.rules;

import java.util.List;

/** Whether a transaction may wait. */
public sealed interface PoolDecision {

  /**
   * It waits.
   *
   * @param dropped what had to go for it
   */
  record Admitted(List<PoolDrop> dropped) implements PoolDecision {

    public Admitted {
      dropped = List.copyOf(dropped);
    }
  }

  /**
   * It does not, and nothing has changed.
   *
   * @param reason why, for programs
   * @param detail one line, for people: what it was, and what would be right
   */
  record Refused(RejectReason reason, String detail) implements PoolDecision {}
}
