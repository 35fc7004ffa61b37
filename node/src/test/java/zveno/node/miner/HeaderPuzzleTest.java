package zveno.node.miner;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import zveno.kernel.mining.Difficulty;
import zveno.kernel.mining.HeaderPuzzle;
import zveno.kernel.mining.KernelKind;
import zveno.kernel.mining.PowPuzzle;
import zveno.kernel.mining.PowSearch;
import zveno.kernel.model.Block;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.BlockCodec;
import zveno.kernel.rules.BlockTemplate;
import zveno.kernel.rules.BlockTemplates;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.Consensus;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.SolvedBlock;
import zveno.kernel.rules.TransactionIdentity;
import zveno.kernel.rules.WaitingTransaction;
import zveno.kernel.rules.WaitingTransactions;
import zveno.kernel.rules.classic.Blocks;
import zveno.kernel.rules.classic.ClassicRules;
import zveno.kernel.rules.classic.ClassicTemplates;
import zveno.kernel.rules.classic.ProofRule;
import zveno.node.service.ChainService;
import zveno.node.service.MiningResult;
import zveno.node.service.Removal;
import zveno.node.service.ServiceLimits;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;

/**
 * The miner under rules whose templates have their content, and a header puzzle, from the start.
 */
@Tag("slow")
@Timeout(60)
class HeaderPuzzleTest {

  /** Found after some 4,000 hashes. */
  private static final BigInteger TARGET = BigInteger.ONE.shiftLeft(256 - 12);

  /** The tutorial's blocks, of which any proof is right, with headers to be searched. */
  private final class HeaderRules implements RuleSet, BlockTemplates {

    private final ClassicRules inner = ClassicRules.open(ProofRule.CLASSIC, new Difficulty(0));
    private final AtomicInteger made = new AtomicInteger();
    private volatile BigInteger target = TARGET;

    @Override
    public String name() {
      return "headers";
    }

    @Override
    public SequencedMap<String, String> parameters() {
      return inner.parameters();
    }

    @Override
    public BlockCodec codec() {
      return inner.codec();
    }

    @Override
    public Consensus consensus() {
      return inner.consensus();
    }

    @Override
    public BlockTemplates templates() {
      return this;
    }

    @Override
    public TransactionIdentity identity() {
      return inner.identity();
    }

    @Override
    public Block genesis(Instant now) {
      return inner.templates().genesis(now);
    }

    @Override
    public BlockTemplate template(
        ChainContext context, WaitingTransactions waiting, String recipient, InstantSource clock) {
      byte[] header = new byte[HeaderPuzzle.LENGTH];
      header[0] = (byte) made.incrementAndGet();
      List<? extends WaitingTransaction> carried = waiting.front();
      HeaderPuzzle puzzle = new HeaderPuzzle(header, target);
      Block parent = context.parent().orElseThrow();
      return new BlockTemplate() {
        @Override
        public Block parent() {
          return parent;
        }

        @Override
        public PowPuzzle puzzle() {
          return puzzle;
        }

        @Override
        public boolean isOpen() {
          return false;
        }

        @Override
        public SolvedBlock solvedBy(BigInteger solution) {
          assertThat(puzzle.isSolvedBy(solution.longValueExact())).isTrue();
          return new SolvedBlock(
              ClassicTemplates.assemble(
                  parent,
                  carried.stream().<Transaction>map(WaitingTransaction::transaction).toList(),
                  recipient,
                  clock.instant(),
                  solution),
              carried);
        }
      };
    }
  }

  private final HeaderRules rules = new HeaderRules();
  private final AtomicLong ids = new AtomicLong();
  private final List<Throwable> failures = new ArrayList<>();
  private RocksStore store;
  private ChainService service;

  @BeforeEach
  void open() {
    store = RocksStore.open(StoreSettings.ephemeral());
    service =
        new ChainService(
            rules,
            store,
            () -> rules.genesis(Instant.ofEpochSecond(1)),
            ServiceLimits.DEFAULT,
            Clock.systemUTC(),
            () -> new EntryId(new UUID(7, ids.incrementAndGet())),
            failures::add);
    service.start();
  }

  @AfterEach
  void close() {
    service.close();
    store.close();
    assertThat(failures).isEmpty();
  }

  private EntryKey post(int amount) {
    return service.submit(List.of(Blocks.pay("a", "b", amount))).accepted().getFirst();
  }

  @Test
  void aBlockCarriesWhatItsRequesterPostedBefore() {
    try (Miner miner = new Miner(service, "me", 2, Clock.systemUTC())) {
      for (int amount = 1; amount <= 20; amount++) {
        post(amount);
        Block block = miner.mine();
        assertThat(block.transactions()).hasSize(2);
        assertThat(block.transactions().getFirst()).isEqualTo(Blocks.pay("a", "b", amount));
        assertThat(service.entriesWaiting()).isZero();
      }
    }
  }

  @Test
  void aRunningSearchBeginsAnewForTransactionsPostedMeanwhile() throws InterruptedException {
    rules.target = BigInteger.ZERO; // hopeless
    AtomicLong nanoTime = new AtomicLong();
    try (Miner miner = new Miner(service, "me", 1, Clock.systemUTC(), nanoTime::get)) {
      BlockRequest first = miner.ask();
      while (rules.made.get() == 0) {
        Thread.sleep(1);
      }
      post(1);
      rules.target = TARGET;
      BlockRequest second = miner.ask();
      nanoTime.addAndGet(Duration.ofSeconds(11).toNanos()); // the first template is given up
      assertThat(first.await().orElseThrow().transactions()).hasSize(2);
      assertThat(second.await()).isPresent();
    }
  }

  @Test
  void whatAPersonHasRemovedIsNotMinedFromAnOlderTemplate() {
    EntryKey kept = post(1);
    EntryKey removed = post(2);
    BlockTemplate old = service.template("me");
    assertThat(service.remove(removed)).isEqualTo(Removal.REMOVED);
    assertThat(service.offer(old, solution(old))).isEqualTo(new MiningResult.Stale());

    BlockTemplate fresh = service.template("me");
    EntryKey late = post(3);
    assertThat(service.offer(fresh, solution(fresh))).isInstanceOf(MiningResult.Mined.class);
    assertThat(service.tip().height()).isEqualTo(2);
    assertThat(service.remove(kept)).isEqualTo(Removal.IN_A_BLOCK);
    assertThat(service.entriesWaiting()).isEqualTo(1);
    assertThat(service.remove(late)).isEqualTo(Removal.REMOVED);
  }

  private static BigInteger solution(BlockTemplate template) {
    PowSearch search = PowSearch.of(template.puzzle());
    search.work(KernelKind.SCALAR.newKernels(), () -> false);
    return search.solution().orElseThrow();
  }
}
