package zveno.kernel.pool;

import java.util.function.Consumer;
import zveno.kernel.rules.BlockEntries;

/** The entries of many blocks, shown block by block and kept nowhere. May be shown again. */
@FunctionalInterface
public interface CarriedEntries {

  /** Those of no block. */
  CarriedEntries NONE = visitor -> {};

  /** Shows the entries of each block to the visitor. */
  void each(Consumer<BlockEntries> visitor);
}
