package zveno.kernel.rules.strict;

import zveno.kernel.rules.strict.keys.Address;

/**
 * What a reward pays when it is due.
 *
 * @param recipient who is paid
 * @param amount how much
 */
public record Payout(Address recipient, Coins amount) {}
