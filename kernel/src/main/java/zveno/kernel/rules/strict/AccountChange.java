package zveno.kernel.rules.strict;

/**
 * What one block does to an account, and so also how to undo it.
 *
 * @param before the account before the block
 * @param after the account after it
 */
public record AccountChange(Account before, Account after) {}
