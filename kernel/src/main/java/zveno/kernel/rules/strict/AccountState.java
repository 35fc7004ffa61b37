package zveno.kernel.rules.strict;

import zveno.kernel.rules.strict.keys.Address;

/** All accounts as they are after one block of a chain; a port, for they lie on disk. */
public interface AccountState {

  /** An account; {@link Account#EMPTY} if it has never been in any block. */
  Account account(Address address);

  /**
   * What the reward of an earlier block of this chain pays.
   *
   * @param height 2 to the height of the last block
   */
  Payout reward(long height);
}
