package zveno.node.rules;

import java.util.List;

/**
 * What a network for demonstrations has agreed on, and the accounts that were made for it: no
 * person's, and their keys lie open.
 */
public interface DemoNetwork {

  /** The file of its first block, which all nodes begin with. */
  byte[] genesis();

  /** The file of the keys of its accounts: whoever reads it can spend what they have. */
  byte[] keys();

  /** The addresses of the accounts, in order. */
  List<String> addresses();

  /**
   * A transaction as it is posted, in JSON, signed by an account.
   *
   * @param sender which account, from 0
   * @param recipient an address
   * @param amount what the recipient gets
   * @param nonce how many transactions of the sender there are before it
   * @throws IllegalArgumentException if that is no address or no amount
   */
  String transfer(int sender, String recipient, long amount, long nonce);
}
