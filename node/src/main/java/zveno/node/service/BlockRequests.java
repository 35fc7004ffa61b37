package zveno.node.service;

import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.chain.MissingBlockException;
import zveno.kernel.chain.PathReader;
import zveno.kernel.model.Transaction;
import zveno.kernel.pool.Requests;
import zveno.kernel.rules.RuleSet;

/** What people asked blocks of the store to carry, read as often as it is asked for. */
final class BlockRequests {

  private BlockRequests() {}

  /** In the order of the blocks, and each block's in their order. */
  static Requests firstFirst(RuleSet rules, Supplier<PathReader> blocks) {
    return each(rules, blocks, UnaryOperator.identity());
  }

  /** In the order of the blocks, but each block's from its last to its first. */
  static Requests lastFirst(RuleSet rules, Supplier<PathReader> blocks) {
    return each(rules, blocks, List::reversed);
  }

  private static Requests each(
      RuleSet rules, Supplier<PathReader> blocks, UnaryOperator<List<Transaction>> order) {
    return visitor -> {
      try (PathReader reader = blocks.get()) {
        while (reader.next()) {
          order.apply(read(rules, reader)).forEach(visitor);
        }
      }
    };
  }

  private static List<Transaction> read(RuleSet rules, PathReader reader) {
    try {
      return rules.requests(rules.decode(reader.bytes(), reader.height()));
    } catch (DecodeException e) {
      throw new MissingBlockException("the stored block " + reader.height() + " is unreadable", e);
    }
  }
}
