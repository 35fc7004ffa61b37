package zveno.kernel.rules.strict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import zveno.kernel.MemoryStore;
import zveno.kernel.chain.Chain;
import zveno.kernel.chain.ImportResult;
import zveno.kernel.chain.StateReader;
import zveno.kernel.chain.StoredContext;
import zveno.kernel.mining.KernelKind;
import zveno.kernel.mining.PowSearch;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.BlockTemplate;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.SolvedBlock;
import zveno.kernel.rules.WaitingTransaction;
import zveno.kernel.rules.strict.StrictNets.Person;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.keys.Scheme;
import zveno.kernel.rules.strict.keys.SignatureVerifier;
import zveno.kernel.rules.strict.work.Header;

/** Blocks of our own are right by our own checks, whatever waits. */
class StrictTemplatesTest {

  private static final long SEED = Long.getLong("zveno.seed", 20_314);

  private static final Person ANN = Person.numbered(1);
  private static final Person BOB = Person.numbered(2);
  private static final Person CAROL = Person.numbered(3);

  private record Waiting(Transaction transaction) implements WaitingTransaction {}

  private final Genesis genesis =
      StrictNets.genesis(50, 0, 2, Map.of(ANN.address(), new Coins(1_000)));
  private final BlockId net = genesis.id();
  private final StrictRules rules = new StrictRules(Optional.of(net), PlainSignatures::new);
  private final MemoryStore store = new MemoryStore();
  private final Chain chain = new Chain(rules, store, 10);
  private long second = StrictNets.BEGIN;

  @BeforeEach
  void begin() {
    MemoryStore.Batch batch = new MemoryStore.Batch();
    chain.offer(GenesisBlock.of(genesis), batch);
    store.commit(batch);
  }

  private BlockTemplate template(List<StrictTransaction> waiting) {
    List<Waiting> front = waiting.stream().map(Waiting::new).toList();
    try (StoredContext context =
        new StoredContext(rules, store.live(), chain.path(), chain.tipBlock().orElseThrow())) {
      return rules
          .templates()
          .template(
              context,
              () -> front,
              CAROL.address().text(),
              InstantSource.fixed(Instant.ofEpochSecond(second)));
    }
  }

  private static SolvedBlock solved(BlockTemplate template) {
    PowSearch search = PowSearch.of(template.puzzle());
    search.work(KernelKind.SCALAR.newKernels(), () -> false);
    return template.solvedBy(search.solution().orElseThrow());
  }

  /** Mines the next block, and lets it join. */
  private StrictBlock mine(List<StrictTransaction> waiting) {
    second += 10;
    SolvedBlock solved = solved(template(waiting));
    MemoryStore.Batch batch = new MemoryStore.Batch();
    ImportResult result = chain.offer(solved.block(), batch);
    assertThat(result).isInstanceOf(ImportResult.Extended.class);
    store.commit(batch);
    StrictBlock block = ((PlacedBlock) solved.block()).block();
    assertThat(solved.carried().stream().map(WaitingTransaction::transaction).toList())
        .isEqualTo(block.transactions());
    return block;
  }

  private Account account(Person who) {
    try (StateReader state = store.live().state(chain.path())) {
      return new StrictState(state).account(who.address());
    }
  }

  private StrictTransaction pay(Person from, Person to, long amount, long fee, long nonce) {
    return from.paysPlainly(net, to.address(), amount, fee, nonce, 1_000);
  }

  @Test
  void whatCanBePaidIsCarriedInAnOrderThatIsRight() {
    StrictTransaction first = pay(ANN, BOB, 300, 1, 0);
    StrictTransaction second = pay(ANN, BOB, 1, 2, 1);
    StrictTransaction onward = pay(BOB, CAROL, 300, 1, 0);
    StrictTransaction tooMuch = pay(ANN, BOB, 5_000, 0, 2);
    StrictTransaction tooLate = ANN.paysPlainly(net, BOB.address(), 1, 0, 2, 1);
    StrictTransaction gap = pay(ANN, BOB, 1, 0, 7);

    StrictBlock block = mine(List.of(onward, tooMuch, second, gap, tooLate, first));

    assertThat(block.transactions()).containsExactlyInAnyOrder(first, second, onward);
    assertThat(block.reward().amount()).isEqualTo(new Coins(54));
    assertThat(account(ANN)).isEqualTo(new Account(new Coins(696), 2));
    assertThat(account(BOB)).isEqualTo(new Account(Coins.NONE, 1));
    assertThat(account(CAROL)).isEqualTo(new Account(new Coins(300), 0));
    mine(List.of());
    mine(List.of());
    assertThat(account(CAROL)).isEqualTo(new Account(new Coins(354), 0));
  }

  @Test
  void ofEqualTransactionsOneIsCarried() {
    StrictTransaction once = pay(ANN, BOB, 3, 0, 0);
    assertThat(mine(List.of(once, once)).transactions()).containsExactly(once);
    assertThat(mine(List.of(once)).transactions()).isEmpty();
  }

  @Test
  void aBlockIsFilledAndNeverTooLarge() {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    long nonce = 0;
    for (int round = 0; round < 6; round++) {
      List<StrictTransaction> many = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        many.add(note("x".repeat(3_000 + random.nextInt(2_000)), nonce + i));
      }
      StrictBlock block = mine(many);
      assertThat(block.size())
          .isBetween(genesis.parameters().blockBytes() - 5_500, genesis.parameters().blockBytes());
      nonce += block.transactions().size();
    }
  }

  private StrictTransaction note(String data, long nonce) {
    UnsignedTransaction note =
        new UnsignedTransaction(
            ANN.address(),
            ANN.address(),
            Coins.NONE,
            Coins.NONE,
            nonce,
            1_000,
            Optional.of(data),
            Optional.empty());
    return StrictNets.signed(
        note, PlainSignatures.sign(ANN.address().payload().toBytes(), note.signedText(net)));
  }

  @Test
  void blocksOfRandomTransactionsAreRight() {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    List<Person> people = List.of(ANN, BOB, CAROL);
    List<StrictTransaction> waiting = new ArrayList<>();
    for (int round = 0; round < 40; round++) {
      for (int i = 0; i < 10; i++) {
        Person from = people.get(random.nextInt(3));
        Person to = people.get(random.nextInt(3));
        long nonce = account(from).nonce() + random.nextInt(4);
        waiting.add(pay(from, to, random.nextInt(200), random.nextInt(3), nonce));
      }
      Collections.shuffle(waiting, random);
      StrictBlock block = mine(waiting);
      waiting.removeAll(block.transactions());
      while (waiting.size() > 60) {
        waiting.removeFirst();
      }
    }
    assertThat(account(ANN).nonce()).isGreaterThan(20);
  }

  @Test
  void theTimeIsTheClocksButNeverBelowTheParents() {
    assertThat(mine(List.of()).header().timestamp()).isEqualTo(StrictNets.BEGIN + 10);
    second -= 1_000;
    assertThat(mine(List.of()).header().timestamp()).isEqualTo(StrictNets.BEGIN + 10);
    second = 1L << 40;
    assertThat(mine(List.of()).header().timestamp()).isEqualTo(0xffffffffL);
  }

  @Test
  void noTwoTemplatesHaveOnePuzzle() {
    Set<BlockId> ids = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      assertThat(ids.add(template(List.of()).solvedBy(BigInteger.ZERO).block().id())).isTrue();
    }
  }

  @Test
  void aRewardGoesToAnAddressOnly() {
    assertThat(rules.templates().recipientProblem(CAROL.address().text())).isEmpty();
    assertThat(rules.templates().recipientProblem(CAROL.address().text().replace("zv1", "zw1")))
        .hasValueSatisfying(why -> assertThat(why).contains("character 2"));
    assertThatThrownBy(() ->
            rules
                .templates()
                .template(
                    ChainContext.after(GenesisBlock.of(genesis)), List::of, "carol", Instant::now))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the reward cannot go to \"carol\": an address has 62 characters, not 5");
  }

  @Test
  void ofAPostedTransactionTheSignatureIsVerified() throws Exception {
    StrictTransaction right = pay(ANN, BOB, 1, 0, 0);
    assertThat(rules.codec().relayed(right.encoded())).isEqualTo(right);
    assertThat(rules.codec().transaction(right.encoded(), 0)).isEqualTo(right);
    StrictTransaction stolen =
        StrictNets.signed(right.content(), PlainSignatures.sign(new byte[32], new byte[0]));
    assertThatThrownBy(() -> rules.codec().relayed(stolen.encoded()))
        .hasMessageContaining("the signature is not of " + ANN.address());
    assertThatThrownBy(() -> rules.codec().relayed("{}".getBytes()))
        .hasMessageContaining("must have the member");
  }

  @Test
  void signaturesAreVerifiedBeforehandIfTheWorkIsRight() {
    List<Integer> asked = new ArrayList<>();
    SignatureVerifier counting =
        new SignatureVerifier() {
          private final PlainSignatures plain = new PlainSignatures();

          @Override
          public boolean verify(Scheme scheme, byte[] key, byte[] message, byte[] signature) {
            return plain.verify(scheme, key, message, signature);
          }

          @Override
          public OptionalInt firstWrong(List<? extends Check> checks) {
            asked.add(checks.size());
            return SignatureVerifier.super.firstWrong(checks);
          }
        };
    List<Block> blocks = new ArrayList<>();
    blocks.add(solved(template(List.of(pay(ANN, BOB, 1, 0, 0), pay(ANN, BOB, 1, 0, 1)))).block());
    StrictRules fresh = new StrictRules(Optional.of(net), () -> counting);
    fresh.consensus().prepare(blocks);
    assertThat(asked).as("nothing is known of its place").isEmpty();

    ChainContext first = ChainContext.after(GenesisBlock.of(genesis));
    var _ = fresh.consensus().checkContext(blocks.getFirst(), first);
    asked.clear();
    StrictBlock block = ((PlacedBlock) blocks.getFirst()).block();
    Header easier =
        new Header(
            block.header().version(),
            block.header().previous(),
            block.header().merkleRoot(),
            block.header().timestamp(),
            0x20400000,
            0);
    StrictBlock other =
        StrictBlock.assemble(StrictNets.proven(easier), block.transactions(), block.reward());
    fresh.consensus().prepare(List.of(new PlacedBlock(other, 2)));
    assertThat(asked).as("its bits are not those of its place").isEmpty();

    fresh.consensus().prepare(blocks);
    assertThat(asked).containsExactly(2);
    fresh.consensus().prepare(List.of());
    fresh.consensus().prepare(List.of(GenesisBlock.of(genesis)));
    assertThat(asked).hasSize(1);
  }

  @Test
  void aTransactionIsFoundByTheAddressesThatItNames() {
    byte[] ann = new byte[Address.LENGTH];
    ANN.address().copyTo(ann, 0);
    byte[] bob = new byte[Address.LENGTH];
    BOB.address().copyTo(bob, 0);
    assertThat(ann[0]).isEqualTo((byte) Scheme.ED25519.number());
    assertThat(rules.codec().addresses(pay(ANN, BOB, 1, 0, 0))).containsExactly(ann, bob);
    assertThat(rules.codec().addresses(pay(ANN, ANN, 1, 0, 0))).containsExactly(ann);
    assertThat(rules.codec().addresses(mine(List.of()).reward())).hasSize(1);
  }
}
