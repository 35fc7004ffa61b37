package zveno.node.http.api;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import zveno.kernel.chain.Tip;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Work;
import zveno.node.follow.PeerCounts;
import zveno.node.miner.MinerState;
import zveno.node.rules.AccountViews;
import zveno.node.service.ChainEvent;
import zveno.node.service.ChainEvent.BlockAdded;
import zveno.node.service.ChainEvent.EntryAccepted;
import zveno.node.service.ChainEvent.EntryDropped;
import zveno.node.service.ChainEvent.EntryRemoved;
import zveno.node.service.ChainEvent.Reorganised;
import zveno.node.service.ChangedAccounts;
import zveno.node.service.TransientEvent;

/**
 * What the event stream calls an event, and the JSON object with its details.
 *
 * @param title the name of its kind
 * @param json the object, in ASCII
 */
record EventJson(String title, String json) {

  /**
   * An event as clients see it.
   *
   * @param accounts how accounts are shown; nothing if the client does not want to hear of them, or
   *     the rules keep none
   */
  static EventJson of(ChainEvent event, Optional<AccountViews> accounts) {
    JsonWriter json = new JsonWriter();
    json.beginObject();
    String title =
        switch (event) {
          case BlockAdded block -> {
            json.name("height").integer(block.height());
            json.name("hash").string(block.id().hex());
            json.name("previousHash").string(block.parent().hex());
            json.name("chainWork").string(block.chainWork().units().toString());
            json.name("transactions").integer(block.transactions());
            yield "block";
          }
          case Reorganised reorg -> {
            json.name("forkHeight").integer(reorg.forkHeight());
            json.name("leaving").integer(reorg.leaving());
            json.name("joining").integer(reorg.joining());
            tip(reorg.height(), reorg.tip(), reorg.chainWork(), json);
            yield "reorganisation";
          }
          case EntryAccepted accepted -> {
            json.name("id").string(accepted.entry().transaction().hex());
            json.name("entry").string(accepted.entry().id().toString());
            json.name("block").integer(accepted.block());
            yield "transaction";
          }
          case EntryRemoved removed -> {
            json.name("id").string(removed.entry().transaction().hex());
            json.name("entry").string(removed.entry().id().toString());
            yield "removed";
          }
          case EntryDropped dropped -> {
            json.name("id").string(dropped.entry().transaction().hex());
            json.name("entry").string(dropped.entry().id().toString());
            json.name("reason").string(dropped.reason());
            yield "dropped";
          }
        };
    accounts.ifPresent(views -> accounts(event.accounts(), views, json));
    json.endObject();
    return new EventJson(title, text(json));
  }

  private static void accounts(ChangedAccounts changed, AccountViews views, JsonWriter json) {
    json.name("accounts").beginArray();
    changed.named().forEach(address -> json.string(views.text(address)));
    json.endArray().name("moreAccounts").bool(changed.more());
  }

  static EventJson of(TransientEvent event) {
    JsonWriter json = new JsonWriter();
    String title =
        switch (event) {
          case MinerState miner -> {
            miner.write(json);
            yield "miner";
          }
          case PeerCounts peers -> {
            json.beginObject().name("count").integer(peers.known());
            json.name("following").integer(peers.following()).endObject();
            yield "peers";
          }
          default -> throw new IllegalStateException("no name for " + event.getClass());
        };
    return new EventJson(title, text(json));
  }

  /** For a client whose next events are not stored any more: where the log and the chain stand. */
  static EventJson reset(long oldest, long newest, Tip tip) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("oldest").integer(oldest).name("newest").integer(newest);
    tip(tip.height(), tip.id(), tip.chainWork(), json);
    json.endObject();
    return new EventJson("reset", text(json));
  }

  /**
   * A block has reached a depth.
   *
   * @param depth how many blocks, itself included
   */
  static EventJson confirmed(long height, BlockId id, long depth, int transactions) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("height").integer(height);
    json.name("hash").string(id.hex()).name("confirmations").integer(depth);
    json.name("transactions").integer(transactions).endObject();
    return new EventJson("confirmed", text(json));
  }

  /** Blocks of these heights, which had reached a depth, leave the chain. */
  static EventJson unconfirmed(long forkHeight, long to, long depth) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("forkHeight").integer(forkHeight).name("from").integer(forkHeight + 1);
    json.name("to").integer(to).name("confirmations").integer(depth).endObject();
    return new EventJson("unconfirmed", text(json));
  }

  private static void tip(long height, BlockId id, Work chainWork, JsonWriter json) {
    json.name("height").integer(height);
    json.name("hash").string(id.hex());
    json.name("chainWork").string(chainWork.units().toString());
  }

  private static String text(JsonWriter json) {
    return new String(json.toBytes(), StandardCharsets.US_ASCII);
  }
}
