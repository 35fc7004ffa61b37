package zveno.kernel.rules.strict;

/**
 * What the chain knows of an account. One that nobody has paid is {@link #EMPTY}; none is ever
 * deleted.
 *
 * @param balance what may be spent; rewards that are not yet due are not in it
 * @param nonce how many transactions it has sent: the nonce of its next
 */
public record Account(Coins balance, long nonce) {

  /** An account that has never been in any block. */
  public static final Account EMPTY = new Account(Coins.NONE, 0);

  Account credited(Coins sum) {
    return new Account(balance.plus(sum), nonce);
  }

  /** It has sent one transaction more. */
  Account charged(Coins amount, Coins fee) {
    return new Account(balance.minus(amount).minus(fee), nonce + 1);
  }
}
