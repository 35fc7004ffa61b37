package zveno.kernel.rules.strict.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static zveno.kernel.rules.strict.StrictVectors.text;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import zveno.kernel.bytes.Hash;
import zveno.kernel.json.JsonValue;
import zveno.kernel.rules.strict.StrictVectors;

/** The 80 bytes, their digest, and what they must be. */
class HeaderTest {

  @Test
  void theVectorsAreRead() {
    int count = 0;
    for (JsonValue vector :
        StrictVectors.member(StrictVectors.read("pieces.json"), "headers").elements()) {
      byte[] bytes = HexFormat.of().parseHex(text(vector, "header"));
      Header header = Header.copiedFrom(bytes, 0);

      assertThat(header.toBytes()).isEqualTo(bytes);
      assertThat(header.id().hex()).isEqualTo(text(vector, "hash"));
      assertThat(Digests.digest(header.id())).isEqualTo(header.digest());
      assertThat(header.hasRightVersion()).isTrue();
      assertThat(header.hasWork()).isTrue();
      assertThat(header.puzzle().isSolvedBy(header.proof())).isTrue();
      assertThat(header.withProof(header.proof() ^ 1).hasWork()).isFalse();
      count++;
    }
    assertThat(count).isEqualTo(3);
  }

  @Test
  void bitcoinsGenesisBlockHasItsPublishedHash() {
    byte[] bytes =
        HexFormat.of()
            .parseHex(
                "01000000"
                    + "00".repeat(32)
                    + "3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a"
                    + "29ab5f49ffff001d1dac2b7c");
    Header header = Header.copiedFrom(bytes, 0);

    assertThat(header.id().hex())
        .isEqualTo("000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f");
    assertThat(header.timestamp()).isEqualTo(1_231_006_505);
    assertThat(header.hasWork()).isTrue();
    assertThat(header.hasRightVersion()).isFalse();
  }

  @Test
  void theMinersBitsOfTheVersionAreFreeAndNoOthers() {
    for (int bit = 0; bit < 32; bit++) {
      Header changed = new Header(Header.VERSION ^ (1L << bit), Hash.ZERO, Hash.ZERO, 0, 0, 0);
      assertThat(changed.hasRightVersion()).as("bit %d", bit).isEqualTo(bit >= 13 && bit <= 28);
    }
  }

  @Test
  void bitsThatAreNotSoundAreNoWork() {
    assertThat(new Header(Header.VERSION, Hash.ZERO, Hash.ZERO, 0, 0x21ffffffL, 0).hasWork())
        .isFalse();
    assertThatThrownBy(() -> new Header(1L << 32, Hash.ZERO, Hash.ZERO, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Header(0, Hash.ZERO, Hash.ZERO, -1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
