package zveno.kernel.rules;

/**
 * How many signatures have been verified since the process began.
 *
 * @param right those that were right
 * @param wrong those that were wrong
 * @param remembered those that were known to be right, since they had been verified before
 */
public record VerificationCounts(long right, long wrong, long remembered) {}
