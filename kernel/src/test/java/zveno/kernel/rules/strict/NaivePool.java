package zveno.kernel.rules.strict;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import zveno.kernel.model.EntryKey;
import zveno.kernel.rules.PoolReason;
import zveno.kernel.rules.PoolRoom;
import zveno.kernel.rules.RejectReason;
import zveno.kernel.rules.strict.keys.Address;

/** The policy of the strict rules once more: a list, gone through from the beginning each time. */
final class NaivePool {

  record Item(long place, StrictTransaction tx) {

    EntryKey key() {
      return EntryKey.of(tx.id());
    }

    Address sender() {
      return tx.sender();
    }

    long cost() {
      return tx.amount().units() + tx.fee().units();
    }
  }

  private final PoolWorld world;
  final List<Item> items = new ArrayList<>();
  final Map<EntryKey, RejectReason> dropped = new HashMap<>();

  NaivePool(PoolWorld world) {
    this.world = world;
  }

  private Account account(Item one) {
    return world.state().account(one.sender());
  }

  private boolean isFunded(Item one) {
    return account(one).balance().units() > 0;
  }

  private static int compareRates(Item one, Item other) {
    BigInteger left =
        BigInteger.valueOf(one.tx.fee().units()).multiply(BigInteger.valueOf(other.tx.size()));
    BigInteger right =
        BigInteger.valueOf(other.tx.fee().units()).multiply(BigInteger.valueOf(one.tx.size()));
    return left.compareTo(right);
  }

  private List<Item> of(Address sender) {
    return items.stream()
        .filter(one -> one.sender().equals(sender))
        .sorted(Comparator.comparing(one -> one.tx.nonce()))
        .toList();
  }

  private Item cheapest(Address sender) {
    return of(sender).stream().min(NaivePool::compareRates).orElseThrow();
  }

  private Optional<Item> victim() {
    return items.stream()
        .map(Item::sender)
        .distinct()
        .min(
            ((Comparator<Address>) (a, b) -> compareRates(cheapest(a), cheapest(b)))
                .thenComparing(a -> isFunded(cheapest(a)))
                .thenComparing(a -> -of(a).getLast().place))
        .map(a -> of(a).getLast());
  }

  private long bytes() {
    return items.stream().mapToLong(one -> one.tx.size()).sum();
  }

  private boolean exceedsShare(PoolRoom room) {
    List<Item> poor = items.stream().filter(one -> !isFunded(one)).toList();
    return poor.size() > room.entries() / 8
        || poor.stream().mapToLong(one -> one.tx.size()).sum() > room.bytes() / 8;
  }

  private boolean outbids(Item one, Item other) {
    BigInteger fee = BigInteger.valueOf(one.tx.fee().units());
    BigInteger paid = BigInteger.valueOf(other.tx.fee().units());
    BigInteger ten = BigInteger.TEN;
    BigInteger eleven = BigInteger.valueOf(11);
    return fee.compareTo(paid) > 0
        && fee.multiply(ten).compareTo(paid.multiply(eleven)) >= 0
        && fee.multiply(ten)
                .multiply(BigInteger.valueOf(other.tx.size()))
                .compareTo(paid.multiply(eleven).multiply(BigInteger.valueOf(one.tx.size())))
            >= 0;
  }

  /** Why it may not wait; nothing if it does from now on. */
  Optional<RejectReason> admit(Item one, PoolRoom most) {
    Account account = account(one);
    Optional<Item> same =
        of(one.sender()).stream().filter(other -> other.tx.nonce() == one.tx.nonce()).findAny();
    if (one.tx.nonce() < account.nonce()) {
      return Optional.of(StrictPoolReason.NONCE_USED);
    }
    if (one.tx.expires() < world.height() + 1) {
      return Optional.of(StrictPoolReason.EXPIRED);
    }
    if (same.isEmpty() && of(one.sender()).size() == 64) {
      return Optional.of(StrictPoolReason.TOO_MANY);
    }
    if (same.isPresent() && !outbids(one, same.get())) {
      return Optional.of(StrictPoolReason.UNDERPRICED);
    }
    long waiting = of(one.sender()).stream().mapToLong(Item::cost).sum();
    if (waiting - same.map(Item::cost).orElse(0L) + one.cost() > account.balance().units()) {
      return Optional.of(
          account.equals(Account.EMPTY)
              ? StrictPoolReason.UNKNOWN_SENDER
              : StrictPoolReason.BALANCE);
    }
    long entries = Math.max(most.entries(), items.size());
    long bytes = Math.max(most.bytes(), bytes());
    List<Item> before = List.copyOf(items);
    same.ifPresent(items::remove);
    items.add(one);
    boolean full = !isFunded(one) && exceedsShare(most);
    items.remove(one);
    List<Item> evicted = new ArrayList<>();
    while (!full && (items.size() + 1 > entries || bytes() + one.tx.size() > bytes)) {
      Optional<Item> victim = victim();
      full = victim.isEmpty() || !outranks(one, victim.get().sender());
      if (!full) {
        evicted.add(victim.get());
        items.remove(victim.get());
      }
    }
    if (full) {
      items.clear();
      items.addAll(before);
      return Optional.of(PoolReason.FULL);
    }
    items.add(one);
    same.ifPresent(other -> dropped.put(other.key(), StrictPoolReason.REPLACED));
    evicted.forEach(other -> dropped.put(other.key(), StrictPoolReason.EVICTED));
    return Optional.empty();
  }

  private boolean outranks(Item one, Address victim) {
    Item worst = one;
    for (Item other : of(one.sender())) {
      if (other.tx.nonce() < one.tx.nonce() && compareRates(other, worst) < 0) {
        worst = other;
      }
    }
    int more = compareRates(worst, cheapest(victim));
    return more > 0 || (more == 0 && isFunded(one) && !isFunded(cheapest(victim)));
  }

  private void drop(Item one, RejectReason reason) {
    items.remove(one);
    dropped.put(one.key(), reason);
  }

  /** The chain has moved. */
  void follow() {
    for (Item one : List.copyOf(items)) {
      if (one.tx.nonce() < account(one).nonce()) {
        drop(one, StrictPoolReason.NONCE_USED);
      }
    }
    Set<Address> senders = new HashSet<>();
    items.forEach(one -> senders.add(one.sender()));
    senders.forEach(this::trim);
    for (Item one : List.copyOf(items)) {
      if (one.tx.expires() < world.height() + 1) {
        drop(one, StrictPoolReason.EXPIRED);
      }
    }
    makeRoom();
  }

  private void trim(Address sender) {
    while (of(sender).size() > 64) {
      drop(of(sender).getLast(), StrictPoolReason.TOO_MANY);
    }
    while (of(sender).stream().mapToLong(Item::cost).sum()
        > world.state().account(sender).balance().units()) {
      drop(of(sender).getLast(), StrictPoolReason.BALANCE);
    }
  }

  private void makeRoom() {
    while (items.size() > world.room.entries()
        || bytes() > world.room.bytes()
        || exceedsShare(world.room)) {
      drop(victim().orElseThrow(), StrictPoolReason.EVICTED);
    }
  }

  void readmit(Item one) {
    Optional<Item> same =
        of(one.sender()).stream().filter(other -> other.tx.nonce() == one.tx.nonce()).findAny();
    if (one.tx.nonce() < account(one).nonce()) {
      dropped.put(one.key(), StrictPoolReason.NONCE_USED);
    } else if (one.tx.expires() < world.height() + 1) {
      dropped.put(one.key(), StrictPoolReason.EXPIRED);
    } else if (same.isPresent() && !outbids(one, same.get())) {
      dropped.put(one.key(), StrictPoolReason.REPLACED);
    } else {
      same.ifPresent(other -> drop(other, StrictPoolReason.REPLACED));
      items.add(one);
      trim(one.sender());
      makeRoom();
    }
  }

  /** What a block of ours carries, in order. */
  List<EntryKey> front(int maxEntries, long maxBytes) {
    long left = Math.min(maxBytes, StrictTemplates.room(PoolWorld.BLOCK_BYTES));
    long poor = left / 8;
    Map<Address, Long> next = new HashMap<>();
    List<EntryKey> front = new ArrayList<>();
    while (front.size() < maxEntries) {
      Optional<Item> best =
          items.stream()
              .filter(
                  one -> next.getOrDefault(one.sender(), account(one).nonce()) == one.tx.nonce())
              .min(
                  ((Comparator<Item>) NaivePool::compareRates)
                      .reversed()
                      .thenComparing(one -> !isFunded(one))
                      .thenComparing(Item::place));
      if (best.isEmpty()) {
        break;
      }
      Item one = best.get();
      int bytes = one.tx.size() + 2;
      if (bytes > left || (!isFunded(one) && bytes > poor)) {
        next.put(one.sender(), -1L);
        continue;
      }
      left -= bytes;
      poor -= isFunded(one) ? 0 : bytes;
      next.put(one.sender(), one.tx.nonce() + 1);
      front.add(one.key());
    }
    return front;
  }

  /** What waits of an account, and for it. */
  StrictPooledAccount account(Address address) {
    List<Item> own = of(address);
    Account account = own.isEmpty() ? Account.EMPTY : world.state().account(address);
    long next = account.nonce();
    for (Item one : own) {
      next += one.tx.nonce() == next ? 1 : 0;
    }
    Coins cost = new Coins(own.stream().mapToLong(Item::cost).sum());
    long incoming =
        items.stream()
            .filter(one -> one.tx.recipient().equals(address))
            .mapToLong(one -> one.tx.amount().units())
            .sum();
    return new StrictPooledAccount(
        new Account(account.balance().minus(cost), next), new Coins(incoming), own.size());
  }

  /** What waits, by place. */
  TreeMap<Long, EntryKey> waiting() {
    TreeMap<Long, EntryKey> waiting = new TreeMap<>();
    items.forEach(one -> waiting.put(one.place, one.key()));
    return waiting;
  }
}
