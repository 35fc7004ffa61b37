package zveno.node.storage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zveno.kernel.bytes.Hash;
import zveno.node.storage.engine.EngineReader;
import zveno.node.storage.engine.RowIterator;
import zveno.node.storage.schema.AnswerRow;
import zveno.node.storage.schema.Column;
import zveno.node.storage.schema.KeptAnswer;
import zveno.node.storage.schema.Keys;
import zveno.node.storage.schema.UsedKey;

/** Idempotency keys and what was answered to them, found in the rows. */
final class KeyReads {

  private final EngineReader reader;

  KeyReads(EngineReader reader) {
    this.reader = reader;
  }

  Optional<KeptAnswer> answer(Hash key) {
    return Optional.ofNullable(reader.get(Column.KEYS, key.toBytes())).map(AnswerRow::answer);
  }

  List<UsedKey> usedBefore(UsedKey from, Instant before, int most) {
    List<UsedKey> used = new ArrayList<>();
    byte[] first = Keys.time(from.at().toEpochMilli(), from.key());
    byte[] end = Keys.time(before.toEpochMilli(), Hash.ZERO);
    try (RowIterator rows = reader.rows(Column.KEY_TIMES, first, end, RowIterator.Plan.A_FEW)) {
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
