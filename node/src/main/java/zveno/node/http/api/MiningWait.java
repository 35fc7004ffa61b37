package zveno.node.http.api;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import zveno.kernel.model.Block;
import zveno.node.http.routing.Exchange;
import zveno.node.http.transport.HttpException;
import zveno.node.miner.BlockRequest;

/** A client waits for blocks that it has asked the miner for; not any longer if it hangs up. */
final class MiningWait {

  private @Nullable BlockRequest asked;
  private boolean over;

  private MiningWait() {}

  /**
   * Waits for a block that this client has asked for.
   *
   * @throws HttpException if it has hung up
   */
  static Block one(Exchange exchange, BlockRequest asked) {
    List<Block> found = new ArrayList<>(1);
    many(exchange, 1, () -> asked, found::add);
    return found.getFirst();
  }

  /**
   * Asks for blocks, one after the other, and waits for each; if this client hangs up, it withdraws
   * the one that it waits for, and asks for no more.
   *
   * @throws HttpException if it has
   */
  static void many(
      Exchange exchange, long count, Supplier<BlockRequest> ask, Consumer<Block> found) {
    MiningWait wait = new MiningWait();
    try (var _ = exchange.watch(wait::end)) {
      for (long i = 0; i < count; i++) {
        found.accept(wait.begin(ask).await().orElseThrow(MiningWait::gone));
      }
    }
  }

  private synchronized BlockRequest begin(Supplier<BlockRequest> ask) {
    if (over) {
      throw gone();
    }
    BlockRequest next = ask.get();
    asked = next;
    return next;
  }

  private synchronized void end() {
    over = true;
    if (asked != null) {
      asked.withdraw();
    }
  }

  private static HttpException gone() {
    return new HttpException(408, "the connection was closed before the block was found").closing();
  }
}
