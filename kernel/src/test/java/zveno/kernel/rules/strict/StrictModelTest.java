package zveno.kernel.rules.strict;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import zveno.kernel.MemoryStore;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.Candidate;
import zveno.kernel.chain.Chain;
import zveno.kernel.chain.ImportResult;
import zveno.kernel.chain.StateReader;
import zveno.kernel.chain.TreePaths;
import zveno.kernel.model.Block;
import zveno.kernel.rules.Verdict;
import zveno.kernel.rules.strict.StrictNets.Person;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.work.CompactBits;
import zveno.kernel.rules.strict.work.Header;

/**
 * Random histories, right and wrong, with forks, reorganisations, candidates and restarts, beside a
 * naive model: the same verdicts, the same accounts after every block of every branch, and no money
 * made or lost.
 */
@Tag("slow")
class StrictModelTest {

  private static final long SEED = Long.getLong("zveno.seed", 20_313);
  private static final long STEPS = Long.getLong("zveno.strict.steps", 10_000);

  /** Enough that a reward which is halved with each block comes to nothing. */
  private static final int BLOCKS_OF_A_HISTORY = 120;

  private static final List<Person> PEOPLE =
      IntStream.range(0, 5).mapToObj(Person::numbered).toList();

  /** What is wrong with a block that is made. */
  private enum Fault {
    NONE,
    FORM,
    COUNT,
    MERKLE,
    WORK,
    LINK,
    BITS,
    TIME,
    INDEX,
    HISTORY,
    SIGNATURE,
    NONCE,
    EXPIRED,
    BALANCE,
    REWARD
  }

  private long steps;

  @Test
  void chainAndModelAgree() {
    System.out.println("seed " + SEED);
    Map<Optional<StrictReason>, Integer> verdicts = new HashMap<>();
    int histories = 0;
    while (steps < STEPS) {
      new History(new Random(SEED + histories), verdicts).run();
      histories++;
    }
    System.out.println(histories + " histories, " + verdicts);
    assertThat(verdicts.keySet()).hasSize(Fault.values().length - 1); // COUNT and REWARD are one
  }

  private final class History {

    private final Random random;
    private final Map<Optional<StrictReason>, Integer> verdicts;
    private final Genesis genesis;
    private final MemoryStore store = new MemoryStore();
    private final List<NaiveBlock> all = new ArrayList<>();
    private final String name;
    private StrictRules rules;
    private Chain chain;
    private NaiveBlock best;

    History(Random random, Map<Optional<StrictReason>, Integer> verdicts) {
      this.random = random;
      this.verdicts = verdicts;
      long reward = random.nextBoolean() ? random.nextLong(1L << 53) : random.nextLong(100);
      Map<Address, Coins> allocations =
          random.nextInt(4) == 0
              ? Map.of()
              : Map.of(
                  PEOPLE.get(0).address(), new Coins(1 + random.nextLong(1L << 52)),
                  PEOPLE.get(1).address(), new Coins(1 + random.nextLong(1000)));
      this.genesis =
          moving(
              StrictNets.genesis(reward, random.nextInt(4), random.nextInt(4), allocations)
                  .parameters());
      this.name = genesis.parameters() + ", seed " + SEED;
      this.best = new NaiveBlock(genesis);
      this.rules = fresh();
      this.chain = new Chain(rules, store, 10_000);
    }

    /** With a first target below the limit and the shortest half-life, so that targets move. */
    private static Genesis moving(Parameters p) {
      Parameters quick =
          new Parameters(
              p.network(),
              p.spacing(),
              16 * p.spacing(),
              p.limit(),
              p.reward(),
              p.halving(),
              p.maturity(),
              p.allocations(),
              p.blockBytes());
      return new Genesis(quick, new CompactBits(0x200fffffL), StrictNets.BEGIN);
    }

    private StrictRules fresh() {
      return new StrictRules(Optional.of(genesis.id()), PlainSignatures::new);
    }

    void run() {
      all.add(best);
      MemoryStore.Batch first = new MemoryStore.Batch();
      assertThat(chain.offer(GenesisBlock.of(genesis), first))
          .isInstanceOf(ImportResult.Extended.class);
      store.commit(first);
      for (int i = 0; i < BLOCKS_OF_A_HISTORY; i++) {
        switch (random.nextInt(25)) {
          case 0 -> restart();
          case 1, 2 -> offerCandidate();
          default -> offerBlock();
        }
        assertThat(chain.tip().id()).as(name).isEqualTo(best.id);
        assertThat(chain.tip().chainWork().units()).as(name).isEqualTo(best.work);
      }
      all.forEach(this::assertSameAccounts);
    }

    private void restart() {
      rules = fresh();
      chain = new Chain(rules, store, 10_000);
    }

    private void offerBlock() {
      NaiveBlock parent =
          switch (random.nextInt(10)) {
            case 0, 1 -> all.get(random.nextInt(Math.max(0, all.size() - 8), all.size()));
            case 2 -> all.get(random.nextInt(all.size()));
            default -> best;
          };
      // what is in another place is found there, and never fails to follow
      StrictBlock made = make(parent, fault(Fault.LINK));
      Optional<StrictReason> wrong = expected(parent, made);
      MemoryStore.Batch batch = new MemoryStore.Batch();
      ImportResult result = chain.offer(decoded(made, parent), batch);
      store.commit(batch);
      if (wrong.isPresent()) {
        assertThat(result)
            .isInstanceOfSatisfying(
                ImportResult.Rejected.class,
                why -> assertThat(why.why().reason()).as(name).isEqualTo(wrong.get()));
        assertThat(chain.find(made.id())).isEmpty();
        return;
      }
      NaiveBlock next = new NaiveBlock(parent, made);
      all.add(next);
      Class<? extends ImportResult> kind = ImportResult.KeptAside.class;
      if (next.work.compareTo(best.work) > 0) {
        kind = parent == best ? ImportResult.Extended.class : ImportResult.Reorganised.class;
        best = next;
      }
      assertThat(result).as(name).isInstanceOf(kind);
    }

    private void offerCandidate() {
      int fork = random.nextInt(Math.max(1, best.height - 10), best.height + 1);
      NaiveBlock end = best.at(fork);
      List<NaiveBlock> theirs = new ArrayList<>();
      try (Candidate candidate =
          new Candidate(rules, store, store.snapshot(), chain.path(), fork)) {
        for (int i = random.nextInt(12); i >= 0; i--) {
          StrictBlock made = make(end, random.nextInt(5) == 0 ? fault(Fault.NONE) : Fault.NONE);
          Optional<StrictReason> wrong = expected(end, made);
          Verdict verdict = candidate.add(decoded(made, end));
          if (wrong.isPresent()) {
            assertThat(verdict)
                .isInstanceOfSatisfying(
                    Verdict.Rejected.class,
                    why -> assertThat(why.reason()).as(name).isEqualTo(wrong.get()));
            break;
          }
          assertThat(verdict).as(name).isEqualTo(Verdict.OK);
          end = new NaiveBlock(end, made);
          theirs.add(end);
        }
        candidate.complete();
        MemoryStore.Batch batch = new MemoryStore.Batch();
        boolean adopted = candidate.adopt(chain, batch).isPresent();
        store.commit(batch);
        assertThat(adopted).as(name).isEqualTo(end.work.compareTo(best.work) > 0);
        if (adopted) {
          all.addAll(theirs);
          best = end;
        }
      }
    }

    /** What the model says; it counts as steps. */
    private Optional<StrictReason> expected(NaiveBlock parent, StrictBlock made) {
      steps += 1 + made.transactions().size();
      Optional<StrictReason> wrong = parent.wrong(made);
      verdicts.merge(wrong, 1, Integer::sum);
      return wrong;
    }

    private Block decoded(StrictBlock made, NaiveBlock parent) {
      try {
        return rules.codec().untrustedBlock(made.json().bytes(), parent.height + 1L);
      } catch (DecodeException e) {
        throw new AssertionError(name, e);
      }
    }

    private Fault fault(Fault not) {
      if (random.nextInt(3) > 0) {
        return Fault.NONE;
      }
      Fault any = Fault.values()[random.nextInt(Fault.values().length)];
      return any == not ? Fault.NONE : any;
    }

    private Address anybody() {
      return person().address();
    }

    private Person person() {
      return PEOPLE.get(random.nextInt(PEOPLE.size()));
    }

    /** A block that is right but for the fault, if that can be made at all. */
    private StrictBlock make(NaiveBlock parent, Fault fault) {
      int index = parent.height + 1;
      Map<Address, BigInteger> has = new HashMap<>(parent.balances);
      Map<Address, Integer> sent = new HashMap<>(parent.nonces);
      List<StrictTransaction> transactions = new ArrayList<>();
      BigInteger fees = BigInteger.ZERO;
      int count = random.nextInt(6);
      int faulty = random.nextInt(Math.max(1, count));
      for (int i = 0; i < count; i++) {
        StrictTransaction one = payment(has, sent, index, i == faulty ? fault : Fault.NONE);
        transactions.add(one);
        fees = fees.add(BigInteger.valueOf(one.fee().units()));
      }
      long due =
          parent.nextSubsidy().add(fees).min(BigInteger.valueOf(Coins.MAX_UNITS)).longValue();
      if (fault == Fault.REWARD) {
        due = due == Coins.MAX_UNITS || due > 0 && random.nextBoolean() ? due - 1 : due + 1;
      }
      Reward reward =
          new Reward(
              new Coins(due),
              fault == Fault.COUNT ? count + 1 : count,
              random.nextLong(),
              fault == Fault.INDEX ? index + 1 - 2L * random.nextInt(2) : index,
              fault == Fault.HISTORY ? Hash.ZERO : parent.history(),
              anybody());
      Hash root = reward.merkleRoot(StrictBlock.bodyRoot(transactions));
      Header header =
          new Header(
              fault == Fault.FORM
                  ? Header.VERSION + 1
                  : Header.VERSION | ((long) random.nextInt(1 << 16) << 13),
              fault == Fault.LINK ? Hash.ZERO : parent.digest(),
              fault == Fault.MERKLE ? Hash.ZERO : root,
              fault == Fault.TIME ? parent.timestamp - 1 : parent.timestamp + pause(),
              fault == Fault.BITS ? 0x20400000L + random.nextInt(0x300000) : parent.nextBits(),
              0);
      return StrictBlock.assemble(
          fault == Fault.WORK ? unproven(header) : StrictNets.proven(header), transactions, reward);
    }

    /** Ten seconds on average; and now and then the net sleeps for a night. */
    private long pause() {
      return random.nextInt(60) == 0 ? 43_200 : random.nextInt(21);
    }

    private static Header unproven(Header header) {
      Header other = header;
      while (other.hasWork()) {
        other = other.withProof(other.proof() + 1);
      }
      return other;
    }

    private StrictTransaction payment(
        Map<Address, BigInteger> has, Map<Address, Integer> sent, int index, Fault fault) {
      Person sender = person();
      Address recipient = anybody();
      long funds = // none after what could not be paid
          has.getOrDefault(sender.address(), BigInteger.ZERO).max(BigInteger.ZERO).longValue();
      long fee = random.nextLong(Math.min(3, funds) + 1);
      long amount = random.nextInt(5) == 0 ? funds - fee : random.nextLong(funds - fee + 1);
      int next = sent.merge(sender.address(), 1, Integer::sum) - 1;
      if (fault == Fault.BALANCE) {
        amount = Math.min(Coins.MAX_UNITS, funds - fee + 1);
      }
      has.merge(sender.address(), BigInteger.valueOf(-amount - fee), BigInteger::add);
      has.merge(recipient, BigInteger.valueOf(amount), BigInteger::add);
      long nonce =
          fault == Fault.NONCE ? next + 1 - 2 * random.nextInt(Math.min(2, next + 1)) : next;
      long expires = fault == Fault.EXPIRED ? Math.max(1, index - 1) : index + random.nextInt(3);
      StrictTransaction right =
          sender.paysPlainly(genesis.id(), recipient, amount, fee, nonce, expires);
      return fault == Fault.SIGNATURE
          ? StrictNets.signed(
              right.content(), PlainSignatures.sign(new byte[32], new byte[] {(byte) index}))
          : right;
    }

    private void assertSameAccounts(NaiveBlock block) {
      BlockPosition where = chain.find(block.id).orElseThrow();
      try (StateReader state = store.live().state(TreePaths.to(where, store.live()))) {
        StrictState accounts = new StrictState(state);
        for (Person person : PEOPLE) {
          @Nullable Account account = accounts.account(person.address());
          assertThat(BigInteger.valueOf(account.balance().units()))
              .as("%s, block %d %s", name, block.height, block.id)
              .isEqualTo(block.balance(person.address()));
          assertThat(account.nonce()).isEqualTo(block.nonce(person.address()));
        }
      }
      BigInteger supply =
          BigInteger.valueOf(genesis.parameters().allocated().units())
              .add(block.issued(block.height));
      assertThat(block.spendable().add(block.immature())).as(name).isEqualTo(supply);
      assertThat(supply.longValueExact())
          .isEqualTo(genesis.parameters().subsidy().supply(block.height).units());
    }
  }
}
