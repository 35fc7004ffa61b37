package zveno.kernel.mining;

/** The kernels that there are, slowest first. All find the same proofs. */
public enum KernelKind {
  /** The JDK's digest, one candidate at a time. Always there, and fast from the start. */
  SCALAR(1),
  /** Vectors of 256 bits, such as AVX2's. */
  VECTOR_8(8),
  /** Vectors of 512 bits, such as AVX-512's. */
  VECTOR_16(16);

  private final int lanes;

  KernelKind(int lanes) {
    this.lanes = lanes;
  }

  /** How many candidates a vector holds. */
  public int lanes() {
    return lanes;
  }

  /**
   * The fastest on this processor, once it is warm: vectors as wide as the processor's, or the
   * scalar one where these are narrower than 256 bits or the JVM was started without its vector
   * module. Wider ones than the processor's would work, a thousand times slower.
   */
  public static KernelKind preferred() {
    return switch (preferredLanes()) {
      case 16 -> VECTOR_16;
      case 8 -> VECTOR_8;
      default -> SCALAR;
    };
  }

  private static int preferredLanes() {
    return haveVectors() ? VectorKernels.preferredLanes() : 1;
  }

  /** Was the JVM started with its vector module, {@code jdk.incubator.vector}? */
  public static boolean haveVectors() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }

  /**
   * A new kernel for decimal puzzles.
   *
   * @throws IllegalStateException if it needs vectors and the JVM has none
   */
  public DecimalKernel newDecimal() {
    return this == SCALAR ? new ScalarDecimalKernel() : vector(DecimalKernel.class);
  }

  /**
   * A new kernel for header puzzles.
   *
   * @throws IllegalStateException if it needs vectors and the JVM has none
   */
  public HeaderKernel newHeader() {
    return this == SCALAR ? new ScalarHeaderKernel() : vector(HeaderKernel.class);
  }

  /**
   * New kernels for one thread.
   *
   * @throws IllegalStateException if they need vectors and the JVM has none
   */
  public PowKernels newKernels() {
    return new PowKernels(newDecimal(), newHeader());
  }

  private <K> K vector(Class<K> puzzle) {
    if (!haveVectors()) {
      throw new IllegalStateException("the JVM has no module jdk.incubator.vector");
    }
    return puzzle.cast(VectorKernels.create(lanes));
  }
}
