package zveno.kernel.rules.strict;

import zveno.kernel.rules.PooledAccount;

/**
 * What waits of an account under the strict rules, and for it.
 *
 * @param left what its balance is when all of that is paid, and the first nonce that is free after
 *     an unbroken row; {@link Account#EMPTY} if none of its own transactions waits
 * @param incoming amounts that wait to be paid to it, by others or by itself
 * @param transactions how many of its own wait
 */
public record StrictPooledAccount(Account left, Coins incoming, int transactions)
    implements PooledAccount {}
