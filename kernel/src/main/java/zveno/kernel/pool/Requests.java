package zveno.kernel.pool;

import java.util.function.Consumer;
import zveno.kernel.model.BlockEntries;

/** What many blocks carry, shown block by block and kept nowhere. May be gone through again. */
@FunctionalInterface
public interface Requests {

  /** Those of no block. */
  Requests NONE = visitor -> {};

  /** Shows what each block carries to the visitor. */
  void each(Consumer<BlockEntries> visitor);
}
