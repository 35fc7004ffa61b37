package zveno.kernel.rules.strict;

import java.util.HashMap;
import java.util.Map;
import zveno.kernel.rules.strict.keys.Address;

/** The accounts of one chain in memory, growing block by block. */
final class MemoryAccounts implements AccountState {

  private final Map<Address, Account> accounts = new HashMap<>();
  private final Map<Long, Payout> rewards = new HashMap<>();

  MemoryAccounts(Parameters parameters) {
    parameters
        .allocations()
        .forEach((address, balance) -> accounts.put(address, new Account(balance, 0)));
  }

  @Override
  public Account account(Address address) {
    return accounts.getOrDefault(address, Account.EMPTY);
  }

  @Override
  public Payout reward(long height) {
    Payout payout = rewards.get(height);
    if (payout == null) {
      throw new IllegalStateException("no reward at height " + height);
    }
    return payout;
  }

  void add(Reward reward, Map<Address, AccountChange> changes) {
    changes.forEach((address, change) -> accounts.put(address, change.after()));
    rewards.put(reward.height(), new Payout(reward.recipient(), reward.amount()));
  }

  void set(Address address, long balance, long nonce) {
    accounts.put(address, new Account(new Coins(balance), nonce));
  }

  Map<Address, Account> all() {
    return Map.copyOf(accounts);
  }

  /** All that can be spent. */
  long spendable() {
    return accounts.values().stream().mapToLong(account -> account.balance().units()).sum();
  }

  /** What rewards above this height will bring. */
  long immature(long above) {
    return rewards.entrySet().stream()
        .filter(reward -> reward.getKey() > above)
        .mapToLong(reward -> reward.getValue().amount().units())
        .sum();
  }
}
