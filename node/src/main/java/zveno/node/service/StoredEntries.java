package zveno.node.service;

import java.util.function.Consumer;
import java.util.function.Supplier;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.chain.ChainPath;
import zveno.kernel.chain.ChainView;
import zveno.kernel.chain.MissingBlockException;
import zveno.kernel.chain.PathReader;
import zveno.kernel.model.Block;
import zveno.kernel.pool.CarriedEntries;
import zveno.kernel.rules.BlockEntries;
import zveno.kernel.rules.RuleSet;

/**
 * The entries of blocks of the store, read as often as they are asked for.
 *
 * @param path where the blocks lie
 * @param blocks goes over them
 */
record StoredEntries(RuleSet rules, ChainView view, ChainPath path, Supplier<PathReader> blocks)
    implements CarriedEntries {

  @Override
  public void each(Consumer<BlockEntries> visitor) {
    try (PathReader reader = blocks.get()) {
      while (reader.next()) {
        visitor.accept(rules.identity().stored(read(reader), view.memo(path.at(reader.height()))));
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
