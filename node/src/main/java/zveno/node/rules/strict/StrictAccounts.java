package zveno.node.rules.strict;

import java.util.Optional;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.EncodedAddress;
import zveno.kernel.rules.PooledAccount;
import zveno.kernel.rules.strict.Account;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.StrictPooledAccount;
import zveno.kernel.rules.strict.StrictRules;
import zveno.kernel.rules.strict.StrictState;
import zveno.kernel.rules.strict.keys.Address;
import zveno.node.rules.AccountViews;

/** Accounts as the strict rules keep them. */
final class StrictAccounts implements AccountViews {

  private final StrictRules rules;

  StrictAccounts(StrictRules rules) {
    this.rules = rules;
  }

  @Override
  public String text(EncodedAddress address) {
    return Address.copiedFrom(address.toBytes(), 0).text();
  }

  @Override
  public void account(
      zveno.node.rules.Address address,
      ChainContext tip,
      Optional<PooledAccount> pooled,
      JsonWriter json) {
    Address owner = Address.copiedFrom(address.encoded(), 0);
    Account account = new StrictState(tip.state()).account(owner);
    json.name("address").value(address.json());
    json.name("balance").integer(account.balance().units());
    json.name("immature").integer(rules.immature(owner, tip).units());
    json.name("nonce").integer(account.nonce());
    pending(
        account,
        pooled
            .map(StrictPooledAccount.class::cast)
            .orElse(new StrictPooledAccount(account, Coins.NONE, 0)),
        json);
  }

  private static void pending(Account account, StrictPooledAccount pooled, JsonWriter json) {
    Account left = pooled.transactions() == 0 ? account : pooled.left();
    json.name("pending").beginObject();
    json.name("balance").integer(left.balance().units());
    json.name("incoming").integer(pooled.incoming().units());
    json.name("nonce").integer(left.nonce());
    json.name("transactions").integer(pooled.transactions()).endObject();
  }
}
