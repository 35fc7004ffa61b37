package zveno.node.miner;

import zveno.kernel.mining.CandidateRange;
import zveno.kernel.mining.DecimalKernel;
import zveno.kernel.mining.HeaderKernel;
import zveno.kernel.mining.HeaderPuzzle;
import zveno.kernel.mining.KernelKind;
import zveno.kernel.mining.PowKernels;

/** The fastest kernel that there is at each moment; and a slower one where it fails. */
final class AdaptiveKernel implements DecimalKernel, HeaderKernel {

  private final KernelChoice choice;
  private KernelKind kind = KernelKind.SCALAR;
  private PowKernels kernels;

  AdaptiveKernel(KernelChoice choice) {
    this.choice = choice;
    this.kernels = choice.newKernels(kind);
  }

  /** This kernel, for searches of any kind. */
  PowKernels forAll() {
    return new PowKernels(this, this);
  }

  @Override
  public int step() {
    goOver();
    return kernels.decimal().step();
  }

  private void goOver() {
    KernelKind best = choice.best();
    if (best == kind) {
      return;
    }
    try {
      kernels = choice.newKernels(best);
      kind = best;
    } catch (RuntimeException | LinkageError e) {
      fallBack(e);
    }
  }

  @Override
  public int lowest(CandidateRange stretch, int from, int to) {
    if (kind == KernelKind.SCALAR) {
      return kernels.decimal().lowest(stretch, from, to);
    }
    try {
      return kernels.decimal().lowest(stretch, from, to);
    } catch (RuntimeException | LinkageError e) {
      fallBack(e);
      return kernels.decimal().lowest(stretch, from, to);
    }
  }

  @Override
  public long lowest(HeaderPuzzle puzzle, long from, long to) {
    goOver();
    if (kind == KernelKind.SCALAR) {
      return kernels.header().lowest(puzzle, from, to);
    }
    try {
      return kernels.header().lowest(puzzle, from, to);
    } catch (RuntimeException | LinkageError e) {
      fallBack(e);
      return kernels.header().lowest(puzzle, from, to);
    }
  }

  private void fallBack(Throwable problem) {
    choice.failed(problem);
    kind = KernelKind.SCALAR;
    kernels = choice.newKernels(kind);
  }
}
