package zveno.node.miner;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import zveno.kernel.mining.CandidateRange;
import zveno.kernel.mining.DecimalKernel;
import zveno.kernel.mining.DecimalPuzzle;
import zveno.kernel.mining.DecimalSearch;
import zveno.kernel.mining.Difficulty;
import zveno.kernel.mining.KernelKind;
import zveno.kernel.mining.Placeable;

/** Rows come to lie where they are fastest, and move when that moves. */
class PlacedKernelTest {

  private static final long MILLISECOND = Duration.ofMillis(1).toNanos();

  private final AtomicLong clock = new AtomicLong();
  private final List<Integer> places = new ArrayList<>();

  /** Takes a millisecond for a stretch, and half of it if its rows lie well. */
  private final class Rows implements DecimalKernel, Placeable {

    private int best;
    private int place;

    @Override
    public int step() {
      return CandidateRange.SIZE;
    }

    @Override
    public int lowest(CandidateRange stretch, int from, int to) {
      places.add(place);
      clock.addAndGet(place == best ? MILLISECOND / 2 : MILLISECOND);
      return NONE;
    }

    @Override
    public void place(int newPlace) {
      place = newPlace;
    }
  }

  private void search(DecimalKernel kernel, int stretches) {
    DecimalSearch search =
        new DecimalSearch(new DecimalPuzzle("1", "", new Difficulty(64)), java.math.BigInteger.ONE);
    int before = places.size();
    search.work(kernel, () -> places.size() == before + stretches);
  }

  @Test
  void allPlacesAreTriedAndTheFastestIsKept() {
    Rows rows = new Rows();
    rows.best = 11;
    DecimalKernel kernel = PlacedKernel.around(rows, clock::get);
    search(kernel, 3 * Placeable.PLACES + 100);

    assertThat(new HashSet<>(places)).hasSize(Placeable.PLACES);
    assertThat(places.subList(3 * Placeable.PLACES, places.size())).containsOnly(11);
  }

  @Test
  void whenTheFastestPlaceMovesTheRowsMoveToo() {
    Rows rows = new Rows();
    rows.best = 11;
    DecimalKernel kernel = PlacedKernel.around(rows, clock::get);
    search(kernel, 100);
    rows.best = 4;
    search(kernel, 12_000); // some twelve seconds

    assertThat(rows.place).isEqualTo(4);
    long wasted = places.stream().filter(place -> place != 4 && place != 11).count();
    assertThat(wasted).isLessThan(300);
  }

  @Test
  void whereItMakesNoDifferenceNothingIsTried() {
    DecimalKernel scalar = KernelKind.SCALAR.newDecimal();
    assertThat(PlacedKernel.around(scalar, clock::get)).isSameAs(scalar);
  }
}
