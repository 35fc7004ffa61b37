package zveno.kernel.rules.strict;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.Hash;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.PoolDecision;
import zveno.kernel.rules.PoolDrop;
import zveno.kernel.rules.PoolRoom;
import zveno.kernel.rules.PoolSlot;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.keys.JdkSignatures;
import zveno.kernel.rules.strict.keys.Scheme;
import zveno.kernel.rules.strict.work.Header;

/** A chain of accounts without any rule, and a pool above it. Signatures are not looked at. */
final class PoolWorld {

  static final int BLOCK_BYTES = 1 << 17;

  /** What the chain is at one height. */
  record State(long height, Map<Address, Account> accounts, Map<Long, Payout> rewards)
      implements AccountState {

    @Override
    public Account account(Address address) {
      return accounts.getOrDefault(address, Account.EMPTY);
    }

    @Override
    public Payout reward(long at) {
      return Optional.ofNullable(rewards.get(at)).orElseThrow();
    }
  }

  final Parameters parameters;
  final StrictPool pool;
  final PoolRoom room;
  private final List<State> states = new ArrayList<>();
  private long nextPlace;

  PoolWorld(PoolRoom room, long maturity) {
    Parameters usual = Parameters.usual("pool");
    this.parameters =
        new Parameters(
            usual.network(),
            10,
            600,
            usual.limit(),
            new Coins(50),
            0,
            maturity,
            Map.of(),
            BLOCK_BYTES);
    this.room = room;
    this.pool = newPool();
    states.add(new State(1, Map.of(), Map.of()));
  }

  StrictPool newPool() {
    return new StrictPool(room, _ -> state(), _ -> parameters);
  }

  State state() {
    return states.getLast();
  }

  long height() {
    return state().height();
  }

  /** Changes an account of the tip as no block would; before anything waits. */
  void set(Address address, long balance, long nonce) {
    Map<Address, Account> accounts = new HashMap<>(state().accounts());
    accounts.put(address, new Account(new Coins(balance), nonce));
    states.set(states.size() - 1, new State(height(), accounts, state().rewards()));
  }

  /** A block with these transactions, whose reward is this. */
  void grow(List<StrictTransaction> carried, Address miner, long reward) {
    Map<Address, Account> accounts = new HashMap<>(state().accounts());
    for (StrictTransaction one : carried) {
      accounts.compute(
          one.sender(), (_, account) -> orEmpty(account).charged(one.amount(), one.fee()));
      accounts.compute(one.recipient(), (_, account) -> orEmpty(account).credited(one.amount()));
    }
    Map<Long, Payout> rewards = new HashMap<>(state().rewards());
    long next = height() + 1;
    rewards.put(next, new Payout(miner, new Coins(reward)));
    long paid = next - parameters.maturity();
    if (paid > Genesis.INDEX) {
      Payout due = rewards.get(paid);
      accounts.compute(due.recipient(), (_, account) -> orEmpty(account).credited(due.amount()));
    }
    states.add(new State(next, accounts, rewards));
  }

  private static Account orEmpty(@Nullable Account account) {
    return account == null ? Account.EMPTY : account;
  }

  /** Takes the last blocks off the chain. */
  void cut(int blocks) {
    states.subList(states.size() - blocks, states.size()).clear();
  }

  int blocks() {
    return states.size() - 1;
  }

  ChainContext tip() {
    Reward reward = new Reward(Coins.NONE, 0, 0, height(), Hash.ZERO, person(0));
    Header header = new Header(Header.VERSION, Hash.ZERO, Hash.ZERO, 0, 0x207fffffL, 0);
    return ChainContext.after(
        new PlacedBlock(StrictBlock.assemble(header, List.of(), reward), height()));
  }

  PoolSlot slot(Transaction transaction) {
    return slot(transaction, nextPlace++);
  }

  static PoolSlot slot(Transaction transaction, long place) {
    return new PoolSlot(place, EntryKey.of(transaction.id()), transaction.size(), false);
  }

  PoolDecision admit(StrictTransaction transaction) {
    return pool.admit(slot(transaction), transaction, room, tip());
  }

  List<PoolDrop> connect(List<StrictTransaction> carried, Address miner, long reward) {
    carried.forEach(one -> pool.remove(EntryKey.of(one.id())));
    grow(carried, miner, reward);
    return pool.connected(List.copyOf(carried), tip());
  }

  static Address person(int seed) {
    byte[] key = JdkSignatures.ed25519PublicKey(new byte[] {(byte) seed, (byte) (seed >> 8)});
    return Address.of(Scheme.ED25519, key);
  }

  static StrictTransaction tx(
      Address from, Address to, long amount, long fee, long nonce, long expires, String data) {
    try {
      return StrictTransaction.signed(
          new UnsignedTransaction(
              from,
              to,
              new Coins(amount),
              new Coins(fee),
              nonce,
              expires,
              Optional.of(data).filter(text -> !text.isEmpty()),
              Optional.empty()),
          new byte[64]);
    } catch (RefusedException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
