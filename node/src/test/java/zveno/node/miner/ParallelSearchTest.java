package zveno.node.miner;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.kernel.mining.DecimalPuzzle;
import zveno.kernel.mining.DecimalSearch;
import zveno.kernel.mining.Difficulty;
import zveno.kernel.mining.HeaderPuzzle;
import zveno.kernel.mining.HeaderSearch;
import zveno.kernel.mining.KernelKind;
import zveno.kernel.mining.PowSearch;

@Tag("slow")
@Timeout(120)
class ParallelSearchTest {

  private static final DecimalPuzzle HOPELESS =
      new DecimalPuzzle("35293", "", new Difficulty(Difficulty.MAX));

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void anyNumberFindsTheSmallestProof(int threads) {
    ParallelSearch crew = new ParallelSearch(KernelChoice::of);
    for (int round = 0; round < 10; round++) {
      DecimalSearch search = new DecimalSearch(new DecimalPuzzle("100", "", Difficulty.TUTORIAL));
      if (round == 5) { // before, no more search than there are processors
        assertThat(KernelChoice.of(search).awaitTrial(Duration.ofSeconds(90))).isTrue();
      }
      crew.search(search, threads, () -> false, () -> {});
      assertThat(search.proof().orElseThrow()).isEqualTo(35293);
    }
    crew.dismiss();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void anyNumberFindsTheSmallestNonce(int threads) {
    ParallelSearch crew = new ParallelSearch(KernelChoice::of);
    BigInteger target = BigInteger.ONE.shiftLeft(256 - 16);
    byte[] header = new byte[HeaderPuzzle.LENGTH];
    for (byte round = 0; round < 6; round++) {
      header[0] = round;
      HeaderPuzzle puzzle = new HeaderPuzzle(header, target);
      if (round == 3) {
        assertThat(KernelChoice.of(PowSearch.of(puzzle)).awaitTrial(Duration.ofSeconds(90)))
            .isTrue();
      }
      HeaderSearch alone = new HeaderSearch(puzzle);
      alone.work(KernelKind.SCALAR.newKernels(), () -> false);
      PowSearch search = PowSearch.of(puzzle);
      crew.search(search, threads, () -> false, () -> {});
      assertThat(search.solution()).isPresent().isEqualTo(alone.solution());
    }
    crew.dismiss();
  }

  @Test
  void allStopWithinAMoment() throws Exception {
    ParallelSearch crew = new ParallelSearch(KernelChoice::of);
    long[] took = new long[Boolean.getBoolean("zveno.long") ? 200 : 15];
    for (int round = 0; round < took.length; round++) {
      AtomicBoolean stop = new AtomicBoolean();
      AtomicLong end = new AtomicLong();
      CountDownLatch searching = new CountDownLatch(1);
      DecimalSearch search = new DecimalSearch(HOPELESS);
      Thread leader =
          Thread.ofPlatform()
              .start(() -> {
                crew.search(search, 2, stop::get, searching::countDown);
                end.set(System.nanoTime());
              });
      searching.await();
      long steps = search.tried();
      while (search.tried() < steps + 50_000) {
        Thread.onSpinWait();
      }
      long begin = System.nanoTime();
      stop.set(true);
      leader.join();
      took[round] = end.get() - begin;
    }
    crew.dismiss();
    Arrays.sort(took);
    System.out.printf(
        "a crew of 2 stops within %.2f ms (half of the times), %.2f ms (99 of 100)%n",
        took[took.length / 2] / 1e6, took[took.length * 99 / 100] / 1e6);
    // Generous: the machine may have other work for its processors.
    assertThat(Duration.ofNanos(took[took.length / 2])).isLessThan(Duration.ofMillis(20));
  }

  @Test
  void whatBreaksForOneEndsTheSearchOfAll() {
    ParallelSearch crew = new ParallelSearch(KernelChoice::of);
    DecimalSearch search = new DecimalSearch(HOPELESS);
    IllegalStateException broken = new IllegalStateException("for the test");
    org.assertj.core.api.Assertions.assertThatThrownBy(() ->
            crew.search(
                search,
                3,
                () -> false,
                () -> {
                  throw broken;
                }))
        .isSameAs(broken);
    crew.dismiss();
  }
}
