package zveno.node.protocol;

import java.util.Optional;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.TxId;

/** How entries are named between our nodes: {@code id.words}, both in hexadecimal. */
public final class EntryNames {

  private EntryNames() {}

  /** Prints a name. */
  public static String of(EntryKey entry) {
    return entry.id() + "." + entry.words().hex();
  }

  /** Reads a name; nothing if it is none. */
  public static Optional<EntryKey> parse(String text) {
    int dot = text.indexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    Optional<TxId> words = TxId.parse(text.substring(dot + 1));
    return EntryId.parse(text.substring(0, dot))
        .flatMap(id -> words.map(known -> new EntryKey(id, known)));
  }
}
