package zveno.node.http;

import java.io.IOException;
import zveno.kernel.chain.PathReader;
import zveno.kernel.model.Block;
import zveno.node.miner.Miner;
import zveno.node.service.ChainService;

/** {@code /api/v1/blocks}. */
final class BlocksApi {

  private final ChainService service;
  private final Miner miner;

  BlocksApi(HttpParts parts) {
    this.service = parts.service();
    this.miner = parts.miner();
  }

  Answer list(Exchange exchange) {
    int limit = exchange.query().limit();
    var _ = BlockRange.of(exchange.query(), service.tip().height()); // refused now, or not at all
    return Answer.stream(
        200,
        Answer.JSON,
        out -> {
          try (Sight sight = new Sight(service)) {
            long height = sight.tip().height();
            out.write("{\"height\": " + height + ", \"blocks\": [");
            BlockRange left = write(BlockRange.of(exchange.query(), height), limit, sight, out);
            String next = left.isEmpty() ? "null" : "\"" + left.cursor() + "\"";
            out.write("], \"next\": " + next + "}\n");
          }
        });
  }

  private static BlockRange write(BlockRange range, int limit, Sight sight, Outlet out)
      throws IOException, InterruptedException {
    BlockRange left = range;
    long bytes = 0;
    try (PathReader blocks = range.page(limit, sight)) {
      while (bytes < Page.BYTES && blocks.next()) {
        Block block = sight.decode(blocks.bytes(), blocks.height());
        if (bytes > 0) {
          out.write(", ");
        }
        Views.block(block, sight.confirmations(block.height()), out);
        left = left.after(block.height());
        bytes += block.bytes().length;
      }
    }
    return left;
  }

  Answer one(Exchange exchange) {
    return shown(
        exchange,
        Answer.JSON,
        (block, sight, out) -> {
          Views.block(block, sight.confirmations(block.height()), out);
          out.write("\n");
        });
  }

  /** Exactly what was hashed. */
  Answer canonical(Exchange exchange) {
    return shown(exchange, Answer.BYTES, (block, sight, out) -> out.write(block.bytes()));
  }

  /** How a block is shown. */
  @FunctionalInterface
  private interface Show {
    void write(Block block, Sight sight, Outlet out) throws IOException, InterruptedException;
  }

  /** What a large block needs of memory is claimed until the client has taken it. */
  private Answer shown(Exchange exchange, String type, Show show) {
    try (Sight sight = new Sight(service)) {
      var _ = BlockName.of(exchange).onChain(sight); // refused now, or not at all
    }
    return Answer.stream(
        200,
        type,
        out -> {
          try (Sight sight = new Sight(service)) {
            show.write(sight.block(BlockName.of(exchange).onChain(sight)), sight, out);
          }
        });
  }

  /** Mines the next block. */
  Answer mine(Exchange exchange) {
    var _ = exchange.membersOrNone();
    Block block = exchange.await(miner.ask());
    try (Sight sight = new Sight(service)) {
      return Views.block(201, block, sight.confirmations(block.height()))
          .with("Location", "blocks/" + block.id().hex());
    }
  }
}
