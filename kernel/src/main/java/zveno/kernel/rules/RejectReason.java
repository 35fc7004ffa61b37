package zveno.kernel.rules;

/**
 * Why a block is rejected. Each rule set has an enum of its own that says all of its reasons; the
 * rest of the house only passes them on.
 */
public interface RejectReason {

  /** A short name for programs, lowercase; it never changes its meaning. */
  String code();

  /** What is wrong, in one sentence that is true of every block with this reason. */
  String sentence();
}
