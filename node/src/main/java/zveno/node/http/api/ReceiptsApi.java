package zveno.node.http.api;

import java.util.Optional;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.StoredContext;
import zveno.kernel.chain.TxLocation;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.TxId;
import zveno.kernel.state.StateView;
import zveno.node.http.routing.Exchange;
import zveno.node.http.routing.Query;
import zveno.node.http.transport.Answer;
import zveno.node.http.transport.Caller;
import zveno.node.http.transport.HttpException;
import zveno.node.protocol.VerificationBudget;
import zveno.node.rules.ReceiptViews;
import zveno.node.rules.RuleViewsProvider;
import zveno.node.service.ChainService;

/**
 * {@code /api/v1/receipts} and {@code /api/v1/proofs}: proofs that a transaction stands in the
 * chain, and that the chain continues an earlier one.
 */
final class ReceiptsApi {

  private static final String ANCHOR = "anchor";

  /** How many places of a transaction are looked at, most of which may lie beside the chain. */
  private static final int MAX_LOOKED_AT = 2_000;

  private final ChainService service;
  private final VerificationBudget<Caller> verification;

  ReceiptsApi(ApiContext parts, VerificationBudget<Caller> verification) {
    this.service = parts.service();
    this.verification = verification;
  }

  private ReceiptViews views() {
    return RuleViewsProvider.viewsOf(service.rules())
        .receipts()
        .orElseThrow(() ->
            HttpException.notFound(
                "the rules of this chain, " + service.rules().name() + ", know no receipts"));
  }

  /** A receipt for a transaction of the chain. */
  Answer one(Exchange exchange) {
    ReceiptViews views = views();
    TxId id =
        TxId.parse(exchange.segment("id"))
            .orElseThrow(() ->
                HttpException.badRequest(
                    "a transaction is named by its id, 64 lowercase hexadecimal digits"));
    Optional<BlockId> wanted = anchor(exchange.query());
    try (ApiSnapshot sight = new ApiSnapshot(service)) {
      TxLocation place = confirmed(id, sight);
      long height = place.block().height();
      long anchor = wanted.isEmpty() ? sight.tip().height() : height(wanted.get(), sight);
      if (anchor < height) {
        throw new HttpException(
            409,
            "the anchor is block "
                + anchor
                + ", and the transaction is in block "
                + height
                + ": name that block or a later one");
      }
      try (StoredContext tip = sight.context()) {
        byte[] receipt =
            views
                .receipt(height, place.position(), anchor, new Provable(sight, tip))
                .orElseThrow(() ->
                    HttpException.notFound(
                        "this is the reward of block "
                            + height
                            + ", which has no receipt of its own: every receipt of the block"
                            + " contains it"));
        return Answer.json(200, receipt);
      }
    }
  }

  private static TxLocation confirmed(TxId id, ApiSnapshot sight) {
    return sight.chain().occurrences(id, MAX_LOOKED_AT).stream()
        .filter(place -> sight.onChain(place.block()))
        .findFirst()
        .orElseThrow(() -> absent(id, sight));
  }

  private static HttpException absent(TxId id, ApiSnapshot sight) {
    boolean waits =
        sight.pool().entries(id, sight.poolState().first(), 1).stream()
            .anyMatch(entry -> sight.poolState().holds(entry.place()));
    return waits
        ? new HttpException(409, "the transaction waits; there is a receipt when a block has it")
        : HttpException.notFound("no block on the chain has a transaction with this id");
  }

  private static Optional<BlockId> anchor(Query query) {
    return query
        .text(ANCHOR)
        .map(text ->
            BlockId.parse(text)
                .orElseThrow(() ->
                    HttpException.badRequest(
                        "\"anchor\" must be the hash of a block, 64 lowercase hexadecimal"
                            + " digits")));
  }

  private static long height(BlockId anchor, ApiSnapshot sight) {
    return sight
        .locate(anchor)
        .map(BlockPosition::height)
        .orElseThrow(
            () -> HttpException.notFound("no block on the chain has the hash of the anchor"));
  }

  /** The proof that the chain at one block continues the chain at another. */
  Answer consistency(Exchange exchange) {
    ReceiptViews views = views();
    Query query = exchange.query();
    if (!query.has("from")) {
      throw HttpException.badRequest("name the earlier block by its height: from=HEIGHT");
    }
    try (ApiSnapshot sight = new ApiSnapshot(service)) {
      long least = views.firstProvable();
      long from = query.number("from", least, least, Long.MAX_VALUE);
      long to = query.number("to", Math.max(from, sight.tip().height()), least, Long.MAX_VALUE);
      if (to < from) {
        throw HttpException.badRequest("\"to\" must be at least \"from\"");
      }
      if (to > sight.tip().height()) {
        throw HttpException.notFound(
            "there is no block " + to + "; the last one is " + sight.tip().height());
      }
      JsonWriter json = new JsonWriter().beginObject();
      try (StoredContext tip = sight.context()) {
        views.consistency(from, to, new Provable(sight, tip), json);
      }
      return Answer.json(200, json.endObject().toBytes());
    }
  }

  /** The verdict on a receipt. A wrong one is an answer too; what is no receipt is refused. */
  Answer check(Exchange exchange) {
    Optional<BlockId> held = anchor(exchange.query());
    byte[] document = exchange.jsonBody(ReceiptViews.MAX_BYTES);
    ReceiptViews views = views();
    JsonWriter json = new JsonWriter().beginObject();
    try (VerificationMeter _ = // which is charged with all of it, since nothing is taken
            new VerificationMeter(verification, exchange.caller(), service.rules().codec());
        ApiSnapshot sight = new ApiSnapshot(service)) {
      views.check(document, held, block -> confirmations(block, sight), json);
    } catch (DecodeException e) {
      throw HttpException.badRequest("this is no receipt: " + e.getMessage());
    }
    return Answer.json(200, json.endObject().toBytes());
  }

  private static long confirmations(BlockId block, ApiSnapshot sight) {
    return sight.locate(block).map(place -> sight.confirmations(place.height())).orElse(0L);
  }

  /** A snapshot's chain; the last block, which most receipts lead to, is in memory. */
  private record Provable(ApiSnapshot sight, StoredContext tip)
      implements ReceiptViews.ProvableChain {

    @Override
    public Block block(long height) {
      return height == sight.tip().height()
          ? sight.tipBlock()
          : sight.block(sight.locate(height).orElseThrow());
    }

    @Override
    public StateView state() {
      return tip.state();
    }
  }
}
