package zveno.kernel.pool;

import java.util.List;
import java.util.Optional;
import zveno.kernel.rules.PoolDrop;
import zveno.kernel.rules.RejectReason;

/** Whether a transaction waits now. */
public sealed interface PoolAdmission {

  /**
   * It waits.
   *
   * @param dropped what had to go for it
   */
  record Waits(PoolEntry waiting, List<PoolDrop> dropped) implements PoolAdmission {

    public Waits {
      dropped = List.copyOf(dropped);
    }
  }

  /**
   * It does not, and nothing has changed.
   *
   * @param reason why, for programs
   * @param detail one line, for people
   */
  record Refused(RejectReason reason, String detail) implements PoolAdmission {}

  /** The new entry, if it waits. */
  default Optional<PoolEntry> entry() {
    return this instanceof Waits(PoolEntry waiting, var _)
        ? Optional.of(waiting)
        : Optional.empty();
  }
}
