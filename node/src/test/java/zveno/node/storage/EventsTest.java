package zveno.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import zveno.node.storage.schema.EventGroup;

/** Events are kept in groups, and the oldest can be forgotten. */
class EventsTest {

  private final RocksStore store = RocksStore.open(StoreSettings.ephemeral());

  @AfterEach
  void close() {
    store.close();
  }

  private void add(long firstId, int count) {
    RocksBatch batch = store.begin();
    batch.addEvents(firstId, count, new byte[] {(byte) firstId});
    store.commit(batch);
  }

  private void trim(long before) {
    RocksBatch batch = store.begin();
    batch.trimEvents(before);
    store.commit(batch);
  }

  private long firstOfGroupFrom(long id) {
    return store.live().eventsFrom(id).map(EventGroup::firstId).orElse(-1L);
  }

  @Test
  void beginsAtOneWithNothing() {
    assertThat(store.live().nextEventId()).isEqualTo(1);
    assertThat(store.live().oldestEventId()).isEqualTo(1);
    assertThat(store.live().eventsFrom(1)).isEmpty();
  }

  @Test
  void findsTheGroupThatHoldsAnEventOrTheNext() {
    add(1, 3);
    add(4, 1);
    add(10, 500);
    assertThat(firstOfGroupFrom(-5)).isEqualTo(1);
    assertThat(firstOfGroupFrom(0)).isEqualTo(1);
    assertThat(firstOfGroupFrom(3)).isEqualTo(1);
    assertThat(firstOfGroupFrom(4)).isEqualTo(4);
    assertThat(firstOfGroupFrom(7)).isEqualTo(10);
    assertThat(firstOfGroupFrom(509)).isEqualTo(10);
    assertThat(firstOfGroupFrom(510)).isEqualTo(-1);
    assertThat(store.live().nextEventId()).isEqualTo(510);
    EventGroup group = store.live().eventsFrom(300).orElseThrow();
    assertThat(group.count()).isEqualTo(500);
    assertThat(group.frames()).containsExactly(10);
  }

  @Test
  void forgetsOnlyWholeGroups() {
    add(1, 3);
    add(4, 3);
    add(7, 3);
    trim(6);
    assertThat(store.live().oldestEventId()).isEqualTo(4);
    assertThat(firstOfGroupFrom(1)).isEqualTo(4);
    trim(7);
    assertThat(store.live().oldestEventId()).isEqualTo(7);
    trim(2);
    assertThat(store.live().oldestEventId()).isEqualTo(7);
  }

  @Test
  void goesOnCountingWhenAllIsForgotten() {
    add(1, 3);
    trim(Long.MAX_VALUE);
    assertThat(store.live().eventsFrom(0)).isEmpty();
    assertThat(store.live().oldestEventId()).isEqualTo(4);
    assertThat(store.live().nextEventId()).isEqualTo(4);
    add(4, 1);
    assertThat(firstOfGroupFrom(0)).isEqualTo(4);
  }

  @Test
  void aSnapshotKeepsWhatIsForgottenAfterIt() {
    add(1, 3);
    try (StoreSnapshot snapshot = store.snapshot()) {
      trim(Long.MAX_VALUE);
      assertThat(snapshot.eventsFrom(2)).isPresent();
      assertThat(snapshot.oldestEventId()).isEqualTo(1);
    }
  }
}
