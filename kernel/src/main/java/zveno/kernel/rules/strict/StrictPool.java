package zveno.kernel.rules.strict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.PoolDecision;
import zveno.kernel.rules.PoolDrop;
import zveno.kernel.rules.PoolIndex;
import zveno.kernel.rules.PoolReason;
import zveno.kernel.rules.PoolRoom;
import zveno.kernel.rules.PoolSlot;
import zveno.kernel.rules.PooledAccount;
import zveno.kernel.rules.strict.PooledSender.Payment;
import zveno.kernel.rules.strict.keys.Address;

/**
 * What waits under the strict rules. Of each sender at most {@link PooledSender#MAX_WAITING}
 * transactions wait, no two with the same nonce, and together they cost no more than the sender has
 * at the tip. Nonces may be missing between them; only those in an unbroken row from the sender's
 * next nonce on are mined.
 *
 * <p>Blocks take what pays most for each byte, as far as the order of nonces lets them. If the pool
 * is full, the sender whose cheapest transaction pays least makes room, with its last transaction:
 * without those before it, that could not be mined anyway.
 */
final class StrictPool implements PoolIndex {

  /** Senders without a balance have one part of so many, of the pool and of a block. */
  private static final int PARTS_FOR_UNFUNDED = 8;

  /** From which fee for each byte on transactions are counted apart. */
  private static final double[] FEE_STEPS = {0, 0.001, 0.01, 0.1, 1, 10};

  private static final Comparator<Payment> MINED_FIRST =
      Comparator.comparing(Payment::rate)
          .thenComparing((Payment one) -> one.sender().isFunded())
          .reversed()
          .thenComparingLong(one -> one.slot().place());

  private static final Comparator<Payment> EXPIRES_FIRST =
      Comparator.comparingLong(Payment::expires).thenComparingLong(one -> one.slot().place());

  private final PoolRoom room;
  private final Function<ChainContext, AccountState> accounts;
  private final Function<ChainContext, Parameters> parameters;

  private final Map<EntryKey, Payment> byKey = new HashMap<>();
  private final Map<Address, PooledSender> senders = new HashMap<>();

  /** How many wait, by the step of {@link #FEE_STEPS} that they have reached. */
  private final long[] byFee = new long[FEE_STEPS.length];

  /** Units that wait to be paid to an address, if there are any. */
  private final Map<Address, Long> incoming = new HashMap<>();

  private final TreeSet<PooledSender> makingRoom = new TreeSet<>(PooledSender.MAKES_ROOM_FIRST);
  private final TreeSet<Payment> expiring = new TreeSet<>(EXPIRES_FIRST);
  private final Share all = new Share();

  /** What waits of senders without a balance. */
  private final Share unfunded = new Share();

  private StrictPoolChecks checks = new StrictPoolChecks(0, 0);
  private long maturity;

  /** How many wait, and their bytes. */
  private static final class Share {

    private long entries;
    private long bytes;

    void count(Payment one, int sign) {
      entries += sign;
      bytes += sign * (long) one.slot().size();
    }
  }

  /**
   * @param room how much may wait
   * @param accounts the accounts after the last block of a chain
   * @param parameters what the net of a chain has agreed on
   */
  StrictPool(
      PoolRoom room,
      Function<ChainContext, AccountState> accounts,
      Function<ChainContext, Parameters> parameters) {
    this.room = room;
    this.accounts = accounts;
    this.parameters = parameters;
  }

  private void lookAt(ChainContext tip) {
    Parameters agreed = parameters.apply(tip);
    maturity = agreed.maturity();
    checks =
        new StrictPoolChecks(
            tip.parent().orElseThrow().height(), StrictTemplates.room(agreed.blockBytes()));
  }

  @Override
  public OptionalLong place(EntryKey key) {
    Payment one = byKey.get(key);
    return one == null ? OptionalLong.empty() : OptionalLong.of(one.slot().place());
  }

  @Override
  public void remove(EntryKey key) {
    Optional.ofNullable(byKey.get(key)).ifPresent(this::takeOut);
  }

  /** Each sender takes its place in the order once, however many of its transactions go. */
  @Override
  public void removeAll(List<EntryKey> keys) {
    Set<PooledSender> changed = new HashSet<>();
    for (EntryKey key : keys) {
      Payment one = byKey.get(key);
      if (one != null) {
        if (changed.add(one.sender())) {
          makingRoom.remove(one.sender());
        }
        forget(one);
      }
    }
    changed.forEach(this::settle);
  }

  private void put(Payment one) {
    PooledSender sender = one.sender();
    if (!sender.isEmpty()) {
      makingRoom.remove(sender); // as long as it is in there, its place must not change
    }
    sender.add(one);
    senders.put(sender.address(), sender);
    count(one, 1);
    byFee[feeStep(one)]++;
    countIncoming(one, one.amount());
    byKey.put(one.slot().key(), one);
    expiring.add(one);
    settle(sender);
  }

  private void takeOut(Payment one) {
    PooledSender sender = one.sender();
    makingRoom.remove(sender);
    forget(one);
    settle(sender);
  }

  /** The sender must have lost its place in the order, and takes it anew after this. */
  private void forget(Payment one) {
    one.sender().remove(one);
    count(one, -1);
    byFee[feeStep(one)]--;
    countIncoming(one, -one.amount());
    byKey.remove(one.slot().key());
    expiring.remove(one);
  }

  private void count(Payment one, int sign) {
    all.count(one, sign);
    if (!one.sender().isFunded()) {
      unfunded.count(one, sign);
    }
  }

  private static int feeStep(Payment one) {
    double rate = (double) one.rate().fee() / one.rate().size();
    int step = FEE_STEPS.length - 1;
    while (rate < FEE_STEPS[step]) {
      step--;
    }
    return step;
  }

  private void countIncoming(Payment one, long units) {
    long sum = incoming.getOrDefault(one.recipient(), 0L) + units;
    if (sum == 0) {
      incoming.remove(one.recipient());
    } else {
      incoming.put(one.recipient(), sum);
    }
  }

  private void settle(PooledSender sender) {
    if (sender.isEmpty()) {
      senders.remove(sender.address());
    } else {
      sender.settle();
      makingRoom.add(sender);
    }
  }

  // One comes.

  @Override
  public PoolDecision admit(
      PoolSlot slot, Transaction transaction, PoolRoom most, ChainContext tip) {
    return decide(
        slot,
        transaction,
        tip,
        one -> {
          Attempt attempt = attempt(one, most);
          if (!attempt.fits()) {
            undo(attempt);
          }
          return attempt;
        });
  }

  @Override
  public PoolDecision check(
      PoolSlot slot, Transaction transaction, PoolRoom most, ChainContext tip) {
    return decide(
        slot,
        transaction,
        tip,
        one -> {
          Attempt attempt = attempt(one, most);
          undo(attempt);
          return attempt;
        });
  }

  private PoolDecision decide(
      PoolSlot slot,
      Transaction transaction,
      ChainContext tip,
      Function<Payment, Attempt> whereThereIsRoom) {
    lookAt(tip);
    StrictTransaction posted = (StrictTransaction) transaction;
    PooledSender sender = sender(posted.sender(), tip);
    return checks
        .check(posted, sender)
        .<PoolDecision>map(refused -> refused)
        .orElseGet(() -> whereThereIsRoom.apply(Payment.of(slot, sender, posted)).decision());
  }

  /** What waits of a sender, perhaps nothing. */
  private PooledSender sender(Address address, ChainContext tip) {
    PooledSender known = senders.get(address);
    return known != null ? known : new PooledSender(address, accounts.apply(tip).account(address));
  }

  /**
   * What has been tried to let one wait.
   *
   * @param fits whether it waits now
   * @param before what it has replaced, taken out
   * @param evicted what had to go, taken out
   */
  private record Attempt(
      Payment one, boolean fits, Optional<Payment> before, List<Payment> evicted) {

    PoolDecision decision() {
      if (!fits) {
        return new PoolDecision.Refused(PoolReason.FULL, full(one));
      }
      List<PoolDrop> dropped = new ArrayList<>();
      before.ifPresent(other -> dropped.add(StrictPoolChecks.replaced(other, one.slot().key())));
      evicted.forEach(other -> dropped.add(StrictPoolChecks.evicted(other)));
      return new PoolDecision.Admitted(dropped);
    }
  }

  /** Makes room for it, as far as it may; see {@link #undo}. */
  private Attempt attempt(Payment one, PoolRoom most) {
    PoolRoom least =
        new PoolRoom(Math.max(most.entries(), all.entries), Math.max(most.bytes(), all.bytes));
    Optional<Payment> before = one.sender().at(one.nonce());
    before.ifPresent(this::takeOut);
    List<Payment> evicted = new ArrayList<>();
    boolean fits = isWithinShare(one, most);
    while (fits
        && (all.entries + 1 > least.entries() || all.bytes + one.slot().size() > least.bytes())) {
      fits = !makingRoom.isEmpty() && outranks(one, makingRoom.getFirst());
      if (fits) {
        evicted.add(makingRoom.getFirst().last());
        takeOut(evicted.getLast());
      }
    }
    if (fits) {
      put(one);
    }
    return new Attempt(one, fits, before, evicted);
  }

  /** All is as it was before. */
  private void undo(Attempt attempt) {
    if (attempt.fits()) {
      takeOut(attempt.one());
    }
    attempt.evicted().reversed().forEach(this::put);
    attempt.before().ifPresent(this::put);
  }

  /** Senders without a balance have a part of the pool only. */
  private boolean isWithinShare(Payment one, PoolRoom most) {
    return one.sender().isFunded()
        || (isShare(unfunded.entries + 1, most.entries())
            && isShare(unfunded.bytes + one.slot().size(), most.bytes()));
  }

  private static boolean isShare(long part, long whole) {
    return part <= whole / PARTS_FOR_UNFUNDED;
  }

  /** Is it worth more than what would make room for it? Of equals the older ones stay. */
  private static boolean outranks(Payment one, PooledSender other) {
    int more = one.sender().worth(one.nonce(), one.rate()).compareTo(other.lowest());
    return more > 0 || (more == 0 && one.sender().isFunded() && !other.wasFunded());
  }

  private static String full(Payment one) {
    return one.sender().isFunded()
        ? "the pool is full, and what waits pays at least as much for each byte"
        : "the sender has no balance, and the part of the pool for such senders is full";
  }

  @Override
  public List<PoolDrop> readmit(PoolSlot slot, Transaction transaction, ChainContext tip) {
    lookAt(tip);
    StrictTransaction stored = (StrictTransaction) transaction;
    PooledSender sender = sender(stored.sender(), tip);
    Payment one = Payment.of(slot, sender, stored);
    if (one.nonce() < sender.account().nonce()) {
      return List.of(StrictPoolChecks.passed(one));
    }
    if (one.expires() <= checks.height()) {
      return List.of(checks.expired(one));
    }
    List<PoolDrop> dropped = new ArrayList<>();
    Optional<Payment> other = sender.at(one.nonce());
    if (other.isPresent()) {
      if (!StrictPoolChecks.outbids(stored, other.get())) {
        return List.of(StrictPoolChecks.replaced(one, other.get().slot().key()));
      }
      dropped.add(StrictPoolChecks.replaced(other.get(), slot.key()));
      takeOut(other.get());
    }
    put(one);
    trim(sender, dropped);
    makeRoom(dropped);
    return dropped;
  }

  // The chain moves.

  @Override
  public List<PoolDrop> connected(List<Transaction> carried, ChainContext tip) {
    List<PoolDrop> dropped = new ArrayList<>();
    long before = checks.height();
    lookAt(tip);
    if (!byKey.isEmpty()) {
      AccountState state = accounts.apply(tip);
      for (Address address : touched(carried, before, state)) {
        Optional.ofNullable(senders.get(address))
            .ifPresent(sender -> follow(sender, state, dropped));
      }
      expire(dropped);
      makeRoom(dropped);
    }
    return dropped;
  }

  /**
   * The accounts that blocks may have changed: whose they carry something, and whose rewards are
   * paid now.
   *
   * @param before the height before these blocks
   */
  private Set<Address> touched(List<Transaction> carried, long before, AccountState state) {
    Set<Address> touched = new HashSet<>();
    for (Transaction transaction : carried) {
      StrictTransaction one = (StrictTransaction) transaction;
      touched.add(one.sender());
      touched.add(one.recipient());
    }
    for (long height = before + 1; height <= checks.height(); height++) {
      if (height - maturity > Genesis.INDEX) {
        touched.add(state.reward(height - maturity).recipient());
      }
    }
    return touched;
  }

  @Override
  public List<PoolDrop> reorganised(ChainContext tip) {
    lookAt(tip);
    List<PoolDrop> dropped = new ArrayList<>();
    AccountState state = accounts.apply(tip);
    List.copyOf(senders.values()).forEach(sender -> follow(sender, state, dropped));
    expire(dropped);
    makeRoom(dropped);
    return dropped;
  }

  private void follow(PooledSender sender, AccountState state, List<PoolDrop> dropped) {
    makingRoom.remove(sender);
    sender.all().forEach(one -> count(one, -1));
    sender.become(state.account(sender.address()));
    sender.all().forEach(one -> count(one, 1));
    settle(sender);
    for (Payment one : sender.passed()) {
      dropped.add(StrictPoolChecks.passed(one));
      takeOut(one);
    }
    trim(sender, dropped);
  }

  /** Not more than may wait of a sender, and not more than it can pay: the last ones go. */
  private void trim(PooledSender sender, List<PoolDrop> dropped) {
    while (sender.count() > PooledSender.MAX_WAITING) {
      dropped.add(StrictPoolChecks.tooMany(sender.last()));
      takeOut(sender.last());
    }
    while (sender.cost() > sender.account().balance().units()) {
      dropped.add(StrictPoolChecks.unpaid(sender.last()));
      takeOut(sender.last());
    }
  }

  private void expire(List<PoolDrop> dropped) {
    while (!expiring.isEmpty() && expiring.getFirst().expires() <= checks.height()) {
      dropped.add(checks.expired(expiring.getFirst()));
      takeOut(expiring.getFirst());
    }
  }

  /** Senders without a balance pay nothing, so that they are the first to make room. */
  private void makeRoom(List<PoolDrop> dropped) {
    while (all.entries > room.entries()
        || all.bytes > room.bytes()
        || !isShare(unfunded.entries, room.entries())
        || !isShare(unfunded.bytes, room.bytes())) {
      Payment last = makingRoom.getFirst().last();
      dropped.add(StrictPoolChecks.evicted(last));
      takeOut(last);
    }
  }

  // People ask.

  @Override
  public SortedMap<Double, Long> byFee() {
    SortedMap<Double, Long> counts = new TreeMap<>();
    for (int step = 0; step < FEE_STEPS.length; step++) {
      counts.put(FEE_STEPS[step], byFee[step]);
    }
    return counts;
  }

  @Override
  public Optional<PooledAccount> account(byte[] address) {
    Address owner = Address.copiedFrom(address, 0);
    PooledSender sender = senders.get(owner);
    Coins coming = new Coins(incoming.getOrDefault(owner, 0L));
    if (sender == null) {
      return Optional.of(coming)
          .filter(units -> !units.equals(Coins.NONE))
          .map(units -> new StrictPooledAccount(Account.EMPTY, units, 0));
    }
    return Optional.of(new StrictPooledAccount(sender.left(), coming, sender.count()));
  }

  // A block is made.

  @Override
  public List<PoolSlot> front(int maxEntries, long maxBytes) {
    PriorityQueue<Payment> next = new PriorityQueue<>(MINED_FIRST);
    for (PooledSender sender : senders.values()) {
      sender.at(sender.account().nonce()).ifPresent(next::add);
    }
    List<PoolSlot> front = new ArrayList<>();
    long left = Math.min(maxBytes, checks.blockRoom());
    long leftForUnfunded = left / PARTS_FOR_UNFUNDED;
    while (!next.isEmpty() && front.size() < maxEntries) {
      Payment one = next.remove();
      long bytes = StrictTemplates.bytes(one.slot().size());
      boolean isFunded = one.sender().isFunded();
      if (bytes <= (isFunded ? left : Math.min(left, leftForUnfunded))) {
        left -= bytes;
        leftForUnfunded -= isFunded ? 0 : bytes;
        front.add(one.slot());
        one.sender().at(one.nonce() + 1).ifPresent(next::add);
      }
    }
    return front;
  }
}
