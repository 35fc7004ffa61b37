package zveno.kernel.rules.strict.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import zveno.kernel.bytes.Hash;

class KnownKeysTest {

  private static Hash key(int number) {
    byte[] seed = {(byte) number, (byte) (number >> 8), 3};
    return Hash.copiedFrom(JdkSignatures.ed25519PublicKey(seed), 0);
  }

  @Test
  void whatIsKnownIsWhatIsRightAndNeverMoreThanItMayBe() {
    KnownKeys known = new KnownKeys(20);
    List<Hash> wrong = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Hash digest = Hash.of(new byte[] {(byte) i});
      if (!Ed25519.isKey(digest.toBytes())) {
        wrong.add(digest);
      }
    }
    assertThat(wrong).hasSizeGreaterThan(50);
    for (int i = 0; i < 60; i++) {
      for (int again = 0; again < 3; again++) {
        assertThat(known.isKey(key(i))).isTrue();
        assertThat(known.isKey(key(i / 2))).isTrue();
        assertThat(known.isKey(wrong.get(i % wrong.size()))).isFalse();
        assertThat(known.size()).isBetween(1, 20);
      }
    }
  }
}
