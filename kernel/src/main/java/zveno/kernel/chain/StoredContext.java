package zveno.kernel.chain;

import java.util.Optional;
import zveno.kernel.model.Block;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.RuleSet;

/**
 * The chain below a block, as a store has it. What is not the parent is read when it is asked for.
 *
 * @param view holds the blocks of the path
 * @param path leads to the parent, or past it
 * @param last the parent, which need not be in the view
 */
public record StoredContext(RuleSet rules, ChainView view, Path path, Block last)
    implements ChainContext {

  @Override
  public Optional<Block> parent() {
    return Optional.of(last);
  }

  @Override
  public Block ancestor(long height) {
    if (height == last.height()) {
      return last;
    }
    if (height > last.height()) {
      throw new IndexOutOfBoundsException("block " + height + " is not below this context");
    }
    return block(rules, view, path.at(height));
  }

  /**
   * A block of a store.
   *
   * @throws MissingBlockException if it is not there, or cannot be read
   */
  static Block block(RuleSet rules, ChainView view, Location where) {
    StoredBlock stored =
        view.block(where)
            .orElseThrow(() -> new MissingBlockException("the store lacks the block at " + where));
    return Chain.decode(rules, stored.bytes(), where.height());
  }
}
