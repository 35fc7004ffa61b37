package zveno.node.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each share of a job is known again, until there are too many. */
class SharesSeenTest {

  private static byte[] digest(long number) {
    byte[] digest = new byte[32];
    new Random(number).nextBytes(digest);
    return digest;
  }

  @Test
  void eachIsTakenOnce() {
    SharesSeen seen = new SharesSeen();
    for (int i = 0; i < SharesSeen.MAX; i++) {
      assertThat(seen.isFull()).isFalse();
      assertThat(seen.add(digest(i))).isTrue();
    }
    assertThat(seen.isFull()).isTrue();
    for (int i = 0; i < SharesSeen.MAX; i++) {
      assertThat(seen.add(digest(i))).as("share %d", i).isFalse();
    }
    assertThat(seen.add(digest(-1))).isTrue();
  }

  @Test
  void digestsThatBeginAlikeAreKeptApart() {
    SharesSeen seen = new SharesSeen();
    Set<Long> taken = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      byte[] digest = new byte[32];
      digest[0] = (byte) i;
      digest[1] = (byte) (i >> 8);
      assertThat(seen.add(digest)).isEqualTo(taken.add((long) i));
      assertThat(seen.add(digest)).isFalse();
    }
  }
}
