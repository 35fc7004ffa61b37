package zveno.kernel.model;

import java.util.Optional;
import zveno.kernel.bytes.Hash;

/**
 * The identity of a transaction's words: SHA-256 of its canonical JSON. The tutorial gives its
 * transactions no number, so two people who say the same words share an id, and every occurrence
 * still counts.
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
