package zveno.kernel.model;

import java.util.Optional;
import zveno.kernel.bytes.Hash;

/**
 * The id of a transaction, a hash, as its rule set defines it. The tutorial gives its transactions
 * no number, so there two of the same content share an id, and each counts.
 */
public record TxId(Hash hash) {

  /** Reads 64 lowercase hexadecimal digits; anything else is none. */
  public static Optional<TxId> parse(String hex) {
    return Hash.parse(hex).map(TxId::new);
  }

  /** 64 lowercase hexadecimal digits. */
  public String hex() {
    return hash.hex();
  }

  @Override
  public String toString() {
    return hash.hex();
  }
}
