package zveno.node.rules;

import java.util.Optional;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.EncodedAddress;
import zveno.kernel.rules.PooledAccount;

/** How people see the accounts that a rule set keeps. For any number of threads. */
public interface AccountViews {

  /** An address as people type it. */
  String text(EncodedAddress address);

  /**
   * Adds what the chain and the pool know of an account to the object that has been begun. An
   * account that no block has named is one too.
   *
   * @param tip the chain, with its state
   * @param pooled what waits of the account, and for it, if anything does
   */
  void account(Address address, ChainContext tip, Optional<PooledAccount> pooled, JsonWriter json);
}
