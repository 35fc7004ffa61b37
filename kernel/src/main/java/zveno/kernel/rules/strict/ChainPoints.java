package zveno.kernel.rules.strict;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zveno.kernel.merkle.MerkleFrontier;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.strict.work.Header;

/**
 * What must be known of a chain at its last block, read from the state; of recent blocks it is in
 * memory. A block's hash seals the whole chain below it, so that one block has one point. For any
 * number of threads.
 */
final class ChainPoints {

  /** A point takes about 2 KiB. */
  private static final int MAX_KNOWN = 256;

  private final Map<BlockId, ChainPoint> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<BlockId, ChainPoint> eldest) {
          return size() > MAX_KNOWN;
        }
      };

  /** The point at the parent of a context, which must have one. */
  ChainPoint at(ChainContext context, Genesis genesis) {
    StrictChainBlock parent = StrictChainBlock.of(context.parent().orElseThrow());
    return find(parent.id()).orElseGet(() -> put(parent.id(), read(parent, context, genesis)));
  }

  private static ChainPoint read(StrictChainBlock parent, ChainContext context, Genesis genesis) {
    if (parent instanceof GenesisBlock) {
      return ChainPoint.of(genesis);
    }
    StrictState state = new StrictState(context.state());
    Header header = parent.header();
    return new ChainPoint(
        genesis,
        parent.height(),
        header.digest(),
        header.timestamp(),
        state.awake(parent.height()),
        MerkleFrontier.read(parent.height(), state));
  }

  /** Keeps the point at a block whose header has been found right in its place. */
  ChainPoint put(BlockId block, ChainPoint point) {
    synchronized (known) {
      known.put(block, point);
    }
    return point;
  }

  /** The point at a block, if it is at hand. */
  Optional<ChainPoint> find(BlockId block) {
    synchronized (known) {
      @Nullable ChainPoint point = known.get(block);
      return Optional.ofNullable(point);
    }
  }
}
