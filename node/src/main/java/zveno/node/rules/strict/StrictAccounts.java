package zveno.node.rules.strict;

import java.util.Optional;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.Block;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.EncodedAddress;
import zveno.kernel.rules.PooledAccount;
import zveno.kernel.rules.strict.Account;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.GenesisBlock;
import zveno.kernel.rules.strict.Payout;
import zveno.kernel.rules.strict.StrictPooledAccount;
import zveno.kernel.rules.strict.StrictState;
import zveno.kernel.rules.strict.keys.Address;
import zveno.node.rules.AccountViews;

/** Accounts as the strict rules keep them. */
final class StrictAccounts implements AccountViews {

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
    StrictState state = new StrictState(tip.state());
    Account account = state.account(owner);
    json.name("address").string(owner.text());
    json.name("balance").integer(account.balance().units());
    json.name("immature").integer(immature(owner, state, tip).units());
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

  /** Rewards of the newest blocks, which are not in the balance yet. */
  private static Coins immature(Address owner, StrictState state, ChainContext tip) {
    Block parent = tip.parent().orElseThrow();
    long height = parent.height();
    Block first = height == Genesis.INDEX ? parent : tip.ancestor(Genesis.INDEX);
    long maturity = ((GenesisBlock) first).genesis().parameters().maturity();
    Coins sum = Coins.NONE;
    for (long of = Math.max(Genesis.INDEX + 1, height - maturity + 1); of <= height; of++) {
      Payout reward = state.reward(of);
      sum = reward.recipient().equals(owner) ? sum.plus(reward.amount()) : sum;
    }
    return sum;
  }
}
