package zveno.node.http.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zveno.kernel.chain.PathReader;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.node.http.routing.Exchange;
import zveno.node.http.routing.PageSize;
import zveno.node.http.transport.Answer;
import zveno.node.http.transport.HttpException;
import zveno.node.http.transport.ResponseStream;
import zveno.node.miner.Miner;
import zveno.node.service.ChainService;
import zveno.node.service.UnavailableException;

/** {@code /api/v1/blocks}. */
final class BlocksApi {

  /** How many blocks can be asked for in one call. */
  static final long MAX_COUNT = 1_000;

  private final ChainService service;
  private final Miner miner;

  BlocksApi(ApiContext parts) {
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
          try (ApiSnapshot sight = new ApiSnapshot(service)) {
            long height = sight.tip().height();
            out.write("{\"height\": " + height + ", \"blocks\": [");
            BlockRange left = write(BlockRange.of(exchange.query(), height), limit, sight, out);
            String next = left.isEmpty() ? "null" : "\"" + left.cursor() + "\"";
            out.write("], \"next\": " + next + "}\n");
          }
        });
  }

  private static BlockRange write(
      BlockRange range, int limit, ApiSnapshot sight, ResponseStream out)
      throws IOException, InterruptedException {
    BlockRange left = range;
    long bytes = 0;
    try (PathReader blocks = range.page(limit, sight)) {
      while (bytes < PageSize.BYTES && blocks.next()) {
        Block block = sight.decode(blocks);
        if (bytes > 0) {
          out.write(", ");
        }
        Views.block(block, sight.confirmations(block.height()), sight.views(), out);
        left = left.after(block.height());
        bytes += block.encoded().length;
      }
    }
    return left;
  }

  Answer one(Exchange exchange) {
    return shown(
        exchange,
        Answer.JSON,
        (block, sight, out) -> {
          Views.block(block, sight.confirmations(block.height()), sight.views(), out);
          out.write("\n");
        });
  }

  /** Exactly what was hashed. */
  Answer canonical(Exchange exchange) {
    return shown(exchange, Answer.BYTES, (block, sight, out) -> out.write(block.encoded()));
  }

  /** How a block is shown. */
  @FunctionalInterface
  private interface Show {
    void write(Block block, ApiSnapshot sight, ResponseStream out)
        throws IOException, InterruptedException;
  }

  /** What a large block needs of memory is claimed until the client has taken it. */
  private Answer shown(Exchange exchange, String type, Show show) {
    try (ApiSnapshot sight = new ApiSnapshot(service)) {
      var _ = BlockReference.of(exchange).onChain(sight); // refused now, or not at all
    }
    return Answer.stream(
        200,
        type,
        out -> {
          try (ApiSnapshot sight = new ApiSnapshot(service)) {
            show.write(sight.block(BlockReference.of(exchange).onChain(sight)), sight, out);
          }
        });
  }

  /** Mines the next block, or as many as are asked for. */
  Answer mine(Exchange exchange) {
    if (!exchange.fields(IdempotencyHeader.NAME).isEmpty()) {
      throw HttpException.badRequest(
          IdempotencyHeader.NAME + " is supported for transactions only: mine without it");
    }
    Optional<Long> count = exchange.membersOrNone().number("count", 1, MAX_COUNT);
    return count.isPresent()
        ? many(exchange, count.get())
        : oneMined(MiningWait.one(exchange, miner.ask()));
  }

  private Answer oneMined(Block block) {
    try (ApiSnapshot sight = new ApiSnapshot(service)) {
      return Views.block(201, block, sight.confirmations(block.height()), sight.views())
          .with("Location", where(block.id()));
    }
  }

  /** Of each block only its name is held: together they may be large. */
  private record Mined(long height, BlockId id) {}

  private Answer many(Exchange exchange, long count) {
    List<Mined> mined = new ArrayList<>();
    try {
      MiningWait.many(
          exchange, count, miner::ask, block -> mined.add(new Mined(block.height(), block.id())));
    } catch (UnavailableException e) {
      String so = "%s; %d of %d blocks were mined".formatted(e.getMessage(), mined.size(), count);
      throw new UnavailableException(e.reason(), so, e);
    }
    JsonWriter json = new JsonWriter();
    json.beginObject().name("count").integer(count).name("blocks").beginArray();
    for (Mined one : mined) {
      json.beginObject().name("height").integer(one.height());
      json.name("hash").string(one.id().hex()).endObject();
    }
    json.endArray().endObject();
    return Answer.json(201, json.toBytes()).with("Location", where(mined.getLast().id()));
  }

  private static String where(BlockId id) {
    return "blocks/" + id.hex();
  }
}
