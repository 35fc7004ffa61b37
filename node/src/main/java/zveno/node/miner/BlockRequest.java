package zveno.node.miner;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import zveno.kernel.model.Block;
import zveno.node.service.UnavailableException;

/** A request for a block, which its caller waits for; no two are the same. */
public final class BlockRequest {

  private final CompletableFuture<Block> block = new CompletableFuture<>();
  private final long askedAt = System.nanoTime();
  private final Consumer<BlockRequest> withdraw;

  BlockRequest(Consumer<BlockRequest> withdraw) {
    this.withdraw = withdraw;
  }

  /** When it was made, in nanoseconds of {@link System#nanoTime}. */
  long askedAt() {
    return askedAt;
  }

  /** What answers it. */
  CompletableFuture<Block> block() {
    return block;
  }

  /**
   * Waits until the block is on disk; how long that takes is a matter of luck and of the
   * difficulty.
   *
   * @return nothing if it has been withdrawn
   * @throws UnavailableException if the node cannot write, or shuts down
   */
  public Optional<Block> await() {
    try {
      return Optional.of(block.join());
    } catch (CancellationException e) {
      return Optional.empty();
    } catch (CompletionException e) {
      if (e.getCause() instanceof UnavailableException why) {
        throw new UnavailableException(why.reason(), String.valueOf(why.getMessage()), why);
      }
      throw e;
    }
  }

  /** Gives it up; the block is made all the same if it has been found already. */
  public void withdraw() {
    withdraw.accept(this);
  }
}
