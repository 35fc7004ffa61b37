package zveno.kernel.chain;

import java.util.List;
import zveno.kernel.bytes.Hash;
import zveno.kernel.model.TxId;

/**
 * What the indexes remember of one transaction in a block.
 *
 * @param id the transaction
 * @param addresses SHA-256 of each address that it names, as {@link
 *     zveno.kernel.rules.BlockCodec#addresses} gives them
 */
public record TxIndexEntry(TxId id, List<Hash> addresses) {

  public TxIndexEntry {
    addresses = List.copyOf(addresses);
  }
}
