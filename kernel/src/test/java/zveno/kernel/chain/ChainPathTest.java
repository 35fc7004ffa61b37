package zveno.kernel.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import zveno.kernel.chain.ChainPath.Stretch;

class ChainPathTest {

  private final ChainPath path =
      ChainPath.of(List.of(new Stretch(1, 1, 4), new Stretch(3, 5, 5), new Stretch(7, 6, 9)));

  @Test
  void tellsWhereABlockLies() {
    assertThat(path.at(1)).isEqualTo(new BlockPosition(1, 1));
    assertThat(path.at(5)).isEqualTo(new BlockPosition(3, 5));
    assertThat(path.at(9)).isEqualTo(new BlockPosition(7, 9));
    assertThatThrownBy(() -> path.at(10)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> path.at(0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void containsOnlyWhatItLeadsThrough() {
    assertThat(path.contains(new BlockPosition(1, 4))).isTrue();
    assertThat(path.contains(new BlockPosition(1, 5))).isFalse();
    assertThat(path.contains(new BlockPosition(7, 10))).isFalse();
    assertThat(ChainPath.EMPTY.contains(new BlockPosition(1, 1))).isFalse();
  }

  @Test
  void cutsStretchesToWhatIsAskedFor() {
    assertThat(path.stretches(4, 6))
        .containsExactly(new Stretch(1, 4, 4), new Stretch(3, 5, 5), new Stretch(7, 6, 6));
    assertThat(path.stretches(10, 12)).isEmpty();
  }

  @Test
  void findsTheForkWithAnotherPath() {
    ChainPath longer = path.lengthened();
    assertThat(path.forkHeight(longer)).isEqualTo(9);
    ChainPath other = ChainPath.of(List.of(new Stretch(1, 1, 2), new Stretch(9, 3, 20)));
    assertThat(path.forkHeight(other)).isEqualTo(2);
    assertThat(other.forkHeight(path)).isEqualTo(2);
    assertThat(path.forkHeight(ChainPath.of(List.of(new Stretch(4, 1, 3))))).isZero();
    assertThat(path.forkHeight(ChainPath.EMPTY)).isZero();
    ChainPath onlyTheBeginning = ChainPath.of(List.of(new Stretch(1, 1, 4)));
    assertThat(path.forkHeight(onlyTheBeginning)).isEqualTo(4);
  }

  @Test
  void refusesStretchesThatDoNotJoin() {
    assertThatThrownBy(() -> ChainPath.of(List.of(new Stretch(1, 2, 3))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ChainPath.of(List.of(new Stretch(1, 1, 3), new Stretch(2, 3, 4))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
