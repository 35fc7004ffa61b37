package zveno.node.storage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zveno.kernel.bytes.Hash;

/** Idempotency keys and what was answered to them, found in the rows. */
final class KeyReads {

  private final Reader reader;

  KeyReads(Reader reader) {
    this.reader = reader;
  }

  Optional<KeptAnswer> answer(Hash key) {
    return reader.has(Column.KEYS)
        ? Optional.ofNullable(reader.get(Column.KEYS, key.toBytes())).map(AnswerRow::answer)
        : Optional.empty();
  }

  List<UsedKey> usedBefore(UsedKey from, Instant before, int most) {
    List<UsedKey> used = new ArrayList<>();
    byte[] first = Keys.time(from.at().toEpochMilli(), from.key());
    byte[] end = Keys.time(before.toEpochMilli(), Hash.ZERO);
    try (Rows rows = reader.rows(Column.KEY_TIMES, first, end, Rows.Plan.A_FEW)) {
      boolean there = rows.first();
      while (there && used.size() < most) {
        byte[] row = rows.key();
        used.add(new UsedKey(Instant.ofEpochMilli(Keys.longAt(row, 0)), Hash.copiedFrom(row, 8)));
        there = rows.next();
      }
    }
    return used;
  }
}
