package zveno.kernel.chain;

import java.util.List;
import zveno.kernel.bytes.Hash;
import zveno.kernel.model.TxId;

/**
 * What the indexes remember of one transaction in a block.
 *
 * @param id the transaction
 * @param parties SHA-256 of the canonical JSON of each party that it names
 */
public record Carried(TxId id, List<Hash> parties) {

  public Carried {
    parties = List.copyOf(parties);
  }
}
