package zveno.kernel.mining;

/** One thread's kernels, one for each kind of puzzle. */
public record PowKernels(DecimalKernel decimal, HeaderKernel header) {}
