package zveno.node.service;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.Hash;
import zveno.kernel.model.EntryId;

/**
 * What would differ from member to member: the time, and new ids of entries. While the writer
 * applies an entry of a cluster's log, both are taken from it; otherwise they are the node's own.
 */
final class EntryContext extends Clock implements Supplier<EntryId> {

  /** What is applied, and where. */
  private record Applying(Thread writer, LogEntry entry) {}

  private final Clock clock;
  private final Supplier<EntryId> ids;
  private volatile @Nullable Applying applying;
  private int made;

  /**
   * @param clock the node's clock
   * @param ids the node's new ids
   */
  EntryContext(Clock clock, Supplier<EntryId> ids) {
    this.clock = clock;
    this.ids = ids;
  }

  /** From now on this thread applies this entry. */
  void begin(LogEntry entry) {
    made = 0;
    applying = new Applying(Thread.currentThread(), entry);
  }

  /** The entry is applied. */
  void end() {
    applying = null;
  }

  private @Nullable LogEntry mine() {
    Applying now = applying;
    return now != null && now.writer() == Thread.currentThread() ? now.entry() : null;
  }

  /** The first 16 bytes of the SHA-256 of the entry's name and a number that counts from 0. */
  @Override
  public EntryId get() {
    LogEntry entry = mine();
    if (entry == null) {
      return ids.get();
    }
    byte[] name =
        ByteBuffer.allocate(20)
            .putLong(entry.id().getMostSignificantBits())
            .putLong(entry.id().getLeastSignificantBits())
            .putInt(made++)
            .array();
    ByteBuffer digest = ByteBuffer.wrap(Hash.of(name).toBytes());
    return new EntryId(new UUID(digest.getLong(), digest.getLong()));
  }

  @Override
  public Instant instant() {
    LogEntry entry = mine();
    return entry == null ? clock.instant() : entry.at();
  }

  @Override
  public ZoneId getZone() {
    return clock.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return clock.withZone(zone);
  }
}
