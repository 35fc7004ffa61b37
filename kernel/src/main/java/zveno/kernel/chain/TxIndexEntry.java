package zveno.kernel.chain;

import java.util.ArrayList;
import java.util.List;
import zveno.kernel.bytes.Hash;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;
import zveno.kernel.model.TxId;
import zveno.kernel.rules.RuleSet;

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

  /** One for each transaction of a block, in their order. */
  static List<TxIndexEntry> of(RuleSet rules, Block block) {
    List<TxIndexEntry> entries = new ArrayList<>(block.transactionCount());
    for (Transaction transaction : block.transactions()) {
      List<byte[]> named = rules.codec().addresses(transaction);
      Hash[] addresses = new Hash[named.size()];
      for (int i = 0; i < addresses.length; i++) {
        addresses[i] = Hash.of(named.get(i));
      }
      entries.add(new TxIndexEntry(transaction.id(), List.of(addresses)));
    }
    return entries;
  }
}
