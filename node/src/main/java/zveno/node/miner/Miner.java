package zveno.node.miner;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import zveno.kernel.mining.DecimalSearch;
import zveno.kernel.model.Block;
import zveno.node.service.ChainService;
import zveno.node.service.Sealing;
import zveno.node.service.UnavailableException;
import zveno.node.service.UnavailableException.Reason;

/**
 * Mines one block after the other, however many ask at once: each gets a block of its own. A search
 * whose tip has moved begins again on the new one.
 */
public final class Miner implements AutoCloseable {

  private static final int MOST_WAITING = 256;
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final ChainService service;
  private final String rewardTo;
  private final ThreadPoolExecutor searcher;
  private volatile boolean closed;

  /**
   * @param rewardTo the node's identifier, which earns the rewards
   */
  public Miner(ChainService service, String rewardTo) {
    this.service = service;
    this.rewardTo = rewardTo;
    this.searcher =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().name("miner").daemon().factory());
  }

  /** Who earns the rewards. */
  public String rewardTo() {
    return rewardTo;
  }

  /**
   * Mines a block, and returns when it is on disk; how long that takes is a matter of luck and of
   * the difficulty.
   *
   * @throws UnavailableException if the node cannot write, has too many waiting, or shuts down
   */
  public Block mine() {
    try {
      return CompletableFuture.supplyAsync(this::searchAndSeal, searcher).join();
    } catch (RejectedExecutionException e) {
      throw searcher.isShutdown()
          ? new UnavailableException(Reason.STOPPED, "the node is shutting down", e)
          : new UnavailableException(
              Reason.BUSY, MOST_WAITING + " blocks are waiting to be mined; try again later", e);
    } catch (CompletionException e) {
      if (e.getCause() instanceof UnavailableException why) {
        throw new UnavailableException(why.reason(), String.valueOf(why.getMessage()), why);
      }
      throw e;
    }
  }

  private Block searchAndSeal() {
    while (!closed) {
      Block last = service.tipBlock();
      Optional<BigInteger> proof =
          DecimalSearch.smallest(
              service.rules().puzzle(last), () -> closed || !service.tip().id().equals(last.id()));
      if (proof.isPresent()) {
        switch (service.seal(last.id(), proof.get(), rewardTo)) {
          case Sealing.Sealed sealed -> {
            return sealed.block();
          }
          case Sealing.Stale stale -> {
            // somebody else was quicker: search on the new tip
          }
          case Sealing.Refused refused ->
              throw new IllegalStateException("our own proof was refused: " + refused.why());
        }
      }
    }
    throw new UnavailableException(Reason.STOPPED, "the node is shutting down");
  }

  /** Mines for those who wait already, for a moment; then ends the search, and they are told. */
  @Override
  public void close() {
    searcher.shutdown();
    boolean interrupted = false;
    try {
      var _ = searcher.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    closed = true;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
