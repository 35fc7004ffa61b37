package zveno.node.service;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.ChainPath;
import zveno.kernel.chain.PathReader;
import zveno.kernel.chain.Tip;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.BlockMemo;
import zveno.kernel.model.EntryKey;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.pool.PoolState;
import zveno.kernel.rules.TransactionIdentity;
import zveno.node.storage.StoreSnapshot;

/**
 * The node as it was after one commit: nothing in it moves, and all of it is on disk. Whoever looks
 * at it must close it, once.
 */
public final class ChainSnapshot implements AutoCloseable {

  private final StoreSnapshot store;
  private final TransactionIdentity identity;
  private final Tip tip;
  private final ChainPath path;
  private final Block tipBlock;
  private final PoolState pool;
  private final AtomicInteger holders = new AtomicInteger(1);

  ChainSnapshot(
      StoreSnapshot store, TransactionIdentity identity, Tip tip, ChainPath path, Block tipBlock) {
    this.store = store;
    this.identity = identity;
    this.tip = tip;
    this.path = path;
    this.tipBlock = tipBlock;
    this.pool = store.poolState();
  }

  /** One holder more; false if the last one has already gone. */
  boolean hold() {
    return holders.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
  }

  /** The end of the chain. */
  public Tip tip() {
    return tip;
  }

  /** The last block. */
  public Block tipBlock() {
    return tipBlock;
  }

  /** The way from the root to the tip. */
  public ChainPath path() {
    return path;
  }

  /** The bounds and sums of the pool. */
  public PoolState pool() {
    return pool;
  }

  /** What the store held. */
  public StoreSnapshot store() {
    return store;
  }

  /** What is kept beside a block of the chain. */
  public BlockMemo memo(BlockPosition where) {
    return store.memo(where).orElse(BlockMemo.NONE);
  }

  /** The entry of this identity, if it waits. */
  public Optional<PoolEntry> waiting(EntryKey key) {
    return store.entries(key).stream().filter(entry -> pool.holds(entry.place())).findFirst();
  }

  /** Has this entry been removed by a person? It may wait or stand in the chain since. */
  public boolean wasRemoved(EntryKey key) {
    return store.wasRemoved(key);
  }

  /** The block of the chain that has this entry; nothing if none has. */
  public Optional<BlockPosition> blockOf(EntryKey key) {
    return store.blockOf(key, path, identity);
  }

  /** Does a block of the chain have this entry? */
  public boolean isInChain(EntryKey key) {
    return blockOf(key).isPresent();
  }

  /** The hash of the block of this height, from 1 on; nothing if the chain has none. */
  public Optional<BlockId> idAt(long height) {
    if (height < 1 || height > tip.height()) {
      return Optional.empty();
    }
    try (PathReader block = blocks(height, height)) {
      return block.next() ? Optional.of(block.id()) : Optional.empty();
    }
  }

  /** Blocks of the chain from one height to another, both included, lowest first. */
  public PathReader blocks(long from, long to) {
    return PathReader.ascending(store, path, from, to);
  }

  /** One holder less. */
  @Override
  public void close() {
    if (holders.decrementAndGet() == 0) {
      store.close();
    }
  }
}
