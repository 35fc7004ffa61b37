package zveno.node.http.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import zveno.kernel.chain.BlockCursor;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.Branch;
import zveno.kernel.chain.ChainPath;
import zveno.kernel.chain.PathReader;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Transaction;
import zveno.node.http.routing.Cursor;
import zveno.node.http.routing.Exchange;
import zveno.node.http.routing.PageSize;
import zveno.node.http.transport.Answer;
import zveno.node.service.ChainService;

/**
 * {@code /api/v1/headers}, {@code /api/v1/tip}, {@code /api/v1/tree} and {@code
 * /api/v1/blocks/{ref}/transactions}: blocks without what they carry, and what they carry page by
 * page. Those beside the chain are shown too, if they are asked for by their hash.
 */
final class HeadersApi {

  /** Bytes of blocks that are read for one answer; it has at least one block. */
  static final long MAX_READ = 4L * PageSize.BYTES;

  /** Blocks of the tree that one answer shows. */
  private static final int MAX_OF_TREE = 2_000;

  private static final String KIND = "carried";

  private final ChainService service;

  HeadersApi(ApiContext parts) {
    this.service = parts.service();
  }

  Answer list(Exchange exchange) {
    int limit = exchange.query().limit();
    try (ApiSnapshot sight = new ApiSnapshot(service)) {
      BlockRange left = BlockRange.of(exchange.query(), sight.tip().height());
      JsonWriter json = new JsonWriter();
      json.beginObject().name("height").integer(sight.tip().height());
      json.name("headers").beginArray();
      long read = 0;
      try (PathReader blocks = left.page(limit, sight)) {
        while (read < MAX_READ && blocks.next()) {
          Block block = sight.decode(blocks);
          write(block, true, sight, json);
          json.endObject();
          left = left.after(block.height());
          read += block.encoded().length;
        }
      }
      json.endArray();
      Views.next(left.isEmpty() ? Optional.empty() : Optional.of(left.cursor()), json);
      json.endObject();
      return Answer.json(200, json.toBytes());
    }
  }

  /** The header of the last block, which is in memory. */
  Answer tip(Exchange exchange) {
    try (ApiSnapshot sight = new ApiSnapshot(service)) {
      JsonWriter json = new JsonWriter();
      write(sight.tipBlock(), true, sight, json);
      json.endObject();
      return Answer.json(200, json.toBytes());
    }
  }

  Answer one(Exchange exchange) {
    try (ApiSnapshot sight = new ApiSnapshot(service)) {
      BlockPosition where = BlockReference.of(exchange).inTree(sight);
      JsonWriter json = new JsonWriter();
      write(sight.block(where), sight.onChain(where), sight, json);
      json.endObject();
      return Answer.json(200, json.toBytes());
    }
  }

  /** Begins an object with all that is known of a block, and leaves it open. */
  private static void write(Block block, boolean onChain, ApiSnapshot sight, JsonWriter json) {
    json.beginObject().name("height").integer(block.height());
    json.name("hash").string(block.id().hex()).name("parent");
    if (block.parent().equals(BlockId.ROOT)) {
      json.nul();
    } else {
      json.string(block.parent().hex());
    }
    json.name("onChain").bool(onChain);
    json.name("confirmations").integer(onChain ? sight.confirmations(block.height()) : 0);
    json.name("size").integer(block.encoded().length);
    json.name("transactions").integer(block.transactionCount());
    sight.views().header(block, json);
  }

  /** What a block carries, page by page. */
  Answer transactions(Exchange exchange) {
    int limit = exchange.query().limit();
    long first =
        exchange.query().text("cursor").map(cursor -> Cursor.read(cursor, KIND, 1)[0]).orElse(0L);
    if (first < 0) {
      throw Cursor.foreign();
    }
    try (ApiSnapshot sight = new ApiSnapshot(service)) {
      Block block = sight.block(BlockReference.of(exchange).inTree(sight));
      List<Transaction> carried = block.transactions();
      JsonWriter json = new JsonWriter();
      json.beginObject().name("height").integer(block.height());
      json.name("hash").string(block.id().hex()).name("count").integer(carried.size());
      json.name("transactions").beginArray();
      int at = (int) Math.min(first, carried.size());
      int end = Math.min(carried.size(), at + limit);
      long bytes = 0;
      while (at < end && bytes < PageSize.BYTES) {
        Transaction transaction = carried.get(at);
        json.beginObject().name("id").string(transaction.id().hex());
        json.name("position").integer(at).name("transaction");
        json.raw(sight.views().transaction(transaction));
        json.endObject();
        bytes += transaction.size();
        at++;
      }
      json.endArray();
      Views.next(at < carried.size() ? Optional.of(Cursor.of(KIND, at)) : Optional.empty(), json);
      json.endObject();
      return Answer.json(200, json.toBytes());
    }
  }

  /** The last blocks of the chain, and beside them the branches that have lost. */
  Answer tree(Exchange exchange) {
    int limit = exchange.query().limit();
    try (ApiSnapshot sight = new ApiSnapshot(service)) {
      long lowest = Math.max(1, sight.tip().height() - limit + 1);
      TreeView view = new TreeView(sight);
      view.addChain(lowest);
      view.addBranches(lowest);
      return Answer.json(200, view.toBytes());
    }
  }

  /** A tree on its way into JSON, as far as there is room for it. */
  private static final class TreeView {

    private final ApiSnapshot sight;
    private final JsonWriter blocks = new JsonWriter();
    private long from;
    private long read;
    private int count;
    private boolean more;

    TreeView(ApiSnapshot sight) {
      this.sight = sight;
      this.from = sight.tip().height() + 1;
      blocks.beginArray();
    }

    private boolean isFull() {
      return count >= MAX_OF_TREE || read >= MAX_READ;
    }

    void addChain(long lowest) {
      for (ChainPath.Stretch stretch : sight.stretches(lowest).reversed()) {
        add(stretch, true);
      }
      more = from > lowest;
    }

    /** The youngest branches first. */
    void addBranches(long lowest) {
      for (ChainPath.Stretch stretch : beside(lowest)) {
        if (isFull()) {
          more = true;
          return;
        }
        add(stretch, false);
      }
    }

    private List<ChainPath.Stretch> beside(long lowest) {
      List<ChainPath.Stretch> found = new ArrayList<>();
      for (Branch branch : sight.chain().branches()) {
        long begin = Math.max(lowest, branch.first());
        while (begin <= branch.last() && sight.onChain(new BlockPosition(branch.id(), begin))) {
          begin++;
        }
        if (begin <= branch.last()) {
          found.add(new ChainPath.Stretch(branch.id(), begin, branch.last()));
        }
      }
      found.sort(Comparator.comparingLong(ChainPath.Stretch::branch).reversed());
      return found;
    }

    private void add(ChainPath.Stretch stretch, boolean onChain) {
      try (BlockCursor cursor = sight.chain().descending(stretch)) {
        while (cursor.next()) {
          if (isFull()) {
            more = true;
            return;
          }
          Block block = sight.decode(cursor);
          write(block, onChain, sight, blocks);
          blocks.name("branch").integer(stretch.branch()).endObject();
          read += block.encoded().length;
          count++;
          from = Math.min(from, block.height());
        }
      }
    }

    byte[] toBytes() {
      JsonWriter json = new JsonWriter();
      json.beginObject().name("height").integer(sight.tip().height());
      json.name("from").integer(from);
      json.name("blocks").raw(blocks.endArray().toBytes());
      json.name("more").bool(more).endObject();
      return json.toBytes();
    }
  }
}
