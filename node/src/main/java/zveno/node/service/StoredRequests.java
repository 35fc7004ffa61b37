package zveno.node.service;

import java.util.function.Consumer;
import java.util.function.Supplier;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.chain.ChainPath;
import zveno.kernel.chain.ChainView;
import zveno.kernel.chain.MissingBlockException;
import zveno.kernel.chain.PathReader;
import zveno.kernel.chain.Tracing;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockEntries;
import zveno.kernel.pool.Requests;
import zveno.kernel.rules.RuleSet;

/**
 * What people asked blocks of the store to carry, read as often as it is asked for.
 *
 * @param path where the blocks lie
 * @param blocks goes over them
 */
record StoredRequests(RuleSet rules, ChainView view, ChainPath path, Supplier<PathReader> blocks)
    implements Requests {

  @Override
  public void each(Consumer<BlockEntries> visitor) {
    try (PathReader reader = blocks.get()) {
      while (reader.next()) {
        visitor.accept(Tracing.stored(rules, view, path.at(reader.height()), read(reader)));
      }
    }
  }

  private Block read(PathReader reader) {
    try {
      return rules.codec().block(reader.bytes(), reader.height());
    } catch (DecodeException e) {
      throw new MissingBlockException("the stored block " + reader.height() + " is unreadable", e);
    }
  }
}
