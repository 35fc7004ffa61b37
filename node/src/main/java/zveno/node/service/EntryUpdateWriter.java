package zveno.node.service;

import java.util.List;
import java.util.function.Consumer;
import zveno.kernel.chain.ChainBatch;
import zveno.kernel.chain.ChainPath;
import zveno.kernel.chain.EntryRows;
import zveno.kernel.rules.EntryUpdates;

/**
 * Stores which entries joining blocks have been found to carry.
 *
 * @param path where the blocks lie
 * @param write writes changes at once, or when all else is written
 * @param areShown whether it writes at once
 */
record EntryUpdateWriter(ChainPath path, Consumer<Consumer<ChainBatch>> write, boolean areShown)
    implements EntryUpdates {

  /**
   * For blocks that the store has.
   *
   * @param stage writes what no path leads to yet
   */
  static EntryUpdateWriter ofStored(ChainPath path, Consumer<Consumer<ChainBatch>> stage) {
    return new EntryUpdateWriter(path, stage, true);
  }

  /** For a few blocks that are in the batch. */
  static EntryUpdateWriter ofNew(ChainPath path, ChainBatch batch) {
    return new EntryUpdateWriter(path, changes -> changes.accept(batch), false);
  }

  @Override
  public void replace(List<Update> updates) {
    write.accept(batch -> {
      for (Update one : updates) {
        EntryRows.replace(batch, path.at(one.before().height()), one.before(), one.after());
      }
    });
  }
}
