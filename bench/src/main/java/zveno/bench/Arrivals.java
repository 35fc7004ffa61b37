package zveno.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import zveno.node.cli.LocalNode;
import zveno.node.service.ChainEvent.BlockAdded;
import zveno.node.service.ChainEvent.EntryAccepted;
import zveno.node.service.ChainEvent.EntryDropped;
import zveno.node.service.ChainEvent.EntryRemoved;
import zveno.node.service.ChainEvent.Reorganised;
import zveno.node.service.Event;
import zveno.node.service.EventLog;

/** When each of some nodes of this process has made a block the end of its chain. */
final class Arrivals implements AutoCloseable {

  private static final long MAX_SECONDS = 120;

  private final int nodes;
  private final Map<String, Block> blocks = new ConcurrentHashMap<>();
  private final List<Thread> watchers;

  /** Where one block has arrived. */
  private static final class Block {

    private final CountDownLatch missing;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    Block(int nodes) {
      missing = new CountDownLatch(nodes);
    }

    synchronized void arrived(long nanos) {
      first = Math.min(first, nanos);
      last = Math.max(last, nanos);
      missing.countDown();
    }

    synchronized long nanos() {
      return last - first;
    }
  }

  Arrivals(List<LocalNode> nodes) {
    this.nodes = nodes.size();
    this.watchers =
        nodes.stream()
            .map(LocalNode::events)
            .map(log -> Thread.ofVirtual().start(() -> watch(log, log.newest())))
            .toList();
  }

  private void watch(EventLog log, long newest) {
    long last = newest;
    try {
      while (true) {
        if (log.awaitAfter(last, Long.MAX_VALUE, Duration.ofSeconds(10))) {
          long now = System.nanoTime();
          for (Event event : log.after(last)) {
            last = event.id();
            switch (event.what()) {
              case BlockAdded block -> block(block.id().hex()).arrived(now);
              case Reorganised reorg -> block(reorg.tip().hex()).arrived(now);
              case EntryAccepted _, EntryRemoved _, EntryDropped _ -> {}
            }
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Block block(String hash) {
    return blocks.computeIfAbsent(hash, _ -> new Block(nodes));
  }

  /**
   * Waits until a block is everywhere; each block once.
   *
   * @return how many nanoseconds that was after it was at the first node
   */
  long await(String hash) throws IOException, InterruptedException {
    Block block = block(hash);
    if (!block.missing.await(MAX_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException(
          "after " + MAX_SECONDS + " s a block is missing at " + block.missing.getCount());
    }
    blocks.clear(); // earlier ones are not needed
    return block.nanos();
  }

  @Override
  public void close() {
    watchers.forEach(Thread::interrupt);
  }
}
