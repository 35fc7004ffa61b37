package zveno.kernel.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StateDraftTest {

  private static StateKey key(int... bytes) {
    byte[] key = new byte[bytes.length];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) bytes[i];
    }
    return StateKey.of(key);
  }

  @Test
  void readsWhatItHasWrittenAndElseWhatLiesBelow() {
    Map<StateKey, byte[]> below = Map.of(key(1), new byte[] {1}, key(2), new byte[] {2});
    StateDraft draft = new StateDraft(name -> Optional.ofNullable(below.get(name)));
    draft.put(key(2), new byte[] {22});
    draft.put(key(3), new byte[] {33});
    draft.put(key(4), new byte[] {44});
    draft.remove(key(4));
    draft.remove(key(1));

    assertThat(draft.value(key(1))).isEmpty();
    assertThat(draft.value(key(2))).contains(new byte[] {22});
    assertThat(draft.value(key(3))).contains(new byte[] {33});
    assertThat(draft.value(key(4))).isEmpty();
    assertThat(draft.value(key(5))).isEmpty();

    Map<StateKey, Optional<byte[]>> written = new HashMap<>();
    draft.changes().forEach(written::put);
    assertThat(draft.changes().keys()).containsExactly(key(1), key(2), key(3), key(4));
    assertThat(written.get(key(1))).isEmpty();
    assertThat(written.get(key(2)).orElseThrow()).containsExactly(22);
  }

  @Test
  void whatHasWrittenNothingChangesNothing() {
    assertThat(new StateDraft(StateView.EMPTY).changes().isEmpty()).isTrue();
    assertThat(StateChanges.NONE.keys()).isEmpty();
  }

  @Test
  void keysSortByTheirBytesWithoutSigns() {
    assertThat(key(1)).isLessThan(key(255)).isEqualTo(key(1)).isNotEqualTo(key(1, 0));
    assertThat(key(1, 0)).isGreaterThan(key(1));
    assertThat(key(1, 255)).hasToString("01ff").hasSameHashCodeAs(key(1, 255));
  }

  @Test
  void keysAndValuesHaveTheirBounds() {
    StateDraft draft = new StateDraft(StateView.EMPTY);
    draft.put(key(1), new byte[StateChanges.MAX_VALUE]);
    assertThat(draft.changes().isEmpty()).isFalse();
    draft.put(key(1), new byte[StateChanges.MAX_VALUE + 1]);
    assertThatThrownBy(draft::changes).hasMessage("the value of 01 has 1025 bytes, not 1 to 1024");
    draft.put(key(1), new byte[0]);
    assertThatThrownBy(draft::changes).hasMessage("the value of 01 has 0 bytes, not 1 to 1024");
    assertThat(StateKey.of(new byte[StateKey.MAX_BYTES]).length()).isEqualTo(64);
    assertThatThrownBy(() -> StateKey.of(new byte[65]))
        .hasMessage("a state key has 1 to 64 bytes, not 65");
    assertThatThrownBy(() -> StateKey.of(new byte[0])).isInstanceOf(IllegalArgumentException.class);
  }
}
