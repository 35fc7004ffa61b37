package zveno.node.protocol;

import java.util.Optional;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.TxId;

/** How entries are named between our nodes: {@code id.transaction}, both in hexadecimal. */
public final class EntryNames {

  private EntryNames() {}

  /** Prints a name. */
  public static String of(EntryKey entry) {
    return entry.id() + "." + entry.transaction().hex();
  }

  /** Reads a name; nothing if it is none. */
  public static Optional<EntryKey> parse(String text) {
    int dot = text.indexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    Optional<TxId> transaction = TxId.parse(text.substring(dot + 1));
    return EntryId.parse(text.substring(0, dot))
        .flatMap(id -> transaction.map(known -> new EntryKey(id, known)));
  }
}
