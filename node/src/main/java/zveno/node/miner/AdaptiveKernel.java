package zveno.node.miner;

import zveno.kernel.mining.DecimalKernel;
import zveno.kernel.mining.DecimalStretch;
import zveno.kernel.mining.KernelKind;

/** The fastest kernel that there is at each moment; and a slower one where it fails. */
final class AdaptiveKernel implements DecimalKernel {

  private final KernelChoice choice;
  private KernelKind kind = KernelKind.SCALAR;
  private DecimalKernel kernel;

  AdaptiveKernel(KernelChoice choice) {
    this.choice = choice;
    this.kernel = choice.newKernel(kind);
  }

  @Override
  public int step() {
    KernelKind best = choice.best();
    if (best != kind) {
      changeTo(best);
    }
    return kernel.step();
  }

  private void changeTo(KernelKind best) {
    try {
      kernel = choice.newKernel(best);
      kind = best;
    } catch (RuntimeException | LinkageError e) {
      fallBack(e);
    }
  }

  @Override
  public int lowest(DecimalStretch stretch, int from, int to) {
    if (kind == KernelKind.SCALAR) {
      return kernel.lowest(stretch, from, to);
    }
    try {
      return kernel.lowest(stretch, from, to);
    } catch (RuntimeException | LinkageError e) {
      fallBack(e);
      return kernel.lowest(stretch, from, to);
    }
  }

  private void fallBack(Throwable problem) {
    choice.failed(problem);
    kind = KernelKind.SCALAR;
    kernel = choice.newKernel(kind);
  }
}
