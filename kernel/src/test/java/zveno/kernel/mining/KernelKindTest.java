package zveno.kernel.mining;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class KernelKindTest {

  private static final String VECTORS = "--add-modules=jdk.incubator.vector";

  /** What there is, and whether it finds the tutorial's first proof and a header's nonce. */
  static final class Teller {

    private Teller() {}

    static void main() {
      System.out.println(KernelKind.haveVectors() ? "vectors" : "no vectors");
      System.out.println("preferred " + KernelKind.preferred());
      for (KernelKind kind : KernelKind.values()) {
        try {
          DecimalSearch search =
              new DecimalSearch(new DecimalPuzzle("100", "", Difficulty.TUTORIAL));
          search.work(kind.newDecimal(), () -> false);
          HeaderPuzzle puzzle =
              new HeaderPuzzle(new byte[HeaderPuzzle.LENGTH], BigInteger.TWO.pow(247));
          long nonce = kind.newHeader().lowest(puzzle, 0, HeaderKernel.STEP);
          System.out.println(kind + " finds " + search.proof().orElseThrow() + " and " + nonce);
        } catch (IllegalStateException e) {
          System.out.println(kind + ": " + e.getMessage());
          try {
            kind.newHeader();
            System.out.println(kind + " tries headers nevertheless");
          } catch (IllegalStateException again) {
            System.out.println(kind + ": " + again.getMessage());
          }
        }
      }
    }
  }

  private static String preferredWith(String... options) throws Exception {
    return OwnJvm.run(Preferred.class, options).getLast();
  }

  static final class Preferred {

    private Preferred() {}

    static void main() {
      System.out.println(KernelKind.preferred());
    }
  }

  @Test
  void withoutTheVectorModuleOnlyTheScalarKernelIsThere() throws Exception {
    List<String> said = OwnJvm.run(Teller.class);
    long nonce = firstNonce();
    assertThat(said)
        .containsExactly(
            "no vectors",
            "preferred SCALAR",
            "SCALAR finds 35293 and " + nonce,
            "VECTOR_8: the JVM has no module jdk.incubator.vector",
            "VECTOR_8: the JVM has no module jdk.incubator.vector",
            "VECTOR_16: the JVM has no module jdk.incubator.vector",
            "VECTOR_16: the JVM has no module jdk.incubator.vector");
  }

  private static long firstNonce() {
    HeaderPuzzle puzzle = new HeaderPuzzle(new byte[HeaderPuzzle.LENGTH], BigInteger.TWO.pow(247));
    long nonce = 0;
    while (!puzzle.isSolvedBy(nonce)) {
      nonce++;
    }
    return nonce;
  }

  @Test
  void withItTheWidestVectorsOfTheProcessorArePreferred() throws Exception {
    assertThat(KernelKind.haveVectors()).isTrue();
    KernelKind here = KernelKind.preferred();
    assertThat(preferredWith(VECTORS)).isEqualTo(here.name());
    // as on processors with vectors of 128 and of 256 bits
    assertThat(preferredWith(VECTORS, "-XX:MaxVectorSize=16")).isEqualTo("SCALAR");
    if (here == KernelKind.VECTOR_16) {
      assertThat(preferredWith(VECTORS, "-XX:MaxVectorSize=32")).isEqualTo("VECTOR_8");
    }
  }

  @Test
  void aKernelTriesBothPuzzlesIfItIsOfVectors() {
    for (KernelKind kind : KernelKind.values()) {
      boolean vectors = kind != KernelKind.SCALAR;
      assertThat(kind.newDecimal() instanceof HeaderKernel).isEqualTo(vectors);
      assertThat(kind.newDecimal() instanceof Placeable).isEqualTo(vectors);
      assertThat(kind.newHeader() instanceof Placeable).isEqualTo(vectors);
      assertThat(kind.newDecimal()).isNotSameAs(kind.newDecimal());
    }
  }
}
