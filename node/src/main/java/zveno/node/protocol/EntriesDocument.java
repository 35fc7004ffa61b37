package zveno.node.protocol;

import java.util.ArrayList;
import java.util.List;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.EntryId;
import zveno.kernel.pool.ForeignEntry;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.rules.BlockCodec;
import zveno.node.rules.Embedded;

/**
 * How our nodes hand each other waiting transactions: {@code {"entries": [{"entry": id,
 * "transaction": ...}, ...]}}, each transaction as {@link Embedded} holds it.
 */
public final class EntriesDocument {

  /** How many entries can be asked for, and are offered, in one call. */
  public static final int MAX_ENTRIES = 64;

  /** Nesting of a document, a transaction of a client's 961 included. */
  private static final int MAX_DEPTH = 964;

  private final BlockCodec codec;

  public EntriesDocument(BlockCodec codec) {
    this.codec = codec;
  }

  /**
   * Whether an entry can be handed on. What blocks have put back can be anything that a block may
   * hold; what clients may not post, no node takes from another.
   */
  public boolean canCarry(PoolEntry entry) {
    if (!entry.returned()) {
      return true;
    }
    try {
      return codec.relayed(entry.transaction().encoded()).equals(entry.transaction());
    } catch (DecodeException e) {
      return false;
    }
  }

  /** Bounds for the reader of a document of so many bytes. */
  static JsonLimits limits(int maxBytes) {
    return JsonLimits.defaults()
        .withMaxDepth(MAX_DEPTH)
        .withMaxCanonicalBytes(maxBytes)
        .withNonFinite(false);
  }

  /** Prints entries. */
  public byte[] print(List<ForeignEntry> entries) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("entries").beginArray();
    for (ForeignEntry entry : entries) {
      json.beginObject().name("entry").string(entry.id().toString());
      json.name("transaction").raw(Embedded.of(entry.transaction().encoded(), codec)).endObject();
    }
    json.endArray().endObject();
    return json.toBytes();
  }

  private JsonValue parse(byte[] document, int maxBytes) throws DecodeException {
    return JsonValue.parse(document, limits(maxBytes).withUnambiguous(codec.isUnambiguous()));
  }

  /**
   * Reads entries.
   *
   * @param maxBytes canonical size of the document
   * @throws DecodeException if the document is not such a one, or a transaction is not what a
   *     client may post
   */
  public List<ForeignEntry> read(byte[] document, int maxBytes) throws DecodeException {
    return read(parse(document, maxBytes));
  }

  private List<ForeignEntry> read(JsonValue document) throws DecodeException {
    List<ForeignEntry> entries = new ArrayList<>();
    for (JsonValue element : list(document).elements()) {
      if (entries.size() == MAX_ENTRIES) {
        throw new DecodeException(
            "there are more than " + MAX_ENTRIES + " entries in one document");
      }
      entries.add(entry(element));
    }
    return entries;
  }

  /**
   * Reads entries that are offered: what is offered is meant, so nothing of it is passed over.
   *
   * @param maxBytes canonical size of the document
   * @throws DecodeException as {@link #read}, and if there are members that are not known
   */
  public List<ForeignEntry> readOffered(byte[] offered, int maxBytes) throws DecodeException {
    JsonValue document = parse(offered, maxBytes);
    requireKnown(document, List.of("entries"));
    for (JsonValue element : list(document).elements()) {
      requireKnown(element, List.of("entry", "transaction"));
    }
    return read(document);
  }

  private static void requireKnown(JsonValue object, List<String> known) throws DecodeException {
    if (object.kind() == JsonKind.OBJECT) {
      for (JsonValue.Member member : object.members()) {
        if (!known.contains(member.name())) {
          throw UnknownMember.member(member.name(), known);
        }
      }
    }
  }

  private static JsonValue list(JsonValue document) throws DecodeException {
    return member(document, "entries", JsonKind.ARRAY);
  }

  private ForeignEntry entry(JsonValue element) throws DecodeException {
    EntryId id =
        EntryId.parse(member(element, "entry", JsonKind.STRING).text())
            .orElseThrow(() -> new DecodeException("\"entry\" must be a UUID"));
    JsonValue transaction = member(element, "transaction");
    // bytes of its own, or it would keep the whole document in memory
    return new ForeignEntry(id, codec.relayed(Embedded.read(transaction, codec)));
  }

  private static JsonValue member(JsonValue json, String name) throws DecodeException {
    return json.member(name).orElseThrow(() -> wrong(name));
  }

  private static JsonValue member(JsonValue json, String name, JsonKind kind)
      throws DecodeException {
    JsonValue value = member(json, name);
    if (value.kind() != kind) {
      throw wrong(name);
    }
    return value;
  }

  private static DecodeException wrong(String name) {
    return new DecodeException("\"" + name + "\" is missing, or of the wrong kind");
  }
}
