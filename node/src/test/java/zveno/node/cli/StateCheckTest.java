package zveno.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.Chain;
import zveno.kernel.chain.ChainPath;
import zveno.kernel.chain.StoredContext;
import zveno.kernel.mining.KernelKind;
import zveno.kernel.mining.PowSearch;
import zveno.kernel.model.Block;
import zveno.kernel.model.EntryId;
import zveno.kernel.pool.PoolLimits;
import zveno.kernel.rules.BlockTemplate;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.strict.StrictNets.Person;
import zveno.kernel.rules.strict.StrictRules;
import zveno.kernel.state.StateChanges;
import zveno.kernel.state.StateKey;
import zveno.node.service.ChainService;
import zveno.node.service.MiningResult;
import zveno.node.service.ServiceLimits;
import zveno.node.storage.RocksBatch;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;

/** {@code zveno verify} computes the state of a chain with balances anew, and compares it. */
class StateCheckTest {

  private static final Person ANN = Person.numbered(1);
  private static final Person BOB = Person.numbered(2);
  private static final Person MINER = Person.numbered(3);
  private static final Genesis GENESIS =
      StrictNets.genesis(50, 0, 2, Map.of(ANN.address(), new Coins(1_000)));
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochSecond(StrictNets.BEGIN + 60), ZoneOffset.UTC);

  private final StrictRules rules = StrictNets.rules(GENESIS.id());

  private RocksStore store;
  private ChainPath path;

  /** Ann pays Bob in the second block, the third is empty. */
  @BeforeEach
  void fill() throws DecodeException {
    Block genesis = rules.codec().block(GENESIS.canonical(), 1);
    store = RocksStore.open(StoreSettings.ephemeral().with(Map.copyOf(rules.parameters())));
    try (ChainService service =
        new ChainService(
            rules,
            store,
            () -> genesis,
            ServiceLimits.ofPool(new PoolLimits(24, 1 << 20)),
            CLOCK,
            () -> new EntryId(UUID.randomUUID()),
            failure -> {
              throw new AssertionError(failure);
            })) {
      service.start();
      service.submit(List.of(ANN.pays(GENESIS.id(), BOB.address(), 300, 1, 0, 1_000)));
      mine(service);
      mine(service);
    }
    path = new Chain(rules, store, 0).path();
  }

  private static void mine(ChainService service) {
    BlockTemplate template = service.template(MINER.address().text());
    PowSearch search = PowSearch.of(template.puzzle());
    search.work(KernelKind.SCALAR.newKernels(), () -> false);
    BigInteger solution = search.solution().orElseThrow();
    assertThat(service.offer(template, solution)).isInstanceOf(MiningResult.Mined.class);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void change(Consumer<RocksBatch> change) {
    StoreCheckTest.change(store, change);
  }

  private void isDamaged(String reason) {
    StoreCheckTest.isDamaged(rules, store, reason);
  }

  private byte[] valueOf(StateKey key, long height) {
    try (StoredContext context = StoredContext.at(rules, store.live(), path, height)) {
      return context.state().value(key).orElseThrow();
    }
  }

  /** What the block at a height has written, but for one key. */
  private StateChanges changedAt(BlockPosition where, StateKey changed, byte[] value) {
    SortedMap<StateKey, Optional<byte[]>> values = new TreeMap<>();
    for (StateKey key : store.live().stateKeys(where)) {
      values.put(key, Optional.of(valueOf(key, where.height())));
    }
    values.put(changed, Optional.of(value));
    return StateChanges.of(values);
  }

  @Test
  void findsNothingWhereNothingIsWrong() {
    StoreCheck check = new StoreCheck(rules, store);
    check.run();
    assertThat(List.of(check.blocks(), check.transactions())).containsExactly(3L, 3L);
  }

  /** The last bit of each row in turn, of an account as of a header. */
  @Test
  void noRowMayBeAnother() {
    for (long height = 2; height <= 3; height++) {
      BlockPosition where = path.at(height);
      List<StateKey> keys = store.live().stateKeys(where);
      assertThat(keys).isNotEmpty();
      for (StateKey key : keys) {
        byte[] right = valueOf(key, height);
        byte[] wrong = right.clone();
        wrong[wrong.length - 1] ^= 1;
        change(batch -> batch.putState(where, changedAt(where, key, wrong)));
        isDamaged("block " + height + ": what is stored of the state after it is wrong");
        change(batch -> batch.putState(where, changedAt(where, key, right)));
      }
    }
    new StoreCheck(rules, store).run();
  }

  @Test
  void aRowThatTheBlockDoesNotWriteIsNoticed() {
    BlockPosition where = path.at(3);
    StateKey other =
        store.live().stateKeys(path.at(2)).stream()
            .filter(key -> !store.live().stateKeys(where).contains(key))
            .findFirst()
            .orElseThrow();
    change(batch -> batch.putState(where, changedAt(where, other, new byte[] {1})));
    isDamaged("block 3: the list of what it changes in the state is wrong");
  }

  @Test
  void aRowThatNoListNamesIsNoticed() {
    BlockPosition where = path.at(3);
    List<StateKey> named = store.live().stateKeys(where);
    StateKey other =
        store.live().stateKeys(path.at(2)).stream()
            .filter(key -> !named.contains(key))
            .findFirst()
            .orElseThrow();
    StateChanges right = changedAt(where, named.getFirst(), valueOf(named.getFirst(), 3));
    change(batch ->
        batch.putState(where, StateChanges.of(Map.of(other, Optional.of(new byte[] {1})))));
    change(batch -> batch.putState(where, right));
    isDamaged("the state has a row that no block has written");
  }

  @Test
  void aMissingRowIsNoticed() {
    BlockPosition where = path.at(2);
    List<StateKey> keys = store.live().stateKeys(where);
    StateChanges right = changedAt(where, keys.getFirst(), valueOf(keys.getFirst(), 2));
    change(batch -> batch.removeState(where, List.of(keys.getFirst())));
    change(batch -> {
      SortedMap<StateKey, Optional<byte[]>> rest = new TreeMap<>();
      right.forEach(rest::put);
      rest.remove(keys.getFirst());
      batch.putState(where, StateChanges.of(rest));
    });
    isDamaged("block 2: the list of what it changes in the state is wrong");
  }
}
