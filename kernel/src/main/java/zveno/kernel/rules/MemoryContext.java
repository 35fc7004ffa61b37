package zveno.kernel.rules;

import java.util.List;
import java.util.Optional;
import zveno.kernel.model.Block;
import zveno.kernel.state.StateView;

/** The context after blocks that are in memory, lowest first. */
record MemoryContext(List<? extends Block> blocks, StateView state) implements ChainContext {

  @Override
  public Optional<Block> parent() {
    return blocks.isEmpty() ? Optional.empty() : Optional.of(blocks.getLast());
  }

  @Override
  public Block ancestor(long height) {
    long index = blocks.isEmpty() ? -1 : height - blocks.getFirst().height();
    if (index < 0 || index >= blocks.size()) {
      throw new IndexOutOfBoundsException("no block " + height + " in this context");
    }
    return blocks.get((int) index);
  }
}
