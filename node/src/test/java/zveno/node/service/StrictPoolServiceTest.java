package zveno.node.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.mining.KernelKind;
import zveno.kernel.mining.PowSearch;
import zveno.kernel.model.Block;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.NewBlock;
import zveno.kernel.model.Transaction;
import zveno.kernel.pool.DroppedEntry;
import zveno.kernel.pool.ForeignEntry;
import zveno.kernel.pool.PoolAdmission;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.pool.PoolLimits;
import zveno.kernel.rules.BlockTemplate;
import zveno.kernel.rules.EncodedAddress;
import zveno.kernel.rules.PoolReason;
import zveno.kernel.rules.RejectReason;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.strict.StrictNets.Person;
import zveno.kernel.rules.strict.StrictPoolReason;
import zveno.kernel.rules.strict.StrictRules;
import zveno.kernel.rules.strict.StrictTransaction;
import zveno.kernel.rules.strict.keys.Address;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;

/** The pool of the strict rules in a service: what waits, leaves, returns and can be looked up. */
@Tag("slow")
class StrictPoolServiceTest {

  private static final Person ANN = Person.numbered(1);
  private static final Person BOB = Person.numbered(2);
  private static final Address MINER = Person.numbered(3).address();
  private static final Genesis GENESIS =
      StrictNets.genesis(
          50, 0, 2, Map.of(ANN.address(), new Coins(1_000), BOB.address(), new Coins(100)));
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochSecond(StrictNets.BEGIN + 60), ZoneOffset.UTC);

  private final StrictRules rules = StrictNets.rules(GENESIS.id());

  @TempDir Path home;
  private RocksStore store;
  private ChainService service;

  @BeforeEach
  void open() throws DecodeException {
    open(new PoolLimits(24, 1 << 20));
  }

  private void open(PoolLimits pool) throws DecodeException {
    Map<String, String> parameters = Map.copyOf(rules.parameters());
    Block genesis = rules.codec().block(GENESIS.canonical(), 1);
    store = RocksStore.open(StoreSettings.in(home.resolve("strict")).with(parameters));
    service =
        new ChainService(
            rules,
            store,
            () -> genesis,
            ServiceLimits.ofPool(pool),
            CLOCK,
            () -> new EntryId(UUID.randomUUID()),
            failure -> {
              throw new AssertionError(failure);
            });
    service.start();
  }

  @AfterEach
  void close() {
    service.close();
    store.close();
  }

  private static StrictTransaction pay(Person from, long amount, long fee, long nonce) {
    return pay(from, amount, fee, nonce, 1_000);
  }

  private static StrictTransaction pay(
      Person from, long amount, long fee, long nonce, long expires) {
    return from.pays(GENESIS.id(), MINER, amount, fee, nonce, expires);
  }

  private static EntryKey key(Transaction transaction) {
    return EntryKey.of(transaction.id());
  }

  private Submission submit(Transaction... transactions) {
    return service.submit(List.of(transactions));
  }

  private static List<RejectReason> reasons(Submission submission) {
    return submission.refusals().values().stream().map(PoolAdmission.Refused::reason).toList();
  }

  private Block mine() {
    BlockTemplate template = service.template(MINER.text());
    return ((MiningResult.Mined) service.offer(template, solution(template))).block();
  }

  private static BigInteger solution(BlockTemplate template) {
    PowSearch search = PowSearch.of(template.puzzle());
    search.work(KernelKind.SCALAR.newKernels(), () -> false);
    return search.solution().orElseThrow();
  }

  /** What a block carries but for the reward. */
  private static List<EntryKey> carried(Block block) {
    return block.transactions().subList(0, block.transactionCount() - 1).stream()
        .map(StrictPoolServiceTest::key)
        .toList();
  }

  private List<EntryKey> waiting() {
    try (ChainSnapshot now = service.look()) {
      List<EntryKey> waiting =
          now.store().entries(now.pool().first(), now.pool().next(), 999, Long.MAX_VALUE).stream()
              .map(PoolEntry::key)
              .toList();
      assertThat(now.pool().count()).isEqualTo(waiting.size());
      return waiting;
    }
  }

  private Optional<String> fate(Transaction transaction) {
    try (ChainSnapshot now = service.look()) {
      return now.store().dropped(key(transaction)).map(DroppedEntry::reason);
    }
  }

  private List<ChainEvent.EntryDropped> droppedSince(long event) {
    List<ChainEvent.EntryDropped> dropped = new ArrayList<>();
    for (List<Event> some = service.events().after(event);
        !some.isEmpty();
        some = service.events().after(some.getLast().id())) {
      for (Event one : some) {
        if (one.what() instanceof ChainEvent.EntryDropped drop) {
          dropped.add(drop);
        }
      }
    }
    return dropped;
  }

  @Test
  void eachOfManyIsRefusedForItsOwnReason() {
    StrictTransaction first = pay(ANN, 10, 1, 0);
    StrictTransaction second = pay(ANN, 10, 1, 1);
    Submission some =
        submit(first, pay(BOB, 100, 1, 0), pay(ANN, 11, 1, 0), second, first, pay(ANN, 1, 1, 2, 1));
    assertThat(some.accepted()).containsExactly(key(first), key(second), key(first));
    assertThat(some.refused()).isEqualTo(3);
    assertThat(some.refusals()).containsOnlyKeys(1, 2, 5);
    assertThat(reasons(some))
        .containsExactly(
            StrictPoolReason.BALANCE, StrictPoolReason.UNDERPRICED, StrictPoolReason.EXPIRED);
    assertThat(waiting()).containsExactly(key(first), key(second));
  }

  @Test
  void aRepetitionWithItsKeyIsAnsweredAlike() {
    IdempotencyKey key = new IdempotencyKey(Hash.of(new byte[] {1}), Hash.of(new byte[] {2}));
    List<Transaction> all = List.of(pay(BOB, 101, 0, 0), pay(ANN, 1, 0, 0), pay(ANN, 1, 0, 70));
    Submission first = service.submit(all, Optional.of(key)).orElseThrow();
    assertThat(first.accepted()).containsExactly(key(all.get(1)), key(all.get(2)));
    Submission again = service.submit(all, Optional.of(key)).orElseThrow();
    assertThat(again.accepted()).isEqualTo(first.accepted());
    assertThat(again.repeated()).isTrue();
    assertThat(again.refusals()).containsOnlyKeys(0);
    assertThat(reasons(again)).containsExactly(PoolReason.BEFORE);
  }

  @Test
  void blocksTakeWhatPaysMostAndARowIsNotBroken() {
    StrictTransaction later = pay(ANN, 1, 90, 2);
    StrictTransaction cheap = pay(ANN, 1, 1, 0);
    StrictTransaction good = pay(BOB, 1, 30, 0);
    submit(later, cheap, good);
    assertThat(carried(mine())).containsExactly(key(good), key(cheap));
    assertThat(waiting()).containsExactly(key(later));
    StrictTransaction between = pay(ANN, 1, 0, 1);
    submit(between);
    assertThat(carried(mine())).containsExactly(key(between), key(later));
    assertThat(waiting()).isEmpty();
    assertThat(submit(later).accepted()).containsExactly(key(later)); // it is in the chain
    assertThat(waiting()).isEmpty();
    assertThat(reasons(submit(pay(ANN, 2, 0, 1)))).containsExactly(StrictPoolReason.NONCE_USED);
  }

  @Test
  void whatIsReplacedCanBeLookedUp() {
    StrictTransaction first = pay(ANN, 10, 10, 0);
    StrictTransaction second = pay(ANN, 20, 11, 0);
    submit(first);
    long before = service.events().newest();
    submit(second);
    assertThat(waiting()).containsExactly(key(second));
    assertThat(fate(first)).contains("replaced");
    assertThat(fate(second)).isEmpty();
    assertThat(droppedSince(before))
        .containsExactly(
            new ChainEvent.EntryDropped(
                key(first),
                "replaced",
                new ChangedAccounts(EncodedAddress.of(first, rules.codec()), false)));
  }

  @Test
  void allOfThatInOneCommit() {
    StrictTransaction first = pay(ANN, 10, 10, 0);
    StrictTransaction second = pay(ANN, 10, 20, 0);
    assertThat(submit(first, second).accepted()).containsExactly(key(first), key(second));
    assertThat(waiting()).containsExactly(key(second));
    assertThat(fate(first)).contains("replaced");
    assertThat(carried(mine())).containsExactly(key(second));
  }

  @Test
  void aBlockOfAnotherDropsWhatDoesNotHoldAnyMore() {
    StrictTransaction mined = pay(BOB, 60, 1, 0);
    StrictTransaction rival = pay(BOB, 50, 1, 0);
    StrictTransaction poor = pay(BOB, 40, 1, 1);
    StrictTransaction soon = pay(ANN, 1, 1, 0, 2);
    submit(mined);
    final Block theirs = mine();
    service.rewind(1, Rewound.Transactions.DROPPED);
    assertThat(waiting()).isEmpty();
    submit(rival, poor, soon);
    assertThat(service.extend(List.of(NewBlock.of(theirs))))
        .isInstanceOf(ExtendResult.Extended.class);
    assertThat(waiting()).isEmpty();
    assertThat(fate(rival)).contains("nonce-used");
    assertThat(fate(poor)).contains("balance");
    assertThat(fate(soon)).contains("expired");
  }

  @Test
  void aReorganisationReturnsWhatStillHolds() {
    StrictTransaction first = pay(ANN, 10, 1, 0);
    StrictTransaction second = pay(ANN, 10, 1, 1, 3);
    StrictTransaction third = pay(ANN, 10, 1, 2);
    submit(first);
    mine();
    submit(second);
    mine();
    submit(third);
    assertThat(service.rewind(1, Rewound.Transactions.WAIT_AGAIN)).isPresent();
    assertThat(waiting()).containsExactly(key(first), key(second), key(third));
    assertThat(carried(mine())).containsExactly(key(first), key(second), key(third));
    assertThat(service.rewind(1, Rewound.Transactions.WAIT_AGAIN)).isPresent();
    service.remove(key(first));
    mine();
    mine();
    assertThat(waiting()).containsExactly(key(third));
    assertThat(fate(second)).contains("expired");
  }

  @Test
  void aRestartForgetsNothingAndFitsIntoLessRoom() throws DecodeException {
    StrictTransaction gap = pay(ANN, 1, 50, 5);
    StrictTransaction cheap = pay(BOB, 1, 1, 0);
    StrictTransaction good = pay(ANN, 1, 9, 0);
    StrictTransaction gone = pay(ANN, 1, 7, 0);
    submit(gap, cheap, gone, good);
    close();
    open();
    assertThat(waiting()).containsExactly(key(gap), key(cheap), key(good));
    assertThat(fate(gone)).contains("replaced");
    assertThat(reasons(submit(pay(BOB, 2, 1, 0)))).containsExactly(StrictPoolReason.UNDERPRICED);
    close();
    open(new PoolLimits(2, 1 << 20));
    assertThat(waiting()).containsExactly(key(gap), key(good));
    assertThat(fate(cheap)).contains("evicted");
    assertThat(carried(mine())).containsExactly(key(good));
  }

  @Test
  void peersHearWhyNot() {
    StrictTransaction good = pay(ANN, 1, 1, 0);
    StrictTransaction poor = pay(BOB, 101, 1, 0);
    assertThat(
            service.take(
                List.of(
                    new ForeignEntry(new EntryId(new UUID(1, 2)), good),
                    new ForeignEntry(key(good).id(), good),
                    new ForeignEntry(key(poor).id(), poor))))
        .containsExactly(RelayResult.TAKEN, RelayResult.KNOWN, RelayResult.REFUSED);
    mine();
    assertThat(service.take(List.of(new ForeignEntry(key(good).id(), good))))
        .containsExactly(RelayResult.KNOWN);
  }

  @Test
  void aTemplateIsOfWhatWaitsAndStaleOnceSomethingOfItIsGone() {
    StrictTransaction first = pay(ANN, 1, 10, 0);
    submit(first);
    BlockTemplate template = service.template(MINER.text());
    submit(pay(ANN, 1, 20, 0));
    assertThat(service.offer(template, solution(template))).isInstanceOf(MiningResult.Stale.class);
  }
}
