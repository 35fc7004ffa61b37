package zveno.kernel.pool;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Transaction;
import zveno.kernel.model.TxId;
import zveno.kernel.rules.BlockCodec;
import zveno.kernel.rules.BlockEntries;
import zveno.kernel.rules.EntryMatching;

/**
 * Has the pool follow the chain to another branch. An entry waits, or stands in the chain, and
 * never both: what joins with a block leaves the queue, and what left with a block and did not join
 * again with another goes back to the front of the queue, under the id it had. Every occurrence
 * counts for one entry:
 *
 * <ul>
 *   <li>If its id is known, it is the entry that has this id and this content, wherever that was.
 *   <li>Otherwise the rule set decides, by {@link EntryMatching}.
 * </ul>
 *
 * <p>However many leave or wait, no more than {@link #MAX_COUNTED} are in memory: those whose ids
 * fall into one part of all ids after those of the next, and all blocks are gone through for each
 * part.
 *
 * <p>For one use, on the pool's thread.
 */
public final class Reconciliation {

  /** How many entries are put back in one write. */
  private static final int PER_WRITE = 1_000;

  /** After how many canonical bytes there is a write in any case. */
  private static final long BYTES_PER_WRITE = 1 << 20;

  /** How many entries with the same content are looked at in one read. */
  private static final int PER_LOOK = 100;

  /** How many entries are distinguished at a time; each needs up to 500 bytes of memory. */
  private static final int MAX_COUNTED = 100_000;

  private final Pool pool;
  private final PoolStore store;
  private final BlockCodec codec;
  private final EntryMatching matching;
  private final Instant now;
  private final PoolBatch batch;

  private Reconciliation(Pool pool, EntryMatching matching, Instant now, PoolBatch batch) {
    this.pool = pool;
    this.store = pool.store();
    this.codec = pool.codec();
    this.matching = matching;
    this.now = now;
    this.batch = batch;
  }

  /**
   * Has the pool follow the chain.
   *
   * @param leaving what the blocks carry that leave, last block first
   * @param joining what the blocks carry that join, first block first
   * @param matching finds out which entries joining blocks have, where that is not known
   */
  public static void reorganise(
      Pool pool,
      CarriedEntries leaving,
      CarriedEntries joining,
      EntryMatching matching,
      Instant now,
      PoolBatch batch) {
    new Reconciliation(pool, matching, now, batch).follow(leaving, joining);
  }

  private void follow(CarriedEntries leaving, CarriedEntries joining) {
    long[] count = {pool.state().count()};
    leaving.each(block -> count[0] += block.count());
    if (count[0] == 0) {
      return;
    }
    clearLeftOvers();
    int parts = Math.toIntExact(count[0] / MAX_COUNTED + 1);
    long lowest = pool.state().first();
    for (int number = 0; number < parts; number++) {
      lowest = Math.min(lowest, new Part(number, parts).reorganise(leaving, joining));
    }
    matching.complete();
    pool.become(pool.state().between(lowest, pool.state().next()));
    batch.setPool(pool.state());
  }

  /** The transactions whose ids fall into one part of all ids. */
  private final class Part implements EntryMatching.Unmatched {

    private final int number;
    private final int parts;

    /** What has left and not joined again: by its content, the oldest last. */
    private final Map<TxId, SequencedSet<EntryId>> lost = new HashMap<>();

    /** What blocks have been found to carry by ids that are derived from them. */
    private final Set<EntryKey> found = new HashSet<>();

    /** The places of entries that have been taken out. */
    private final Set<Long> removed = new HashSet<>();

    /** For contents that have been looked up before, the place to continue from. */
    private final Map<TxId, Long> lookedUpTo = new HashMap<>();

    Part(int number, int parts) {
      this.number = number;
      this.parts = parts;
    }

    /** Returns the lowest place used. */
    long reorganise(CarriedEntries leaving, CarriedEntries joining) {
      leaving.each(this::lose);
      if (!lost.isEmpty() || pool.state().count() > 0) {
        joining.each(this::settleByKey);
      }
      if (!lost.isEmpty() || candidates() > 0) {
        joining.each(this::match);
      }
      return putBack(leaving);
    }

    private boolean holds(BlockEntries block, int position) {
      return parts == 1
          || Math.floorMod(block.transaction(position).id().hashCode(), parts) == number;
    }

    private long candidates() {
      return matching.candidates(pool.state().count(), pool.state().returned());
    }

    private void lose(BlockEntries block) {
      for (int i = block.count() - 1; i >= 0; i--) {
        if (holds(block, i)) {
          EntryKey key = block.key(i);
          lost.computeIfAbsent(key.transaction(), _ -> new LinkedHashSet<>(2)).add(key.id());
        }
      }
    }

    private boolean find(EntryKey key) {
      SequencedSet<EntryId> alike = lost.get(key.transaction());
      if (alike == null || !alike.remove(key.id())) {
        return false;
      }
      if (alike.isEmpty()) {
        lost.remove(key.transaction());
      }
      return true;
    }

    private void settleByKey(BlockEntries block) {
      for (int i = 0; i < block.count(); i++) {
        if (holds(block, i)) {
          EntryKey key = block.key(i);
          if ((find(key) || clear(key)) && !block.areKnown()) {
            found.add(key);
          }
        }
      }
    }

    private boolean clear(EntryKey key) {
      if (pool.state().count() == 0) {
        return false;
      }
      Optional<PoolEntry> entry = pool.waiting(key).filter(one -> !removed.contains(one.place()));
      entry.ifPresent(this::take);
      return entry.isPresent();
    }

    private void take(PoolEntry entry) {
      pool.remove(entry, batch);
      removed.add(entry.place());
    }

    private void match(BlockEntries block) {
      if (block.areKnown()) {
        return;
      }
      for (int i = 0; i < block.count(); i++) {
        if (holds(block, i) && !found.contains(block.key(i))) {
          matching.match(block, i, this);
        }
      }
    }

    @Override
    public Optional<EntryId> takeLeft(TxId content) {
      SequencedSet<EntryId> alike = lost.get(content);
      if (alike == null) {
        return Optional.empty();
      }
      EntryId oldest = alike.getLast();
      find(new EntryKey(oldest, content));
      return Optional.of(oldest);
    }

    @Override
    public Optional<EntryId> takeWaiting(TxId content, boolean onlyReturned) {
      long some = onlyReturned ? pool.state().returned() : pool.state().count();
      return some == 0 ? Optional.empty() : clear(content, onlyReturned).map(PoolEntry::id);
    }

    /** Takes one entry with this content out, if there is one. */
    private Optional<PoolEntry> clear(TxId content, boolean onlyReturned) {
      long from = Math.max(pool.state().first(), lookedUpTo.getOrDefault(content, Long.MIN_VALUE));
      List<PoolEntry> page = store.livePool().entries(content, from, PER_LOOK);
      while (!page.isEmpty()) {
        for (PoolEntry entry : page) {
          lookedUpTo.put(content, entry.place() + 1);
          if (mayBeCleared(entry, onlyReturned)) {
            take(entry);
            return Optional.of(entry);
          }
        }
        page = store.livePool().entries(content, page.getLast().place() + 1, PER_LOOK);
      }
      return Optional.empty();
    }

    private boolean mayBeCleared(PoolEntry entry, boolean onlyReturned) {
      return (entry.returned() || !onlyReturned)
          && pool.state().holds(entry.place())
          && !removed.contains(entry.place());
    }

    /**
     * The blocks come tip first and the queue grows at its front, so their order is kept. Each
     * leaving transaction has a place of its own, whether it is put back or not, so that the parts
     * do not get into each other's way.
     *
     * @return the lowest place used
     */
    private long putBack(CarriedEntries leaving) {
      if (lost.isEmpty()) {
        return pool.state().first();
      }
      List<PoolEntry> some = new ArrayList<>(PER_WRITE);
      long[] place = {pool.state().first(), pool.state().first()};
      long[] bytes = {0};
      leaving.each(block -> {
        for (int i = block.count() - 1; i >= 0; i--) {
          place[0]--;
          if (holds(block, i) && find(block.key(i))) {
            PoolEntry entry = putBack(block, i, place[0]);
            some.add(entry);
            place[1] = entry.place();
            pool.become(pool.state().plus(entry));
            bytes[0] += entry.transaction().size();
            if (some.size() == PER_WRITE || bytes[0] >= BYTES_PER_WRITE) {
              stage(some);
              bytes[0] = 0;
            }
          }
        }
      });
      stage(some);
      return place[1];
    }

    private PoolEntry putBack(BlockEntries block, int position, long place) {
      // with bytes of its own, or it would keep all of its block in memory
      Transaction own = codec.transaction(block.transaction(position).encoded(), 0);
      return new PoolEntry(place, block.key(position).id(), now, true, own);
    }
  }

  /** Of a reorganisation that did not reach the disk: its places would count once others do. */
  private void clearLeftOvers() {
    List<PoolEntry> left = leftOvers(Long.MIN_VALUE);
    while (!left.isEmpty()) {
      List<PoolEntry> some = left;
      store.stagePool(batch -> some.forEach(batch::remove));
      left = leftOvers(some.getLast().place() + 1);
    }
  }

  private List<PoolEntry> leftOvers(long from) {
    return store.livePool().entries(from, pool.state().first(), PER_WRITE, BYTES_PER_WRITE);
  }

  /** These places do not count before the batch says so: a crash in between leaves no trace. */
  private void stage(List<PoolEntry> some) {
    List<PoolEntry> entries = List.copyOf(some);
    store.stagePool(staged -> entries.forEach(staged::add));
    some.clear();
  }
}
