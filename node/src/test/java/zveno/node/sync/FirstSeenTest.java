package zveno.node.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zveno.ThreadFailures;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.chain.Tip;
import zveno.kernel.mining.KernelKind;
import zveno.kernel.mining.PowSearch;
import zveno.kernel.model.Block;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.NewBlock;
import zveno.kernel.rules.BlockTemplate;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.strict.StrictNets.Person;
import zveno.node.protocol.ChainLimits;
import zveno.node.service.ChainService;
import zveno.node.service.MiningResult;
import zveno.node.service.ServiceLimits;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;

/**
 * Of two chains with the same work the one that was seen first is ours, and stays ours over
 * restarts. In the pairs of each test now the first has the smaller hash, now the second.
 */
@Tag("slow")
class FirstSeenTest {

  private static final int PAIRS = 2;

  private final Genesis genesis = StrictNets.genesis(50, 0, 2, Map.of());
  private final RuleSet rules = StrictNets.rules(genesis.id());
  private final Clock clock =
      Clock.fixed(Instant.ofEpochSecond(StrictNets.BEGIN + 1_000), ZoneOffset.UTC);

  @TempDir Path home;

  /** A node without HTTP, on a folder or in memory. */
  private final class Chain implements AutoCloseable {

    private final RocksStore store;
    private final ChainService service;

    Chain(StoreSettings settings, Clock clock) {
      store = RocksStore.open(settings);
      service =
          new ChainService(
              rules,
              store,
              this::begin,
              ServiceLimits.DEFAULT,
              clock,
              () -> new EntryId(UUID.randomUUID()),
              ThreadFailures::report);
      service.start();
    }

    private Block begin() {
      try {
        return rules.codec().block(genesis.canonical(), 1);
      } catch (DecodeException e) {
        throw new IllegalStateException(e);
      }
    }

    Block mine(Person miner) {
      BlockTemplate template = service.template(miner.address().text());
      PowSearch search = PowSearch.of(template.puzzle());
      search.work(KernelKind.SCALAR.newKernels(), () -> false);
      assertThat(service.offer(template, search.solution().orElseThrow()))
          .isInstanceOf(MiningResult.Mined.class);
      return service.tipBlock();
    }

    /** Takes blocks as a peer's. */
    void take(List<Block> blocks) throws Exception {
      try (BlockImporter importer =
          new BlockImporter(service, ChainLimits.DEFAULT, blocks.getLast().height(), true)) {
        for (Block block : blocks) {
          assertThat(importer.take(NewBlock.of(block))).isEqualTo(BlockImporter.Result.TAKEN);
        }
        importer.flush();
      }
    }

    Tip tip() {
      return service.tip();
    }

    @Override
    public void close() {
      service.close();
      store.close();
    }
  }

  private Chain on(int pair) throws IOException {
    return new Chain(StoreSettings.in(home.resolve("chain-" + pair)), clock);
  }

  /** Two branches of three blocks, of two people, with the same work. */
  private List<List<Block>> twoBranches() {
    try (Chain one = new Chain(StoreSettings.ephemeral(), clock);
        Chain other = new Chain(StoreSettings.ephemeral(), clock)) {
      List<Block> ones = new ArrayList<>();
      List<Block> others = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        ones.add(one.mine(Person.numbered(1)));
        others.add(other.mine(Person.numbered(2)));
      }
      assertThat(one.tip().chainWork()).isEqualTo(other.tip().chainWork());
      return List.of(ones, others);
    }
  }

  /** The branch that comes first; of an even pair that with the smaller hash. */
  private static List<Block> first(int pair, List<List<Block>> branches) {
    boolean smaller = hash(branches.getFirst()).compareTo(hash(branches.getLast())) < 0;
    return smaller == (pair % 2 == 0) ? branches.getFirst() : branches.getLast();
  }

  private static String hash(List<Block> branch) {
    return branch.getLast().id().hex();
  }

  @Test
  void theFirstOfTwoStaysTheTipOverRestarts() throws Exception {
    List<List<Block>> branches = twoBranches();
    for (int pair = 0; pair < PAIRS; pair++) {
      List<Block> first = first(pair, branches);
      List<Block> second = first(pair + 1, branches);
      try (Chain chain = on(pair)) {
        chain.take(first);
        chain.take(second);
        assertThat(chain.tip().id()).isEqualTo(first.getLast().id());
      }
      try (Chain chain = on(pair)) {
        assertThat(chain.tip().id()).isEqualTo(first.getLast().id());
        chain.take(second);
        assertThat(chain.tip().id()).isEqualTo(first.getLast().id());
      }
    }
  }

  /** The first branch was left, and is on disk as a side branch when it has as much work again. */
  @Test
  void aBranchThatDrawsLevelLaterIsTheSecondOverRestartsToo() throws Exception {
    List<List<Block>> branches = twoBranches();
    for (int pair = 0; pair < PAIRS; pair++) {
      List<Block> first = first(pair, branches);
      List<Block> second = first(pair + 1, branches);
      try (Chain chain = on(pair)) {
        chain.take(first.subList(0, 2));
        chain.take(second);
        assertThat(chain.tip().id()).isEqualTo(second.getLast().id());
        chain.take(first);
        assertThat(chain.tip().id()).isEqualTo(second.getLast().id());
      }
      try (Chain chain = on(pair)) {
        assertThat(chain.tip().id()).isEqualTo(second.getLast().id());
        chain.take(first);
        assertThat(chain.tip().id()).isEqualTo(second.getLast().id());
      }
    }
  }
}
