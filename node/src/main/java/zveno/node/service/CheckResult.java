package zveno.node.service;

import java.util.List;
import zveno.kernel.rules.PoolDrop;
import zveno.kernel.rules.RejectReason;

/** What would become of a transaction if it were posted now. */
public sealed interface CheckResult {

  /**
   * It would be accepted and not doubled: it waits already, or the chain has it.
   *
   * @param block the block that a post would be told
   */
  record Known(long block) implements CheckResult {}

  /**
   * It would wait.
   *
   * @param block the block that a post would be told
   * @param drops what would have to go for it
   */
  record Accepted(long block, List<PoolDrop> drops) implements CheckResult {

    public Accepted {
      drops = List.copyOf(drops);
    }
  }

  /**
   * It might not wait.
   *
   * @param reason why, for programs
   * @param detail one line, for people
   */
  record Refused(RejectReason reason, String detail) implements CheckResult {}
}
