package zveno.kernel.rules.strict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import zveno.kernel.model.EntryKey;
import zveno.kernel.rules.PoolDecision;
import zveno.kernel.rules.PoolDrop;
import zveno.kernel.rules.PoolReason;
import zveno.kernel.rules.PoolRoom;
import zveno.kernel.rules.PoolSlot;
import zveno.kernel.rules.RejectReason;
import zveno.kernel.rules.strict.keys.Address;

class StrictPoolTest {

  private static final Address ANN = PoolWorld.person(1);
  private static final Address BOB = PoolWorld.person(2);
  private static final Address CAROL = PoolWorld.person(3);
  private static final PoolRoom LARGE = new PoolRoom(10_000, 10 << 20);

  private final PoolWorld world = new PoolWorld(LARGE, 2);

  private static StrictTransaction pay(Address from, long amount, long fee, long nonce) {
    return PoolWorld.tx(from, CAROL, amount, fee, nonce, 1_000, "");
  }

  private static RejectReason reason(PoolDecision decision) {
    return ((PoolDecision.Refused) decision).reason();
  }

  private static String detail(PoolDecision decision) {
    return ((PoolDecision.Refused) decision).detail();
  }

  private static List<PoolDrop> dropped(PoolDecision decision) {
    return ((PoolDecision.Admitted) decision).dropped();
  }

  private static EntryKey key(StrictTransaction transaction) {
    return EntryKey.of(transaction.id());
  }

  private static List<EntryKey> keys(StrictTransaction... transactions) {
    List<EntryKey> keys = new ArrayList<>();
    for (StrictTransaction transaction : transactions) {
      keys.add(key(transaction));
    }
    return keys;
  }

  private static List<EntryKey> keys(List<PoolSlot> slots) {
    return slots.stream().map(PoolSlot::key).toList();
  }

  private List<EntryKey> front(PoolWorld of) {
    return keys(of.pool.front(10_000, Long.MAX_VALUE));
  }

  @Test
  void whatCannotBeMinedIsRefusedWithWhatWouldBeRight() {
    world.set(ANN, 10, 4);
    world.grow(List.of(), BOB, 0);
    PoolDecision used = world.admit(pay(ANN, 1, 0, 3));
    assertThat(reason(used)).isEqualTo(StrictPoolReason.NONCE_USED);
    assertThat(detail(used)).isEqualTo("nonce 3 is used: the sender's next is 4");
    PoolDecision expired = world.admit(PoolWorld.tx(ANN, BOB, 1, 0, 4, 2, ""));
    assertThat(reason(expired)).isEqualTo(StrictPoolReason.EXPIRED);
    assertThat(detail(expired)).isEqualTo("expires must be at least 3, not 2");
    PoolDecision poor = world.admit(pay(ANN, 10, 1, 4));
    assertThat(reason(poor)).isEqualTo(StrictPoolReason.BALANCE);
    assertThat(detail(poor)).isEqualTo("amount and fee are 11, and the sender has 10");
    assertThat(dropped(world.admit(pay(ANN, 6, 1, 4)))).isEmpty();
    assertThat(detail(world.admit(pay(ANN, 4, 0, 5))))
        .isEqualTo(
            "amount and fee are 4, and the sender has 10, of which 7 is for what waits already");
    assertThat(dropped(world.admit(pay(ANN, 3, 0, 5)))).isEmpty();
  }

  @Test
  void whatNoEmptyBlockCouldCarryIsRefused() {
    world.set(ANN, 10, 0);
    int most = StrictTemplates.room(PoolWorld.BLOCK_BYTES);
    // each of these characters takes 12 bytes of canonical text
    String large = "\ud83d\ude00".repeat(4_000);
    StrictTransaction fits = PoolWorld.tx(ANN, BOB, 1, 0, 0, 9, large);
    assertThat(fits.size()).isLessThan(most);
    assertThat(dropped(world.admit(fits))).isEmpty();
    StrictPoolChecks narrow = new StrictPoolChecks(1, fits.size());
    PooledSender sender = new PooledSender(ANN, new Account(new Coins(10), 0));
    assertThat(narrow.check(fits, sender).orElseThrow().reason())
        .isEqualTo(StrictPoolReason.TOO_LARGE);
    assertThat(new StrictPoolChecks(1, StrictTemplates.bytes(fits.size())).check(fits, sender))
        .isEmpty();
  }

  @Test
  void onlyAnUnbrokenRowIsMined() {
    world.set(ANN, 100, 4);
    StrictTransaction fifth = pay(ANN, 1, 9, 5);
    StrictTransaction seventh = pay(ANN, 1, 9, 7);
    world.admit(seventh);
    world.admit(fifth);
    assertThat(front(world)).isEmpty();
    StrictTransaction fourth = pay(ANN, 1, 0, 4);
    world.admit(fourth);
    assertThat(front(world)).isEqualTo(keys(fourth, fifth));
  }

  @Test
  void ofOneSenderSixtyFourWait() {
    world.set(ANN, 1_000_000, 0);
    for (int nonce = 0; nonce < 64; nonce++) {
      assertThat(dropped(world.admit(pay(ANN, 1, 10, nonce)))).isEmpty();
    }
    assertThat(reason(world.admit(pay(ANN, 1, 99, 64)))).isEqualTo(StrictPoolReason.TOO_MANY);
    assertThat(dropped(world.admit(pay(ANN, 1, 11, 63)))).hasSize(1);
  }

  @Test
  void theSameNonceTakesATenthMore() {
    world.set(ANN, 10_000, 0);
    StrictTransaction first = pay(ANN, 1, 100, 0);
    world.admit(first);
    PoolDecision cheap = world.admit(pay(ANN, 2, 109, 0));
    assertThat(reason(cheap)).isEqualTo(StrictPoolReason.UNDERPRICED);
    assertThat(detail(cheap))
        .isEqualTo(
            "another transaction with nonce 0 waits; to replace it, fee must be at least 110, not"
                + " 109");
    assertThat(world.pool.holds(key(first))).isTrue();
    StrictTransaction second = pay(ANN, 2, 110, 0);
    List<PoolDrop> dropped = dropped(world.admit(second));
    assertThat(dropped).extracting(PoolDrop::reason).containsExactly(StrictPoolReason.REPLACED);
    assertThat(dropped.getFirst().detail()).contains(second.id().hex());
    assertThat(front(world)).isEqualTo(keys(second));
  }

  @Test
  void aLongerOneMustPayATenthMoreForEachByte() {
    FeeRate paid = new FeeRate(100, 400);
    assertThat(paid.outbidding(400)).isEqualTo(110);
    assertThat(paid.outbidding(200)).isEqualTo(110);
    assertThat(paid.outbidding(800)).isEqualTo(220);
    assertThat(new FeeRate(0, 400).outbidding(4_000)).isEqualTo(1);
    assertThat(new FeeRate(5, 400).outbidding(400)).isEqualTo(6);
    assertThat(new FeeRate(Coins.MAX_UNITS, 300).outbidding(StrictTransaction.MAX_BYTES))
        .isGreaterThan(BigInteger.valueOf(Coins.MAX_UNITS));
  }

  @Test
  void ratesAreComparedExactly() {
    FeeRate most = new FeeRate(Coins.MAX_UNITS, StrictTransaction.MAX_BYTES);
    assertThat(most).isGreaterThan(new FeeRate(Coins.MAX_UNITS - 1, StrictTransaction.MAX_BYTES));
    assertThat(most).isLessThan(new FeeRate(Coins.MAX_UNITS, StrictTransaction.MAX_BYTES - 1));
    assertThat(new FeeRate(2, 600)).isEqualByComparingTo(new FeeRate(1, 300));
    assertThat(new FeeRate(0, 600)).isEqualByComparingTo(new FeeRate(0, 1));
  }

  @Test
  void blocksTakeWhatPaysMostForEachByteThenWhoHasABalanceThenTheOlder() {
    world.set(ANN, 1_000, 0);
    world.set(BOB, 1_000, 0);
    StrictTransaction nobodys = pay(PoolWorld.person(9), 0, 0, 0);
    StrictTransaction annFree = pay(ANN, 1, 0, 0);
    StrictTransaction annRich = pay(ANN, 1, 500, 1);
    StrictTransaction bobRich = pay(BOB, 1, 100, 0);
    StrictTransaction bobFree = pay(BOB, 1, 0, 1);
    for (StrictTransaction one : List.of(nobodys, annFree, annRich, bobRich, bobFree)) {
      assertThat(dropped(world.admit(one))).isEmpty();
    }
    assertThat(front(world)).isEqualTo(keys(bobRich, annFree, annRich, bobFree, nobodys));
    assertThat(keys(world.pool.front(2, Long.MAX_VALUE))).isEqualTo(keys(bobRich, annFree));
    assertThat(keys(world.pool.front(9, annFree.size() + 2L))).hasSize(1);
  }

  @Test
  void aFullPoolKeepsWhatPaysMore() {
    PoolWorld small = new PoolWorld(new PoolRoom(3, 1 << 20), 2);
    small.set(ANN, 1_000, 0);
    small.set(BOB, 1_000, 0);
    StrictTransaction first = pay(ANN, 1, 5, 0);
    StrictTransaction second = pay(ANN, 1, 50, 1);
    StrictTransaction bobs = pay(BOB, 1, 10, 0);
    List.of(first, second, bobs).forEach(small::admit);
    assertThat(reason(small.admit(pay(BOB, 1, 5, 1)))).isEqualTo(PoolReason.FULL);
    assertThat(reason(small.admit(pay(ANN, 1, 99, 2)))).isEqualTo(PoolReason.FULL);
    StrictTransaction more = pay(BOB, 1, 9, 1);
    List<PoolDrop> dropped = dropped(small.admit(more));
    assertThat(dropped).extracting(PoolDrop::reason).containsExactly(StrictPoolReason.EVICTED);
    assertThat(dropped.getFirst().slot().key()).isEqualTo(key(second));
    assertThat(front(small)).isEqualTo(keys(bobs, more, first));
  }

  @Test
  void whoHasNothingFillsAnEighth() {
    PoolWorld small = new PoolWorld(new PoolRoom(16, 1 << 20), 2);
    small.set(ANN, 1_000, 0);
    List<StrictTransaction> beggars = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      beggars.add(pay(PoolWorld.person(100 + i), 0, 0, 0));
    }
    assertThat(dropped(small.admit(beggars.get(0)))).isEmpty();
    assertThat(dropped(small.admit(beggars.get(1)))).isEmpty();
    PoolDecision third = small.admit(beggars.get(2));
    assertThat(reason(third)).isEqualTo(PoolReason.FULL);
    assertThat(detail(third)).contains("no balance");
    for (int nonce = 0; nonce < 14; nonce++) {
      assertThat(dropped(small.admit(pay(ANN, 1, 0, nonce)))).isEmpty();
    }
    assertThat(dropped(small.admit(pay(ANN, 1, 0, 14))))
        .extracting(drop -> drop.slot().key())
        .containsExactly(key(beggars.get(1)));
  }

  @Test
  void whoHasNothingFillsAnEighthOfABlock() {
    String large = "x".repeat(8_000);
    for (int i = 0; i < 4; i++) {
      Address beggar = PoolWorld.person(100 + i);
      assertThat(dropped(world.admit(PoolWorld.tx(beggar, ANN, 0, 0, 0, 9, large)))).isEmpty();
    }
    assertThat(front(world)).hasSize(1); // an eighth of 128 KiB has room for one of 8,300 bytes
  }

  @Test
  void whatDoesNotHoldAfterABlockIsDropped() {
    world.set(ANN, 100, 0);
    world.set(BOB, 100, 0);
    StrictTransaction anns = pay(ANN, 10, 1, 0);
    StrictTransaction otherOfAnn = pay(ANN, 11, 1, 0);
    StrictTransaction later = pay(ANN, 80, 1, 1);
    StrictTransaction bobs = pay(BOB, 60, 1, 1);
    StrictTransaction soon = PoolWorld.tx(BOB, ANN, 1, 0, 2, 2, "");
    List.of(anns, later, bobs, soon).forEach(world::admit);
    StrictTransaction spends = pay(BOB, 70, 0, 0);
    List<PoolDrop> dropped = world.connect(List.of(otherOfAnn, spends), CAROL, 50);
    assertThat(dropped)
        .extracting(drop -> drop.slot().key(), PoolDrop::reason)
        .containsExactlyInAnyOrder(
            tuple(key(anns), StrictPoolReason.NONCE_USED),
            tuple(key(bobs), StrictPoolReason.BALANCE),
            tuple(key(soon), StrictPoolReason.BALANCE));
    assertThat(front(world)).isEqualTo(keys(later));
  }

  @Test
  void whatExpiresIsDropped() {
    world.set(ANN, 100, 0);
    StrictTransaction soon = PoolWorld.tx(ANN, BOB, 1, 0, 0, 2, "");
    StrictTransaction later = PoolWorld.tx(ANN, BOB, 1, 0, 1, 3, "");
    List.of(soon, later).forEach(world::admit);
    assertThat(world.connect(List.of(), CAROL, 50))
        .extracting(PoolDrop::reason, PoolDrop::detail)
        .containsExactly(tuple(StrictPoolReason.EXPIRED, "expires must be at least 3, not 2"));
    assertThat(world.pool.holds(key(later))).isTrue();
  }
}
