package zveno.jmh;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
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
import zveno.kernel.mining.HeaderKernel;
import zveno.kernel.mining.HeaderPuzzle;
import zveno.kernel.mining.HeaderSearch;
import zveno.kernel.mining.KernelKind;

/** Nonces of a header that a thread tries in a second; each is hashed twice. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class HeaderKernels {

  private static final int NONCES = 8 * HeaderKernel.STEP;

  private static final HeaderPuzzle HOPELESS =
      new HeaderPuzzle(
          "zveno".repeat(HeaderPuzzle.LENGTH / 5).getBytes(StandardCharsets.US_ASCII),
          BigInteger.ZERO);

  /** The kernel: SCALAR, VECTOR_8 or VECTOR_16. */
  @Param({"SCALAR"})
  public KernelKind kernel = KernelKind.SCALAR;

  private HeaderKernel used = KernelKind.SCALAR.newHeader();

  /** Makes the kernel. */
  @Setup
  public void makeKernel() {
    used = kernel.newHeader();
  }

  /** A header of 80 bytes. */
  @Benchmark
  @OperationsPerInvocation(NONCES)
  public long header() {
    HeaderSearch search = new HeaderSearch(HOPELESS);
    search.work(used, () -> search.tried() >= NONCES);
    return search.tried();
  }
}
