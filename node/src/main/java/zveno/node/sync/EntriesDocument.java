package zveno.node.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.Transaction;
import zveno.kernel.pool.ForeignEntry;
import zveno.kernel.pool.PoolEntry;

/**
 * How our nodes hand each other waiting transactions: {@code {"entries": [{"entry": id,
 * "transaction": {...}}, ...]}}.
 */
public final class EntriesDocument {

  private static final List<String> FIELDS = List.of("amount", "recipient", "sender");

  /** What a client may post nests 961 deep with itself. */
  private static final JsonLimits STRICT =
      JsonLimits.defaults().withMaxDepth(961).withMaxCanonicalBytes(8 << 20).withNonFinite(false);

  private EntriesDocument() {}

  /**
   * Whether an entry can be handed on. What blocks have put back can be anything that a block may
   * hold; what clients may not post, no node takes from another.
   */
  public static boolean canCarry(PoolEntry entry) {
    if (!entry.returned()) {
      return true;
    }
    JsonValue words = entry.transaction().json();
    try {
      return names(words).equals(FIELDS) && JsonValue.parse(words.bytes(), STRICT).equals(words);
    } catch (DecodeException e) {
      return false;
    }
  }

  private static List<String> names(JsonValue words) {
    List<String> names = new ArrayList<>();
    words.members().forEach(member -> names.add(member.name()));
    return names;
  }

  /** Bounds for the reader of a document of so many bytes. */
  public static JsonLimits limits(int mostBytes) {
    return STRICT.withMaxDepth(964).withMaxCanonicalBytes(mostBytes);
  }

  /** Prints entries. */
  public static byte[] of(List<ForeignEntry> entries) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("entries").beginArray();
    for (ForeignEntry entry : entries) {
      json.beginObject().name("entry").string(entry.id().toString());
      json.name("transaction").value(entry.transaction().json()).endObject();
    }
    json.endArray().endObject();
    return json.toBytes();
  }

  /**
   * Reads entries.
   *
   * @throws DecodeException if the document is not such a one, or a transaction is not what a
   *     client may post
   */
  public static List<ForeignEntry> read(JsonValue document) throws DecodeException {
    List<ForeignEntry> entries = new ArrayList<>();
    for (JsonValue element : list(document).elements()) {
      if (entries.size() == NodeCalls.MOST_ENTRIES) {
        throw new DecodeException(
            "there are more than " + NodeCalls.MOST_ENTRIES + " entries in one document");
      }
      entries.add(entry(element));
    }
    return entries;
  }

  /**
   * Reads entries that are offered: what is offered is meant, so nothing of it is passed over.
   *
   * @throws DecodeException as {@link #read}, and if there are members that are not known
   */
  public static List<ForeignEntry> readOffered(JsonValue document) throws DecodeException {
    insistOn(document, List.of("entries"));
    for (JsonValue element : list(document).elements()) {
      insistOn(element, List.of("entry", "transaction"));
    }
    return read(document);
  }

  private static void insistOn(JsonValue object, List<String> known) throws DecodeException {
    if (object.kind() == JsonKind.OBJECT) {
      for (String name : names(object)) {
        if (!known.contains(name)) {
          throw Unknown.member(name, known);
        }
      }
    }
  }

  private static JsonValue list(JsonValue document) throws DecodeException {
    return member(document, "entries", JsonKind.ARRAY);
  }

  private static ForeignEntry entry(JsonValue element) throws DecodeException {
    EntryId id =
        EntryId.parse(member(element, "entry", JsonKind.STRING).text())
            .orElseThrow(() -> new DecodeException("\"entry\" must be a UUID"));
    JsonValue words = member(element, "transaction", JsonKind.OBJECT);
    if (!names(words).equals(FIELDS)) {
      throw new DecodeException("a transaction has the fields " + FIELDS + " and no others");
    }
    // bytes of its own, or it would keep the whole document in memory
    return new ForeignEntry(id, new Transaction(JsonValue.ofCanonical(words.bytes())));
  }

  private static JsonValue member(JsonValue json, String name, JsonKind kind)
      throws DecodeException {
    if (json.kind() == JsonKind.OBJECT) {
      Optional<JsonValue> value = json.member(name).filter(one -> one.kind() == kind);
      if (value.isPresent()) {
        return value.get();
      }
    }
    throw new DecodeException("\"" + name + "\" is missing, or of the wrong kind");
  }
}
