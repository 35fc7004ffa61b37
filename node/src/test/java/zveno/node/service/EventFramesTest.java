package zveno.node.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import zveno.node.service.Event.Kind;
import zveno.node.storage.EventGroup;
import zveno.node.storage.RocksBatch;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreDamagedException;
import zveno.node.storage.StoreSettings;

/** How events are stored, and what comes of bytes that are none. */
class EventFramesTest {

  private static byte[] frame(int kind, String json) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    frame.write(kind);
    frame.writeBytes(ByteBuffer.allocate(4).putInt(text.length).array());
    frame.writeBytes(text);
    return frame.toByteArray();
  }

  private static List<Event> read(byte[] frames) {
    return EventFrames.read(new EventGroup(7, 1, frames));
  }

  @Test
  void eventsAreReadAsTheyWereWritten() {
    EventFrames frames = new EventFrames();
    for (int i = 0; i < 600; i++) {
      Kind kind = i % 2 == 0 ? Kind.BLOCK : Kind.TRANSACTION;
      frames.add(kind, ("{\"n\": " + i + "}").getBytes(StandardCharsets.UTF_8));
    }
    try (RocksStore store = RocksStore.open(StoreSettings.ephemeral())) {
      RocksBatch batch = store.begin();
      frames.writeTo(batch, 10);
      store.commit(batch);
      List<Event> last = EventFrames.read(store.live().eventsFrom(609).orElseThrow());
      assertThat(last.getLast().id()).isEqualTo(609);
      assertThat(last.getLast().json()).isEqualTo("{\"n\": 599}");
    }
  }

  @Test
  void whatIsNoEventIsDamage() {
    byte[] whole = frame(1, "{}");
    assertThat(read(whole)).hasSize(1);
    for (int length = 1; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(StoreDamagedException.class);
    }
    assertThatThrownBy(() -> read(frame(4, "{}"))).isInstanceOf(StoreDamagedException.class);
    assertThatThrownBy(() -> read(frame(-1, "{}"))).isInstanceOf(StoreDamagedException.class);
    byte[] endless = whole.clone();
    endless[1] = 0x7f;
    assertThatThrownBy(() -> read(endless)).isInstanceOf(StoreDamagedException.class);
  }

  @Test
  void anyBytesAreEventsOrDamage() {
    long seed = Long.getLong("zveno.seed", 20_171);
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = frame(random.nextInt(4), "x".repeat(random.nextInt(9)));
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      try {
        assertThat(read(bytes)).isNotEmpty();
      } catch (StoreDamagedException e) {
        assertThat(e).hasMessageContaining("unreadable");
      }
    }
  }
}
