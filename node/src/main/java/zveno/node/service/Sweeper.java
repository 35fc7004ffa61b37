package zveno.node.service;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.kernel.chain.MissingBlockException;
import zveno.kernel.chain.StaleBlocks;
import zveno.kernel.rules.RuleSet;
import zveno.node.storage.RocksStore;
import zveno.node.storage.errors.StoreDamagedException;
import zveno.node.storage.errors.StoreFullException;

/**
 * Takes blocks that nothing leads to out of the store, in the background. What is still there when
 * the node is closed, the next start finds. May be used by any thread.
 */
final class Sweeper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  private static final Duration SWEEP_AGAIN = Duration.ofSeconds(10);

  private final RuleSet rules;
  private final RocksStore store;
  private final Consumer<Throwable> onDamage;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("sweeper").daemon().factory());

  private volatile boolean closed;

  /**
   * @param onDamage hears of damage that a sweep has found
   */
  Sweeper(RuleSet rules, RocksStore store, Consumer<Throwable> onDamage) {
    this.rules = rules;
    this.store = store;
    this.onDamage = onDamage;
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** All that the store has and its tree does not hold: what was interrupted by the last end. */
  void sweepLeftOvers() {
    sweep(StaleBlocks.in(store.live()));
  }

  /** Returns at once. */
  void sweep(List<StaleBlocks> garbage) {
    if (garbage.isEmpty()) {
      return;
    }
    try {
      garbage.forEach(one -> thread.execute(() -> sweepNow(one)));
    } catch (RejectedExecutionException e) {
      LOG.debug("postponed to the next start: {}", garbage);
    }
  }

  private void sweepNow(StaleBlocks garbage) {
    try {
      if (!closed && garbage.isOutside(store.live())) {
        garbage.sweep(rules, store);
        store.compact(garbage.stretch());
      }
    } catch (StoreFullException e) {
      LOG.warn("no disk space to remove stale blocks at the moment: {}", e.getMessage());
      var _ =
          thread.schedule(() -> sweepNow(garbage), SWEEP_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (StoreDamagedException | MissingBlockException e) {
      onDamage.accept(e);
    } catch (RuntimeException e) {
      if (!closed) {
        LOG.warn("stale blocks could not be removed: {}", e.getMessage());
      }
    }
  }

  /** Begins no more; a sweep that is under way ends with its present block. */
  void stop() {
    closed = true;
  }

  @Override
  public void close() {
    stop();
    thread.shutdown();
  }
}
