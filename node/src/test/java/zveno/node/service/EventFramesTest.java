package zveno.node.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import zveno.kernel.bytes.Hash;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.TxId;
import zveno.kernel.model.Work;
import zveno.kernel.rules.EncodedAddress;
import zveno.node.service.ChainEvent.BlockAdded;
import zveno.node.service.ChainEvent.EntryAccepted;
import zveno.node.service.ChainEvent.EntryDropped;
import zveno.node.service.ChainEvent.EntryRemoved;
import zveno.node.service.ChainEvent.Reorganised;
import zveno.node.storage.RocksBatch;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;
import zveno.node.storage.errors.StoreDamagedException;
import zveno.node.storage.schema.EventGroup;

/** How events are stored, and what comes of bytes that are none. */
class EventFramesTest {

  private final long seed = Long.getLong("zveno.seed", 20_171);
  private final Random random = new Random(seed);

  @BeforeEach
  void printSeed() {
    System.out.println("seed " + seed);
  }

  private Hash hash() {
    byte[] bytes = new byte[Hash.LENGTH];
    random.nextBytes(bytes);
    return Hash.copiedFrom(bytes, 0);
  }

  private EntryKey entry() {
    return new EntryKey(
        new EntryId(new UUID(random.nextLong(), random.nextLong())), new TxId(hash()));
  }

  private Work work() {
    return new Work(new BigInteger(random.nextInt(300), random));
  }

  /** None in half of the cases. */
  private ChangedAccounts accounts() {
    List<EncodedAddress> named = new ArrayList<>();
    int count = Math.max(0, random.nextInt(2 * ChangedAccounts.MAX_NAMED) - 63);
    for (int i = 0; i < count; i++) {
      byte[] address = new byte[random.nextInt(300)];
      random.nextBytes(address);
      named.add(new EncodedAddress(address));
    }
    return new ChangedAccounts(named, random.nextBoolean());
  }

  private ChainEvent event(int kind) {
    return switch (kind) {
      case 0 ->
          new BlockAdded(
              random.nextLong(),
              new BlockId(hash()),
              new BlockId(hash()),
              work(),
              random.nextInt(),
              accounts());
      case 1 ->
          new Reorganised(
              random.nextLong(),
              random.nextLong(),
              random.nextLong(),
              random.nextLong(),
              new BlockId(hash()),
              work(),
              accounts());
      case 2 -> new EntryAccepted(entry(), random.nextLong(), accounts());
      case 3 -> new EntryRemoved(entry(), accounts());
      default -> new EntryDropped(entry(), "reason " + random.nextInt(), accounts());
    };
  }

  private static byte[] frame(byte[] event) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(ByteBuffer.allocate(4).putInt(event.length).array());
    frame.writeBytes(event);
    return frame.toByteArray();
  }

  private static List<Event> read(byte[] frames) {
    return EventFrames.read(new EventGroup(7, 1, frames));
  }

  @Test
  void eventsAreReadAsTheyWereWritten() {
    List<ChainEvent> written = new ArrayList<>();
    EventFrames frames = new EventFrames();
    for (int i = 0; i < 600; i++) {
      ChainEvent event = event(i % 5);
      written.add(event);
      frames.add(event);
    }
    assertThat(frames.events()).isEqualTo(written);
    try (RocksStore store = RocksStore.open(StoreSettings.ephemeral())) {
      RocksBatch batch = store.begin();
      frames.writeTo(batch, 10);
      store.commit(batch);
      List<Event> read = new ArrayList<>();
      while (read.size() < 600) {
        read.addAll(EventFrames.read(store.live().eventsFrom(10L + read.size()).orElseThrow()));
      }
      assertThat(read).extracting(Event::what).isEqualTo(written);
      assertThat(read.getLast().id()).isEqualTo(609);
    }
  }

  @Test
  void theNewestAreReadFromMemoryAndTheOthersFromDiskAndTheyAreTheSame() {
    try (RocksStore store = RocksStore.open(StoreSettings.ephemeral())) {
      EventLog log = new EventLog(store);
      for (int i = 0; i < 700; i++) {
        log.note(event(i % 5));
        log.note(event(random.nextInt(5)));
        RocksBatch batch = store.begin();
        log.writeTo(batch);
        store.commit(batch);
        log.committed();
      }
      EventLog reopened = new EventLog(store); // has nothing in memory
      assertThat(all(log)).hasSize(1_400).isEqualTo(all(reopened));
      assertThat(log.after(1_398)).hasSize(2);
      assertThat(log.after(1_400)).isEmpty();
    }
  }

  private static List<Event> all(EventLog log) {
    List<Event> all = new ArrayList<>();
    List<Event> some = log.after(0);
    while (!some.isEmpty()) {
      all.addAll(some);
      some = log.after(all.getLast().id());
    }
    return all;
  }

  @Test
  void whatIsNoEventIsDamage() {
    for (int kind = 0; kind < 5; kind++) {
      byte[] event = EventCodec.encode(event(kind));
      byte[] whole = frame(event);
      assertThat(read(whole)).hasSize(1);
      for (int length = 1; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> read(cut)).isInstanceOf(StoreDamagedException.class);
      }
      byte[] endless = whole.clone();
      endless[0] = 0x7f;
      assertThatThrownBy(() -> read(endless)).isInstanceOf(StoreDamagedException.class);
      for (byte none : new byte[] {6, -1, '{'}) {
        byte[] other = event.clone();
        other[0] = none;
        assertThatThrownBy(() -> read(frame(other))).isInstanceOf(StoreDamagedException.class);
      }
    }
    byte[] longer = Arrays.copyOf(EventCodec.encode(event(2)), 1 + 48 + 8 + 1);
    assertThatThrownBy(() -> read(frame(longer))).isInstanceOf(StoreDamagedException.class);
  }

  @Test
  void anyBytesAreEventsOrDamage() {
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = frame(EventCodec.encode(event(random.nextInt(5))));
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      try {
        assertThat(read(bytes)).isNotEmpty();
      } catch (StoreDamagedException e) {
        assertThat(e).hasMessageContaining("unreadable");
      }
    }
  }
}
