package zveno.node.service;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import zveno.kernel.chain.ChainBatch;
import zveno.kernel.chain.ChainPath;
import zveno.kernel.chain.Tracing;
import zveno.kernel.model.BlockEntries;
import zveno.kernel.model.EntryId;
import zveno.kernel.pool.Recognition;

/** Collects which entries joining blocks have been found to carry, and stores that. */
final class Recognised implements Recognition {

  /** Of how many requests at most it is remembered, about, before it is written. */
  private static final int PER_WRITE = 2_000;

  private record Found(BlockEntries block, List<EntryId> ids) {}

  private final ChainPath path;
  private final Consumer<Consumer<ChainBatch>> write;
  private final int most;
  private final Map<Long, Found> found = new LinkedHashMap<>();
  private int requests;

  private Recognised(ChainPath path, Consumer<Consumer<ChainBatch>> write, int most) {
    this.path = path;
    this.write = write;
    this.most = most;
  }

  /**
   * For blocks that the store has; written as it comes.
   *
   * @param path where they lie
   * @param stage writes what no path leads to yet
   */
  static Recognised ofStored(ChainPath path, Consumer<Consumer<ChainBatch>> stage) {
    return new Recognised(path, stage, PER_WRITE);
  }

  /** For a few blocks that are in the batch; written by {@link #complete}. */
  static Recognised ofNew(ChainPath path, ChainBatch batch) {
    return new Recognised(path, changes -> changes.accept(batch), Integer.MAX_VALUE);
  }

  @Override
  public void recognised(BlockEntries block, int position, EntryId id) {
    Found known = found.get(block.height());
    if (known == null) {
      makeRoomFor(block);
      known = new Found(block, new ArrayList<>(block.trace().ids()));
      found.put(block.height(), known);
    }
    known.ids().set(position, id);
  }

  private void makeRoomFor(BlockEntries block) {
    if (requests > 0 && requests + block.count() > most) {
      complete();
    }
    requests += block.count();
  }

  /** Writes what it still has. */
  void complete() {
    if (!found.isEmpty()) {
      write.accept(batch ->
          found.forEach(
              (height, one) -> Tracing.recognise(batch, path.at(height), one.block(), one.ids())));
    }
    found.clear();
    requests = 0;
  }
}
