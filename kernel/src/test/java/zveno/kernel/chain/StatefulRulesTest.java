package zveno.kernel.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import zveno.kernel.MemoryStore;
import zveno.kernel.model.Block;
import zveno.kernel.model.NewBlock;
import zveno.kernel.model.Transaction;
import zveno.kernel.model.Work;
import zveno.kernel.rules.BlockCodec;
import zveno.kernel.rules.BlockTemplates;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.Consensus;
import zveno.kernel.rules.RejectReason;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.StateTransition;
import zveno.kernel.rules.TransactionIdentity;
import zveno.kernel.rules.Verdict;
import zveno.kernel.rules.classic.Blocks;
import zveno.kernel.rules.classic.ClassicRules;
import zveno.kernel.state.StateDraft;
import zveno.kernel.state.StateKey;

/** The chain, and candidates beside it, under rules that look at ancestors and keep a state. */
class StatefulRulesTest {

  private static final StateKey COUNT = StateKey.of("count".getBytes(StandardCharsets.US_ASCII));

  /** Amounts count up from 1 along each chain, and every ancestor is where it belongs. */
  private static final class CountingRules implements RuleSet, Consensus {

    private enum Reason implements RejectReason {
      /** An amount that is not the next number. */
      COUNT;

      @Override
      public String code() {
        return name().toLowerCase(Locale.ROOT);
      }

      @Override
      public String sentence() {
        return "An amount is not the next number.";
      }
    }

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public SequencedMap<String, String> parameters() {
      return Blocks.EASY.parameters();
    }

    @Override
    public BlockCodec codec() {
      return Blocks.EASY.codec();
    }

    @Override
    public Consensus consensus() {
      return this;
    }

    @Override
    public BlockTemplates templates() {
      return Blocks.EASY.templates();
    }

    @Override
    public TransactionIdentity identity() {
      return Blocks.EASY.identity();
    }

    @Override
    public Verdict checkContext(Block block, ChainContext context) {
      Optional<Block> parent = context.parent();
      long below = parent.map(Block::height).orElse(0L);
      for (long height = below; height >= 1; height--) {
        Block ancestor = context.ancestor(height);
        assertThat(ancestor.height()).isEqualTo(height);
        Block above = height == below ? block : context.ancestor(height + 1);
        if (!above.parent().equals(ancestor.id())) {
          assertThat(height).isEqualTo(below);
        }
      }
      assertThatThrownBy(() -> context.ancestor(below + 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
      return Blocks.EASY.consensus().checkContext(block, context);
    }

    @Override
    public StateTransition connect(Block block, ChainContext context) {
      StateDraft draft = new StateDraft(context.state());
      for (Transaction transaction : ClassicRules.userTransactions(block)) {
        long next = 1 + count(draft.value(COUNT));
        if (!transaction.equals(Blocks.pay("a", "b", (int) next))) {
          return new StateTransition.Rejected(
              new Verdict.Rejected(Reason.COUNT, "the next number is " + next));
        }
        draft.put(COUNT, ByteBuffer.allocate(Long.BYTES).putLong(next).array());
      }
      return new StateTransition.Applied(draft.changes());
    }

    private static long count(Optional<byte[]> value) {
      return value.map(bytes -> ByteBuffer.wrap(bytes).getLong()).orElse(0L);
    }

    @Override
    public Work workOf(Block block) {
      return Work.ONE;
    }
  }

  private final CountingRules rules = new CountingRules();
  private final MemoryStore store = new MemoryStore();
  private final Chain chain = new Chain(rules, store, 100);
  private final Block genesis = Blocks.genesis(Blocks.EASY, 1);

  private static Block on(Block parent, String miner, int... amounts) {
    Transaction[] transactions = new Transaction[amounts.length];
    for (int i = 0; i < amounts.length; i++) {
      transactions[i] = Blocks.pay("a", "b", amounts[i]);
    }
    return Blocks.on(Blocks.EASY, parent, miner, parent.height() + 1, transactions);
  }

  private ImportResult offer(Block block) {
    MemoryStore.Batch batch = new MemoryStore.Batch();
    ImportResult result = chain.offer(block, batch);
    store.commit(batch);
    return result;
  }

  private long count() {
    try (StateReader state = store.live().state(chain.path())) {
      return CountingRules.count(state.value(COUNT));
    }
  }

  @Test
  void aBlockIsJudgedByTheStateOfItsOwnBranch() {
    offer(genesis);
    Block a2 = on(genesis, "a", 1, 2);
    Block a3 = on(a2, "a", 3);
    assertThat(offer(a2)).isInstanceOf(ImportResult.Extended.class);
    assertThat(offer(on(a2, "a", 4))).isInstanceOf(ImportResult.Rejected.class);
    assertThat(offer(a3)).isInstanceOf(ImportResult.Extended.class);
    assertThat(count()).isEqualTo(3);

    Block b2 = on(genesis, "b", 1);
    Block b3 = on(b2, "b");
    Block b4 = on(b3, "b", 2);
    assertThat(offer(b2)).isInstanceOf(ImportResult.KeptAside.class);
    assertThat(offer(on(b2, "b", 4))).isInstanceOf(ImportResult.Rejected.class);
    assertThat(offer(b3)).isInstanceOf(ImportResult.KeptAside.class);
    assertThat(offer(b4)).isInstanceOf(ImportResult.Reorganised.class);
    assertThat(count()).isEqualTo(2);

    Block a4 = on(a3, "a");
    Block a5 = on(a4, "a", 4, 5);
    assertThat(offer(a4)).isInstanceOf(ImportResult.KeptAside.class);
    assertThat(offer(a5)).isInstanceOf(ImportResult.Reorganised.class);
    assertThat(count()).isEqualTo(5);
  }

  @Test
  void manyBlocksInOneBatchSeeEachOther() {
    offer(genesis);
    List<NewBlock> blocks = new ArrayList<>();
    Block last = genesis;
    for (int amount = 1; amount <= 20; amount++) {
      last = on(last, "a", amount);
      blocks.add(NewBlock.of(last));
    }
    blocks.add(NewBlock.of(on(last, "a", 20)));
    MemoryStore.Batch batch = new MemoryStore.Batch();
    ChainExtension growth = chain.extend(blocks, batch);
    store.commit(batch);
    assertThat(growth.joined()).hasSize(20);
    assertThat(growth.stoppedBy()).get().isInstanceOf(ImportResult.Rejected.class);
    assertThat(count()).isEqualTo(20);
    assertThat(offer(on(last, "a", 21))).isInstanceOf(ImportResult.Extended.class);
  }

  @Test
  void aCandidateBesideTheChainIsJudgedByItsOwnState() {
    offer(genesis);
    Block shared = on(genesis, "a", 1);
    offer(shared);
    offer(on(shared, "a", 2, 3));
    try (Candidate candidate = new Candidate(rules, store, store.live(), chain.path())) {
      assertThat(candidate.add(genesis)).isEqualTo(Verdict.OK);
      assertThat(candidate.add(shared)).isEqualTo(Verdict.OK);
      Block last = on(shared, "b");
      assertThat(candidate.add(last)).isEqualTo(Verdict.OK);
      for (int amount = 2; amount <= 30; amount++) {
        last = on(last, "b", amount);
        assertThat(candidate.add(last)).isEqualTo(Verdict.OK);
        if (amount % 7 == 0) {
          candidate.complete(); // what has been staged is read from the store
        }
      }
      assertThat(count()).isEqualTo(3);
      candidate.complete();
      MemoryStore.Batch batch = new MemoryStore.Batch();
      assertThat(candidate.adopt(chain, batch)).isPresent();
      store.commit(batch);
      assertThat(count()).isEqualTo(30);
      assertThat(offer(on(last, "b", 30))).isInstanceOf(ImportResult.Rejected.class);
      assertThat(offer(on(last, "b", 31))).isInstanceOf(ImportResult.Extended.class);
    }
  }

  @Test
  void aCandidateEndsAtABlockThatItsStateDoesNotBear() {
    offer(genesis);
    offer(on(genesis, "a", 1, 2));
    try (Candidate candidate = new Candidate(rules, store, store.live(), chain.path(), 1)) {
      Block own = on(genesis, "b", 1);
      assertThat(candidate.add(own)).isEqualTo(Verdict.OK);
      assertThat(candidate.add(on(own, "b", 3)))
          .isInstanceOfSatisfying(
              Verdict.Rejected.class,
              why -> {
                assertThat(why.reason().code()).isEqualTo("count");
                assertThat(why.detail()).isEqualTo("the next number is 2");
              });
    }
  }
}
