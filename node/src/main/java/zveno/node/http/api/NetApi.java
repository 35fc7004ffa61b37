package zveno.node.http.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Quantity;
import zveno.kernel.chain.StateReader;
import zveno.kernel.chain.Tip;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.pool.ForeignEntry;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.rules.HeaderRules;
import zveno.node.follow.PeerManager;
import zveno.node.http.routing.Cursor;
import zveno.node.http.routing.Exchange;
import zveno.node.http.routing.PageSize;
import zveno.node.http.transport.Answer;
import zveno.node.http.transport.Caller;
import zveno.node.http.transport.HttpException;
import zveno.node.http.transport.HttpLimits;
import zveno.node.http.transport.RequestStream;
import zveno.node.peerclient.PeerAnswer;
import zveno.node.protocol.BadChainException;
import zveno.node.protocol.BlockPrinter;
import zveno.node.protocol.EntriesDocument;
import zveno.node.protocol.EntryNames;
import zveno.node.protocol.NodeCalls;
import zveno.node.protocol.VerificationBudget;
import zveno.node.service.ChainService;
import zveno.node.service.ChainSnapshot;
import zveno.node.service.RelayResult;
import zveno.node.storage.errors.StoreFailedException;
import zveno.node.storage.errors.StoreFullException;
import zveno.node.sync.EarlyBlock;
import zveno.node.sync.PushedBlocks;

/** {@code /api/v1/net}: what our nodes ask each other; {@code docs/protocol.md} describes it. */
final class NetApi {

  private static final String KIND = "net";

  private final ChainService service;
  private final PeerManager peers;
  private final PushedBlocks pushed;
  private final String nodeId;
  private final HttpLimits limits;
  private final EntriesDocument documents;
  private final PushLimiter showing = new PushLimiter();
  private final VerificationBudget<Caller> verification;

  /** Blocks have cost work: they come in even from where many wrong transactions came. */
  private final VerificationBudget<Caller> ofBlocks = new VerificationBudget<>();

  NetApi(ApiContext parts, HttpLimits limits, VerificationBudget<Caller> verification) {
    this.verification = verification;
    this.service = parts.service();
    this.peers = parts.peers();
    this.pushed = parts.pushed();
    this.nodeId = parts.info().nodeId();
    this.limits = limits;
    this.documents = new EntriesDocument(service.rules().codec());
  }

  /** This node's id and rules, and the tip of its chain. */
  Answer hello(Exchange exchange) {
    boolean follows = exchange.field(PeerAnswer.NODE).filter(peers::follows).isPresent();
    Tip tip = service.tip();
    JsonWriter json = new JsonWriter();
    json.beginObject().name("followsYou").bool(follows);
    json.name("node").string(nodeId).name("rules").beginObject();
    service.rules().parameters().forEach((name, value) -> json.name(name).string(value));
    json.endObject().name("tip").beginObject().name("hash").string(tip.id().hex());
    json.name("height").integer(tip.height());
    json.name("chainWork").string(tip.chainWork().units().toString()).endObject().endObject();
    return Answer.json(200, json.toBytes());
  }

  /** The hashes of our blocks at some heights. */
  Answer hashes(Exchange exchange) {
    List<Long> heights = heights(exchange.query().text("heights").orElse(""));
    JsonWriter json = new JsonWriter();
    json.beginObject().name("hashes").beginArray();
    try (ChainSnapshot moment = service.look()) {
      for (long height : heights) {
        moment.idAt(height).map(BlockId::hex).ifPresentOrElse(json::string, json::nul);
      }
    }
    json.endArray().endObject();
    return Answer.json(200, json.toBytes());
  }

  private static List<Long> heights(String text) {
    if (!text.matches("[0-9]{1,18}(,[0-9]{1,18}){0," + (NodeCalls.MAX_HEIGHTS - 1) + "}")) {
      throw HttpException.badRequest(
          "\"heights\" must be 1 to "
              + NodeCalls.MAX_HEIGHTS
              + " whole numbers, separated by commas");
    }
    List<Long> heights = new ArrayList<>();
    for (String height : text.split(",", -1)) {
      heights.add(Long.parseLong(height));
    }
    return heights;
  }

  /** Headers of our blocks after the genesis block, if the rules have some. */
  Answer headers(Exchange exchange) {
    HeaderRules rules =
        service
            .rules()
            .headers()
            .orElseThrow(() ->
                new HttpException(
                    404, "blocks of the rules " + service.rules().name() + " have no headers"));
    long from = from(exchange);
    if (from == 1) {
      throw HttpException.badRequest("\"from\" must be at least 2: the first block has no header");
    }
    long to = exchange.query().number("to", Long.MAX_VALUE, from, Long.MAX_VALUE);
    try (ChainSnapshot moment = service.look();
        StateReader state = moment.store().state(moment.path())) {
      long last = Math.min(Math.min(to, moment.tip().height()), from + NodeCalls.MAX_HEADERS - 1);
      int count = (int) Math.max(0, last - from + 1);
      ByteBuffer headers = ByteBuffer.allocate(count * rules.length());
      for (long height = from; height <= last; height++) {
        headers.put(rules.header(state, height));
      }
      return Answer.of(200, Answer.BYTES, headers.array());
    }
  }

  /** Blocks of ours, and which entries they carry. */
  Answer blocks(Exchange exchange) {
    long from = from(exchange);
    long to = exchange.query().number("to", Long.MAX_VALUE, from, Long.MAX_VALUE);
    long last = Math.min(to, from + NodeCalls.MAX_BLOCKS - 1);
    return Answer.stream(
        200,
        Answer.JSON,
        out -> {
          try (ChainSnapshot moment = service.look()) {
            new BlockPrinter(moment, service.largeBlocks(), service.rules().codec(), out::write)
                .print(from, last, NodeCalls.BLOCKS_BYTES);
          }
        });
  }

  private static long from(Exchange exchange) {
    if (!exchange.query().has("from")) {
      throw HttpException.badRequest("\"from\" is missing: the height of the first block");
    }
    return exchange.query().number("from", 1, 1, Long.MAX_VALUE);
  }

  /** Accepts pushed blocks, if that adds work to our chain. */
  Answer show(Exchange exchange) {
    long from = from(exchange);
    Caller caller = exchange.caller();
    if (!showing.enter(caller)) {
      throw HttpException.busy("too many concurrent block pushes; try again in a moment");
    }
    try (VerificationMeter meter =
            new VerificationMeter(ofBlocks, caller, service.rules().codec());
        RequestStream body = exchange.jsonStream()) {
      long joined =
          switch (pushed.receive(body, from)) {
            case PushedBlocks.Result.Received received -> received.joined();
            case PushedBlocks.Result.DoesNotFollow _ ->
                throw new HttpException(
                        409, "the first block does not follow any block of this node's chain")
                    .closing();
            case PushedBlocks.Result.TooEarly(EarlyBlock block) ->
                throw new HttpException(
                        409,
                        "block "
                            + block.height()
                            + " is too early for this node's clock; push it again in "
                            + Quantity.of(block.ahead().plusSeconds(1)))
                    .closing();
          };
      meter.taken(joined > 0 ? 1 : 0, 1);
      Tip tip = service.tip();
      JsonWriter json = new JsonWriter();
      json.beginObject().name("joined").integer(joined).name("tip").beginObject();
      json.name("hash").string(tip.id().hex()).name("height").integer(tip.height());
      json.endObject().endObject();
      return Answer.json(200, json.toBytes());
    } catch (BadChainException e) {
      throw new HttpException(400, String.valueOf(e.getMessage())).closing();
    } catch (IOException e) {
      throw new HttpException(408, String.valueOf(e.getMessage())).closing();
    } catch (StoreFullException e) {
      throw new HttpException(507, String.valueOf(e.getMessage())).closing();
    } catch (StoreFailedException e) {
      throw new HttpException(503, service.stopped().orElse(String.valueOf(e.getMessage())))
          .closing();
    } finally {
      showing.leave(caller);
    }
  }

  /** The names of what waits here, in the order of the queue. */
  Answer waiting(Exchange exchange) {
    Optional<String> cursor = exchange.query().text("cursor");
    try (ApiSnapshot sight = new ApiSnapshot(service)) {
      long from =
          cursor.map(text -> Cursor.read(text, KIND, 1)[0]).orElse(sight.poolState().first());
      List<PoolEntry> entries =
          sight.pool().entries(from, sight.poolState().next(), NodeCalls.MAX_NAMES, PageSize.BYTES);
      JsonWriter json = new JsonWriter();
      json.beginObject().name("entries").beginArray();
      entries.forEach(entry -> json.string(EntryNames.of(entry.key())));
      json.endArray();
      Views.next(
          entries.isEmpty()
              ? Optional.empty()
              : Optional.of(Cursor.of(KIND, entries.getLast().place() + 1)),
          json);
      json.endObject();
      return Answer.json(200, json.toBytes());
    }
  }

  /** Entries by their names, as far as they wait here. */
  Answer wanted(Exchange exchange) {
    List<EntryKey> names = names(exchange.query().text("names").orElse(""));
    List<ForeignEntry> entries = new ArrayList<>();
    long bytes = 0;
    try (ChainSnapshot moment = service.look()) {
      for (EntryKey name : names) {
        Optional<PoolEntry> entry = moment.waiting(name);
        if (entry.isPresent() && documents.canCarry(entry.get())) {
          bytes += entry.get().transaction().size();
          if (!entries.isEmpty() && bytes > NodeCalls.ENTRIES_BYTES) {
            break;
          }
          entries.add(new ForeignEntry(entry.get().id(), entry.get().transaction()));
        }
      }
    }
    return Answer.json(200, documents.print(entries));
  }

  private static List<EntryKey> names(String text) {
    String[] parts = text.split(",", -1);
    if (parts.length > EntriesDocument.MAX_ENTRIES) {
      throw HttpException.badRequest("at most " + EntriesDocument.MAX_ENTRIES + " entries at once");
    }
    List<EntryKey> names = new ArrayList<>();
    for (String part : parts) {
      names.add(
          EntryNames.parse(part)
              .orElseThrow(() ->
                  HttpException.badRequest(
                      "\"names\" must be names of entries, id.words, separated by commas")));
    }
    return names;
  }

  /** Accepts offered entries. */
  Answer offer(Exchange exchange) {
    List<RelayResult> outcomes = take(exchange);
    JsonWriter json = new JsonWriter();
    json.beginObject().name("outcomes").beginArray();
    for (RelayResult outcome : outcomes) {
      json.string(
          switch (outcome) {
            case TAKEN -> "taken";
            case KNOWN -> "known";
            case FULL -> "full";
            case REFUSED -> "refused";
          });
    }
    json.endArray().endObject();
    return Answer.json(200, json.toBytes());
  }

  private List<RelayResult> take(Exchange exchange) {
    try (VerificationMeter meter =
        new VerificationMeter(verification, exchange.caller(), service.rules().codec())) {
      List<ForeignEntry> entries = offered(exchange.jsonBody(limits.batchBytes()));
      List<RelayResult> outcomes = entries.isEmpty() ? List.of() : service.take(entries);
      long taken = outcomes.stream().filter(RelayResult.TAKEN::equals).count();
      meter.taken(taken, outcomes.size());
      return outcomes;
    }
  }

  private List<ForeignEntry> offered(byte[] body) {
    try {
      return documents.readOffered(body, limits.batchBytes());
    } catch (DecodeException e) {
      throw HttpException.badRequest("the entries cannot be read: " + e.getMessage());
    }
  }

  /** Where we know Zveno nodes to be. */
  Answer peers(Exchange exchange) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("peers").beginArray();
    peers.tellable().forEach(address -> json.string(address.base()));
    json.endArray().endObject();
    return Answer.json(200, json.toBytes());
  }
}
