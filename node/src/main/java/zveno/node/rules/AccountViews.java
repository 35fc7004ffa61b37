package zveno.node.rules;

import zveno.kernel.json.JsonWriter;
import zveno.kernel.rules.ChainContext;

/** How people see the accounts that a rule set keeps. For any number of threads. */
@FunctionalInterface
public interface AccountViews {

  /**
   * Adds what the chain knows of an account to the object that has been begun. An account that no
   * block has named is one too.
   *
   * @param tip the chain, with its state
   */
  void account(Address address, ChainContext tip, JsonWriter json);
}
