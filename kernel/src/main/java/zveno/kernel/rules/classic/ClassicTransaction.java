package zveno.kernel.rules.classic;

import org.jspecify.annotations.Nullable;
import zveno.kernel.json.JsonValue;
import zveno.kernel.model.Transaction;
import zveno.kernel.model.TxId;

/**
 * A transaction of the tutorial: its canonical JSON, the form in which a block is hashed. The
 * tutorial gives its transactions no number, so that two posts of the same JSON share an id.
 */
public final class ClassicTransaction implements Transaction {

  private final JsonValue json;
  private @Nullable TxId id;

  /**
   * @param json the canonical JSON, an object
   */
  public ClassicTransaction(JsonValue json) {
    this.json = json;
  }

  /**
   * Sees a transaction as one of these rules.
   *
   * @throws IllegalArgumentException if it belongs to another rule set
   */
  public static ClassicTransaction of(Transaction transaction) {
    if (transaction instanceof ClassicTransaction classic) {
      return classic;
    }
    throw new IllegalArgumentException("not a transaction of these rules: " + transaction);
  }

  /** The canonical JSON. */
  public JsonValue json() {
    return json;
  }

  /** SHA-256 of the canonical JSON. */
  @Override
  public TxId id() {
    TxId known = id;
    if (known == null) {
      known = new TxId(json.sha256());
      id = known;
    }
    return known;
  }

  @Override
  public byte[] encoded() {
    return json.bytes();
  }

  @Override
  public int size() {
    return json.size();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ClassicTransaction tx && json.equals(tx.json);
  }

  @Override
  public int hashCode() {
    return json.hashCode();
  }

  @Override
  public String toString() {
    return json.toString();
  }
}
