package zveno.kernel.rules.strict;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import zveno.kernel.rules.PoolSlot;
import zveno.kernel.rules.strict.keys.Address;

/**
 * What waits of one sender. The sums are of all that waits; the order in which senders make room is
 * of the moment of the last {@link #settle}, so that a sorted set can hold them.
 */
final class PooledSender {

  /** How many transactions of one sender may wait. */
  static final int MAX_WAITING = 64;

  /**
   * What the pool must know of a waiting transaction.
   *
   * @param slot what it is in the pool
   * @param sender whose it is
   * @param nonce its nonce
   * @param expires the last block that may carry it
   * @param recipient to whom it pays
   * @param cost amount and fee together, in units, below 2^54
   * @param rate what it pays for each byte
   */
  record Payment(
      PoolSlot slot,
      PooledSender sender,
      long nonce,
      long expires,
      Address recipient,
      long cost,
      FeeRate rate) {

    static Payment of(PoolSlot slot, PooledSender sender, StrictTransaction transaction) {
      return new Payment(
          slot,
          sender,
          transaction.nonce(),
          transaction.expires(),
          transaction.recipient(),
          costOf(transaction),
          FeeRate.of(transaction));
    }

    /** What the recipient gets, in units. */
    long amount() {
      return cost - rate.fee();
    }
  }

  /** Amount and fee together, in units, below 2^54. */
  static long costOf(StrictTransaction transaction) {
    return transaction.amount().units() + transaction.fee().units();
  }

  /**
   * Who makes room first: a sender whose cheapest transaction pays least for each byte; of equals
   * one without a balance; of equals the one whose last transaction is the newest.
   */
  static final Comparator<PooledSender> MAKES_ROOM_FIRST =
      Comparator.comparing((PooledSender one) -> one.lowest)
          .thenComparing(one -> one.settledFunded)
          .thenComparingLong(one -> -one.newest);

  private static final FeeRate NONE = new FeeRate(0, 1);

  private final Address address;
  private final TreeMap<Long, Payment> byNonce = new TreeMap<>();
  private Account account;
  private long cost;
  private FeeRate lowest = NONE;
  private boolean settledFunded;
  private long newest;

  PooledSender(Address address, Account account) {
    this.address = address;
    this.account = account;
  }

  Address address() {
    return address;
  }

  Account account() {
    return account;
  }

  /** The account is another one since a block. */
  void become(Account other) {
    account = other;
  }

  boolean isFunded() {
    return account.balance().units() > 0;
  }

  boolean isEmpty() {
    return byNonce.isEmpty();
  }

  int count() {
    return byNonce.size();
  }

  /** Amounts and fees of all that waits; less than 2^54 for each. */
  long cost() {
    return cost;
  }

  Optional<Payment> at(long nonce) {
    return Optional.ofNullable(byNonce.get(nonce));
  }

  /**
   * What the sender has if all that waits is paid, and the first nonce that is free after an
   * unbroken row from the account's next one on.
   */
  Account left() {
    long next = account.nonce();
    while (byNonce.containsKey(next)) {
      next++;
    }
    return new Account(account.balance().minus(new Coins(cost)), next);
  }

  /** The one with the highest nonce; there must be one. */
  Payment last() {
    return byNonce.lastEntry().getValue();
  }

  Collection<Payment> all() {
    return byNonce.values();
  }

  /** Those that a block cannot carry any more, since the chain has their nonces. */
  List<Payment> passed() {
    return List.copyOf(byNonce.headMap(account.nonce()).values());
  }

  /** What one with this nonce and rate is worth to a miner: no more than what must go before it. */
  FeeRate worth(long nonce, FeeRate rate) {
    FeeRate worth = rate;
    for (Payment before : byNonce.headMap(nonce).values()) {
      worth = FeeRate.lower(worth, before.rate());
    }
    return worth;
  }

  void add(Payment one) {
    byNonce.put(one.nonce(), one);
    cost += one.cost();
  }

  void remove(Payment one) {
    byNonce.remove(one.nonce());
    cost -= one.cost();
  }

  /** Takes its place in the order anew; while a sorted set holds it this must not be called. */
  void settle() {
    lowest = NONE;
    boolean first = true;
    for (Payment one : byNonce.values()) {
      lowest = first ? one.rate() : FeeRate.lower(lowest, one.rate());
      first = false;
    }
    settledFunded = isFunded();
    newest = first ? 0 : last().slot().place();
  }

  /** Was it funded when it last took its place in the order? */
  boolean wasFunded() {
    return settledFunded;
  }

  /** What its cheapest transaction pays. */
  FeeRate lowest() {
    return lowest;
  }
}
