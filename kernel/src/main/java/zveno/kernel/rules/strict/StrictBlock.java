package zveno.kernel.rules.strict;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.Hash;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.merkle.MerkleTree;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.strict.work.Digests;
import zveno.kernel.rules.strict.work.Header;

/** A block of the right form, other than the genesis. Whether it is right is asked separately. */
public final class StrictBlock {

  private static final Members.Shape SHAPE =
      Members.Shape.of(
          "a block",
          "bits",
          "index",
          "merkle_root",
          "previous_hash",
          "proof",
          "timestamp",
          "transactions",
          "version");

  private final JsonValue json;
  private final Header header;
  private final long index;
  private final List<StrictTransaction> transactions;
  private final Reward reward;
  private @Nullable MerkleTree body;

  private StrictBlock(
      JsonValue json,
      Header header,
      long index,
      List<StrictTransaction> transactions,
      Reward reward) {
    this.json = json;
    this.header = header;
    this.index = index;
    this.transactions = List.copyOf(transactions);
    this.reward = reward;
  }

  /** Reads a document as it may be sent. */
  public static StrictBlock parse(byte[] document, Parameters parameters) throws RefusedException {
    return decode(StrictJson.parse(document, parameters.blockBytes()));
  }

  /**
   * Reads canonical JSON.
   *
   * @throws RefusedException with {@link StrictReason#FORM}, {@link StrictReason#ADDRESS} or {@link
   *     StrictReason#REWARD}
   */
  public static StrictBlock decode(JsonValue json) throws RefusedException {
    Members members = Members.read(json, SHAPE);
    Header header =
        new Header(
            members.integer("version", 0, Header.MAX_WORD),
            Digests.digest(new BlockId(members.hash("previous_hash"))),
            members.hash("merkle_root"),
            members.integer("timestamp", 0, Header.MAX_WORD),
            members.integer("bits", 0, Header.MAX_WORD),
            members.integer("proof", 0, Header.MAX_WORD));
    long index = members.integer("index", 0, Header.MAX_WORD);
    List<StrictTransaction> transactions = new ArrayList<>();
    JsonValue last = null;
    for (JsonValue element : members.list("transactions")) {
      if (last != null) {
        transactions.add(transaction(last, transactions.size()));
      }
      last = element;
    }
    if (last == null) {
      throw RefusedException.form("transactions must end with the reward");
    }
    return new StrictBlock(json, header, index, transactions, reward(last));
  }

  private static StrictTransaction transaction(JsonValue json, int position)
      throws RefusedException {
    try {
      return StrictTransaction.decode(json);
    } catch (RefusedException e) {
      throw e.within("transaction " + position);
    }
  }

  private static Reward reward(JsonValue json) throws RefusedException {
    try {
      return Reward.decode(json);
    } catch (RefusedException e) {
      throw e.within("the last transaction");
    }
  }

  /** The block that these make; the reward's height is its index, and nothing is checked. */
  public static StrictBlock assemble(
      Header header, List<StrictTransaction> transactions, Reward reward) {
    JsonWriter json = new JsonWriter().beginObject();
    json.name("bits").integer(header.bits());
    json.name("index").integer(reward.height());
    json.name("merkle_root").string(header.merkleRoot().hex());
    json.name("previous_hash").string(Digests.id(header.previous()).hex());
    json.name("proof").integer(header.proof());
    json.name("timestamp").integer(header.timestamp());
    json.name("transactions").beginArray();
    transactions.forEach(transaction -> json.value(transaction.json()));
    json.raw(reward.canonical()).endArray();
    json.name("version").integer(header.version()).endObject();
    return new StrictBlock(
        JsonValue.ofCanonical(json.toBytes()), header, reward.height(), transactions, reward);
  }

  /** The root of the tree over these transactions, the reward left out. */
  public static Hash bodyRoot(List<StrictTransaction> transactions) {
    return bodyOf(transactions).root();
  }

  private static MerkleTree bodyOf(List<StrictTransaction> transactions) {
    return new MerkleTree(transactions.stream().map(StrictTransaction::leaf).toList());
  }

  /** The 80 bytes that were searched. */
  public Header header() {
    return header;
  }

  /** The identity, as people see it. */
  public BlockId id() {
    return header.id();
  }

  /** Its place in the chain as it says itself; a genesis is 1. */
  public long index() {
    return index;
  }

  /** What it carries, in order, the reward left out. */
  public List<StrictTransaction> transactions() {
    return transactions;
  }

  /** Its last transaction. */
  public Reward reward() {
    return reward;
  }

  /** The canonical text. */
  public JsonValue json() {
    return json;
  }

  /** Length of the canonical text in bytes. */
  public int size() {
    return json.size();
  }

  /** The tree over its transactions, the reward left out. */
  public MerkleTree body() {
    MerkleTree known = body;
    if (known == null) {
      known = bodyOf(transactions);
      body = known;
    }
    return known;
  }
}
