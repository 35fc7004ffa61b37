package zveno.kernel.rules.strict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.kernel.model.EntryKey;
import zveno.kernel.rules.PoolDecision;
import zveno.kernel.rules.PoolDrop;
import zveno.kernel.rules.PoolRoom;
import zveno.kernel.rules.PoolSlot;
import zveno.kernel.rules.RejectReason;
import zveno.kernel.rules.strict.NaivePool.Item;
import zveno.kernel.rules.strict.keys.Address;

/**
 * The pool beside a naive one: the same answers, the same order and the same reasons, whatever is
 * posted, mined here or elsewhere, reorganised, or restarted.
 */
@Tag("slow")
class StrictPoolModelTest {

  private static final int STEPS = 300;

  private static final StrictPooledAccount NOTHING_WAITS =
      new StrictPooledAccount(Account.EMPTY, Coins.NONE, 0);

  private final List<Address> people = new ArrayList<>();

  /** What each block has carried, the last block last. */
  private final List<List<StrictTransaction>> blocks = new ArrayList<>();

  private final Map<EntryKey, StrictTransaction> known = new HashMap<>();
  private final Set<RejectReason> seen = new HashSet<>();
  private PoolWorld world = new PoolWorld(new PoolRoom(0, 0), 0);
  private StrictPool pool = world.pool;
  private NaivePool naive = new NaivePool(world);
  private Random random = new Random(0);
  private long lowest;
  private long highest;

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void behavesAsANaiveOne(long seed) {
    random = new Random(seed);
    world = new PoolWorld(new PoolRoom(24, 12_000), seed % 3);
    pool = world.pool;
    naive = new NaivePool(world);
    for (int i = 0; i < 9; i++) {
      people.add(PoolWorld.person(i + 1));
      if (i < 6) {
        world.set(people.getLast(), 1 + random.nextInt(2_000), random.nextInt(3));
      }
    }
    for (int step = 0; step < STEPS; step++) {
      String what = "seed " + seed + ", step " + step;
      switch (random.nextInt(20)) {
        case 0 -> mine(what, pool.front(1 + random.nextInt(8), Long.MAX_VALUE));
        case 1 -> followForeign(what);
        case 2 -> reorganise(what);
        case 3 -> restart(what);
        case 4 -> remove();
        default -> post(what);
      }
      check(what);
    }
    assertThat(seen).contains(StrictPoolReason.REPLACED, StrictPoolReason.EVICTED);
    assertThat(seen).contains(StrictPoolReason.BALANCE, StrictPoolReason.NONCE_USED);
    assertThat(seen).contains(StrictPoolReason.EXPIRED);
  }

  private void check(String what) {
    assertThat(naive.items).as(what).allMatch(one -> pool.holds(one.key()));
    for (int most : new int[] {3, 100}) {
      long bytes = most == 3 ? 1_000 + random.nextInt(9_000) : Long.MAX_VALUE;
      assertThat(pool.front(most, bytes).stream().map(PoolSlot::key).toList())
          .as(what)
          .isEqualTo(naive.front(most, bytes));
    }
    for (Address one : people) {
      byte[] bytes = new byte[Address.LENGTH];
      one.copyTo(bytes, 0);
      assertThat(pool.account(bytes).orElse(NOTHING_WAITS)).as(what).isEqualTo(naive.account(one));
    }
    known.keySet().stream()
        .filter(pool::holds)
        .forEach(key -> assertThat(naive.waiting()).as(what).containsValue(key));
  }

  private void checkDrops(String what, List<PoolDrop> drops) {
    Map<EntryKey, RejectReason> reasons = new HashMap<>();
    drops.forEach(drop -> reasons.put(drop.slot().key(), drop.reason()));
    assertThat(reasons).as(what).isEqualTo(naive.dropped);
    assertThat(drops).as(what).hasSize(reasons.size());
    seen.addAll(reasons.values());
    naive.dropped.clear();
  }

  private StrictTransaction any() {
    Address sender = people.get(random.nextInt(people.size()));
    Account account = world.state().account(sender);
    boolean isFunded = account.balance().units() > 0;
    long nonce =
        Math.max(0, account.nonce() + random.nextInt(6) - (random.nextInt(9) == 0 ? 1 : 0));
    return PoolWorld.tx(
        sender,
        people.get(random.nextInt(people.size())),
        isFunded ? random.nextInt(60) : 0,
        isFunded ? random.nextInt(4) * (1L + random.nextInt(30)) : 0,
        nonce,
        Math.max(1, world.height() + random.nextInt(12)),
        "x".repeat(random.nextInt(4) == 0 ? random.nextInt(900) : 0));
  }

  private void post(String what) {
    StrictTransaction transaction = any();
    EntryKey key = EntryKey.of(transaction.id());
    if (pool.holds(key)) {
      return;
    }
    known.put(key, transaction);
    PoolRoom most = random.nextInt(4) == 0 ? new PoolRoom(21, 10_800) : world.room;
    PoolSlot slot = PoolWorld.slot(transaction, highest++);
    PoolDecision foretold = pool.check(slot, transaction, most, world.tip());
    check(what + ", looked at");
    Optional<RejectReason> expected = naive.admit(new Item(slot.place(), transaction), most);
    PoolDecision decision = pool.admit(slot, transaction, most, world.tip());
    assertThat(foretold).as(what).isEqualTo(decision);
    switch (decision) {
      case PoolDecision.Refused refused -> {
        assertThat(Optional.of(refused.reason())).as(what).isEqualTo(expected);
        checkDrops(what, List.of());
      }
      case PoolDecision.Admitted(List<PoolDrop> dropped) -> {
        assertThat(expected).as(what).isEmpty();
        checkDrops(what, dropped);
      }
    }
  }

  private void mine(String what, List<PoolSlot> slots) {
    connect(what, slots.stream().map(slot -> known.get(slot.key())).toList());
  }

  /** A block of somebody else: what waits here, or not, as far as it is right. */
  private void followForeign(String what) {
    List<StrictTransaction> carried = new ArrayList<>();
    Map<Address, Account> accounts = new HashMap<>();
    for (int i = 0; i < 6; i++) {
      StrictTransaction one = any();
      Account account = accounts.getOrDefault(one.sender(), world.state().account(one.sender()));
      if (one.nonce() == account.nonce()
          && one.expires() > world.height()
          && account.balance().cover(one.amount(), one.fee())) {
        accounts.put(one.sender(), account.charged(one.amount(), one.fee()));
        known.put(EntryKey.of(one.id()), one);
        carried.add(one);
      }
    }
    connect(what, carried);
  }

  private void connect(String what, List<StrictTransaction> carried) {
    for (StrictTransaction one : carried) {
      EntryKey key = EntryKey.of(one.id());
      pool.remove(key);
      naive.items.removeIf(item -> item.key().equals(key));
    }
    Address miner = people.get(random.nextInt(people.size()));
    world.grow(carried, miner, random.nextInt(3) * 40L);
    blocks.add(carried);
    naive.follow();
    checkDrops(what, pool.connected(List.copyOf(carried), world.tip()));
  }

  /** Some blocks leave, perhaps others join, and what has left waits again. */
  private void reorganise(String what) {
    int count = Math.min(blocks.size(), 1 + random.nextInt(3));
    List<StrictTransaction> left = new ArrayList<>();
    for (List<StrictTransaction> block : blocks.subList(blocks.size() - count, blocks.size())) {
      left.addAll(block);
    }
    blocks.subList(blocks.size() - count, blocks.size()).clear();
    world.cut(count);
    if (random.nextBoolean()) {
      world.grow(List.of(), people.getFirst(), 7);
      blocks.add(List.of());
    }
    naive.follow();
    checkDrops(what, pool.reorganised(world.tip()));
    lowest -= left.size();
    for (int i = 0; i < left.size(); i++) {
      PoolSlot slot = PoolWorld.slot(left.get(i), lowest + i);
      naive.readmit(new Item(slot.place(), left.get(i)));
      checkDrops(what, pool.readmit(slot, left.get(i), world.tip()));
    }
  }

  /** The index is made anew of what is stored, in the order of places. */
  private void restart(String what) {
    pool = world.newPool();
    naive
        .waiting()
        .forEach((place, key) ->
            assertThat(
                    pool.readmit(
                        PoolWorld.slot(known.get(key), place), known.get(key), world.tip()))
                .as(what)
                .isEmpty());
  }

  private void remove() {
    if (!naive.items.isEmpty()) {
      Item one = naive.items.get(random.nextInt(naive.items.size()));
      pool.remove(one.key());
      naive.items.remove(one);
    }
  }
}
