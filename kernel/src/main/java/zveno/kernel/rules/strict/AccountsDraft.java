package zveno.kernel.rules.strict;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import zveno.kernel.rules.strict.keys.Address;

/**
 * The accounts while a block is worked out: its transactions one by one, then its reward. The state
 * below is only read. For one thread at a time.
 *
 * <p>A miner puts a template together with it: what {@link #apply} refuses changes nothing, and the
 * next transaction can be tried.
 */
public final class AccountsDraft {

  private final AccountState state;
  private final Parameters parameters;
  private final long index;
  private final Map<Address, Account> changed = new LinkedHashMap<>();
  private final Map<Address, Account> before = new LinkedHashMap<>();
  private Coins fees = Coins.NONE;

  /**
   * @param state the accounts after the parent
   * @param index of the block, at least 2
   */
  public AccountsDraft(AccountState state, Parameters parameters, long index) {
    this.state = state;
    this.parameters = parameters;
    this.index = index;
  }

  /** What a block does to the accounts, or the first thing that is wrong with it. */
  public sealed interface Outcome {

    /**
     * It is right.
     *
     * @param changes to the accounts that it touches, in the order in which it touches them
     */
    record Applied(Map<Address, AccountChange> changes) implements Outcome {}

    /** It is not. */
    record Refused(Refusal refusal) implements Outcome {}
  }

  /** A whole block, which is right by itself and in its place. */
  public static Outcome apply(StrictBlock block, AccountState state, Parameters parameters) {
    AccountsDraft draft = new AccountsDraft(state, parameters, block.index());
    int position = 0;
    for (StrictTransaction transaction : block.transactions()) {
      Optional<Refusal> refusal = draft.apply(transaction);
      if (refusal.isPresent()) {
        return new Outcome.Refused(refusal.get().within("transaction " + position));
      }
      position++;
    }
    return draft.finish(block.reward());
  }

  /** One transaction more; if it is refused, nothing has changed. */
  public Optional<Refusal> apply(StrictTransaction transaction) {
    Account sender = account(transaction.sender());
    if (transaction.nonce() != sender.nonce()) {
      return StrictChecks.refused(
          StrictReason.NONCE, "nonce must be " + sender.nonce() + ", not " + transaction.nonce());
    }
    if (transaction.expires() < index) {
      return StrictChecks.refused(
          StrictReason.EXPIRED,
          "expires must be at least " + index + ", not " + transaction.expires());
    }
    Coins amount = transaction.amount();
    Coins fee = transaction.fee();
    if (!sender.balance().cover(amount, fee)) {
      return StrictChecks.refused(
          StrictReason.BALANCE,
          "amount and fee are "
              + (amount.units() + fee.units())
              + ", and the sender has "
              + sender.balance());
    }
    put(transaction.sender(), sender.charged(amount, fee));
    credit(transaction.recipient(), amount);
    fees = fees.plus(fee);
    return Optional.empty();
  }

  /** What the reward must be, given the transactions so far. */
  public Coins reward() {
    return parameters.subsidy().of(index).plus(fees);
  }

  /** The end of the block: its reward is looked at, and the one that is due now is paid. */
  public Outcome finish(Reward reward) {
    Coins due = reward();
    if (!reward.amount().equals(due)) {
      return new Outcome.Refused(
          new Refusal(
              StrictReason.REWARD,
              "the reward's amount must be " + due + ", not " + reward.amount()));
    }
    long paid = index - parameters.maturity();
    if (paid == index) {
      credit(reward.recipient(), reward.amount());
    } else if (paid > Genesis.INDEX) {
      Payout payout = state.reward(paid);
      credit(payout.recipient(), payout.amount());
    }
    Map<Address, AccountChange> changes = new LinkedHashMap<>();
    before.forEach(
        (address, account) -> changes.put(address, new AccountChange(account, account(address))));
    return new Outcome.Applied(changes);
  }

  /** An account as it is after the transactions so far. */
  public Account account(Address address) {
    Account known = changed.get(address);
    return known != null ? known : state.account(address);
  }

  private void credit(Address address, Coins sum) {
    put(address, account(address).credited(sum));
  }

  private void put(Address address, Account account) {
    if (!before.containsKey(address)) {
      before.put(address, state.account(address));
    }
    changed.put(address, account);
  }
}
