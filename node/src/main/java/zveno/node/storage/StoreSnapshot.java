package zveno.node.storage;

import java.util.function.Supplier;
import zveno.kernel.rules.RuleSet;
import zveno.node.storage.engine.EngineReader;

/**
 * What a store held at one moment, whatever is written after it. Cheap to take. As long as it is
 * open the disk cannot give back what it shows, so it must be closed; closing it twice does no
 * harm, and what is being read while it is closed is read to the end.
 */
public final class StoreSnapshot extends StoreView implements AutoCloseable {

  private final EngineReader reader;

  StoreSnapshot(EngineReader frozen, Supplier<RuleSet> rules) {
    super(frozen, rules);
    this.reader = frozen;
  }

  @Override
  public void close() {
    var _ = reader.shut();
  }
}
