package zveno.kernel.chain;

import java.util.List;
import java.util.Optional;
import zveno.kernel.model.Block;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.state.StateView;

/**
 * The chain below a block, as a store has it. What is not the parent is read when it is asked for.
 * For one thread; must be closed.
 */
public final class StoredContext implements ChainContext, AutoCloseable {

  private final RuleSet rules;
  private final ChainView view;
  private final ChainPath path;
  private final Block parent;
  private final List<Block> unstored;
  private final StateReader state;

  /**
   * @param view holds the blocks of the path
   * @param path leads to the parent, or past it
   * @param parent the parent, which need not be in the view
   */
  public StoredContext(RuleSet rules, ChainView view, ChainPath path, Block parent) {
    this(
        rules,
        view,
        path,
        parent,
        List.of(),
        new LazyState(() -> view.state(path.upTo(parent.height()))));
  }

  /**
   * @param unstored blocks of the path that are not in the view yet, lowest first; the last is the
   *     parent
   * @param state the state after the parent
   */
  StoredContext(
      RuleSet rules,
      ChainView view,
      ChainPath path,
      Block parent,
      List<Block> unstored,
      StateReader state) {
    this.rules = rules;
    this.view = view;
    this.path = path;
    this.parent = parent;
    this.unstored = unstored;
    this.state = state;
  }

  /**
   * The chain up to a height.
   *
   * @param view holds the blocks of the path
   * @param height 1 to that of the path's end
   * @throws MissingBlockException if the block is not there, or cannot be read
   */
  public static StoredContext at(RuleSet rules, ChainView view, ChainPath path, long height) {
    return new StoredContext(rules, view, path, StoredBlocks.read(rules, view, path.at(height)));
  }

  @Override
  public Optional<Block> parent() {
    return Optional.of(parent);
  }

  @Override
  public Block ancestor(long height) {
    if (height == parent.height()) {
      return parent;
    }
    if (height > parent.height()) {
      throw new IndexOutOfBoundsException("block " + height + " is not below this context");
    }
    if (!unstored.isEmpty() && height >= unstored.getFirst().height()) {
      return unstored.get((int) (height - unstored.getFirst().height()));
    }
    return StoredBlocks.read(rules, view, path.at(height));
  }

  @Override
  public StateView state() {
    return state;
  }

  @Override
  public void close() {
    state.close();
  }
}
