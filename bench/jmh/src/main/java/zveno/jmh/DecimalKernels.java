package zveno.jmh;

import java.math.BigInteger;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import zveno.kernel.mining.DecimalKernel;
import zveno.kernel.mining.DecimalPuzzle;
import zveno.kernel.mining.DecimalSearch;
import zveno.kernel.mining.Difficulty;
import zveno.kernel.mining.KernelKind;

/** Candidates that a thread tries in a second, of puzzles that have no solution. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class DecimalKernels {

  private static final int CANDIDATES = 100_000;

  /** From here on candidates have nine digits. */
  private static final BigInteger FIRST_STRETCH = BigInteger.valueOf(10_000);

  /** The tutorial's puzzle, whose text is one block of SHA-256. */
  private static final DecimalPuzzle ONE_BLOCK = hopeless("");

  /** Upstream's, with a hash behind the digits, so that there are two. */
  private static final DecimalPuzzle TWO_BLOCKS = hopeless("0123456789abcdef".repeat(4));

  /** The kernel: SCALAR, VECTOR_8 or VECTOR_16. */
  @Param({"SCALAR"})
  public KernelKind kernel = KernelKind.SCALAR;

  private DecimalKernel used = KernelKind.SCALAR.newDecimal();

  private static DecimalPuzzle hopeless(String tail) {
    return new DecimalPuzzle("35293", tail, new Difficulty(Difficulty.MAX));
  }

  /** Makes the kernel. */
  @Setup
  public void makeKernel() {
    used = kernel.newDecimal();
  }

  /** The tutorial's puzzle. */
  @Benchmark
  @OperationsPerInvocation(CANDIDATES)
  public long tutorial() {
    return search(ONE_BLOCK);
  }

  /** The puzzle of the tutorial's repository since 2018. */
  @Benchmark
  @OperationsPerInvocation(CANDIDATES)
  public long upstream() {
    return search(TWO_BLOCKS);
  }

  private long search(DecimalPuzzle puzzle) {
    DecimalSearch search = new DecimalSearch(puzzle, FIRST_STRETCH);
    search.work(used, () -> search.tried() >= CANDIDATES);
    return search.tried();
  }
}
