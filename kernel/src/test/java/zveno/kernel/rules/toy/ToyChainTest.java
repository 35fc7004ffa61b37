package zveno.kernel.rules.toy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import zveno.kernel.MemoryStore;
import zveno.kernel.chain.Candidate;
import zveno.kernel.chain.Chain;
import zveno.kernel.chain.ImportResult;
import zveno.kernel.chain.StateReader;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.Work;
import zveno.kernel.pool.Pool;
import zveno.kernel.pool.PoolLimits;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.Verdict;

/** Chain, candidate and pool work for a rule set that has nothing in common with the tutorial's. */
class ToyChainTest {

  private static final long SEED = Long.getLong("zveno.seed", 20_261);

  private final MemoryStore store = new MemoryStore();
  private final Chain chain = new Chain(Toys.RULES, store, 1_000);

  private ImportResult offer(Block block) {
    MemoryStore.Batch batch = new MemoryStore.Batch();
    ImportResult result = chain.offer(block, batch);
    store.commit(batch);
    return result;
  }

  @Test
  void eachBlockAddsAWorkOfTwoAndTheMostWorkWins() {
    List<Block> ours = new ArrayList<>(List.of(Toys.genesis(1)));
    offer(ours.getFirst());
    ours.add(Toys.on(ours, "ann", 2, List.of()));
    List<Block> theirs = new ArrayList<>(ours);
    ours.add(Toys.on(ours, "ann", 3, List.of()));
    ours.subList(1, 3).forEach(this::offer);
    assertThat(chain.tip().chainWork()).isEqualTo(Work.of(6));

    theirs.add(Toys.on(theirs, "bob", 4, List.of()));
    assertThat(offer(theirs.getLast())).isInstanceOf(ImportResult.KeptAside.class);
    theirs.add(Toys.on(theirs, "bob", 5, List.of()));
    assertThat(offer(theirs.getLast())).isInstanceOf(ImportResult.Reorganised.class);
    assertThat(chain.tip().chainWork()).isEqualTo(Work.of(8));
  }

  @Test
  void noAccountPaysWhatItHasNot() {
    List<Block> blocks = new ArrayList<>(List.of(Toys.genesis(1)));
    blocks.add(Toys.on(blocks, "ann", 2, List.of()));
    blocks.forEach(this::offer);
    Block rich = Toys.overdrawing(blocks.getLast(), "x", 3, List.of(Toys.pay("ann", "bob", 51, 0)));
    ImportResult result = offer(rich);
    assertThat(((ImportResult.Rejected) result).why().reason())
        .isEqualTo(ToyRules.Reason.OVERDRAWN);
    assertThat(store.live().find(rich.id())).isEmpty();

    blocks.add(Toys.on(blocks, "x", 3, List.of(Toys.pay("ann", "bob", 50, 0))));
    assertThat(offer(blocks.getLast())).isInstanceOf(ImportResult.Extended.class);
    try (StateReader state = store.live().state(chain.path())) {
      assertThat(ToyRules.balance(state, ToyRules.account("ann"))).isZero();
      assertThat(ToyRules.balance(state, ToyRules.account("bob"))).isEqualTo(50);
    }
  }

  @Test
  void aCandidateIsJudgedOnItsOwnChain() {
    List<Block> theirs = new ArrayList<>(List.of(Toys.genesis(1)));
    theirs.forEach(this::offer);
    theirs.add(Toys.on(theirs, "ann", 2, List.of()));
    theirs.add(Toys.on(theirs, "ann", 3, List.of(Toys.pay("ann", "bob", 50, 0))));
    try (Candidate candidate = new Candidate(Toys.RULES, store, store.snapshot(), chain.path())) {
      theirs.forEach(block -> assertThat(candidate.add(block)).isEqualTo(Verdict.OK));
      Block spentTwice =
          Toys.overdrawing(theirs.getLast(), "x", 4, List.of(Toys.pay("bob", "eve", 51, 0)));
      assertThat(candidate.add(spentTwice)).isInstanceOf(Verdict.Rejected.class);
    }
  }

  /** Random trees, in random order: the chain follows the most work, first seen among equals. */
  @Test
  void followsTheMostWorkOfAnyTree() {
    Random random = new Random(SEED);
    for (int round = 0; round < 20; round++) {
      MemoryStore fresh = new MemoryStore();
      Chain tree = new Chain(Toys.RULES, fresh, 1_000);
      Map<BlockId, List<Block>> chains = new HashMap<>();
      List<Block> all = new ArrayList<>(List.of(Toys.genesis(round)));
      chains.put(all.getFirst().id(), List.of(all.getFirst()));
      Block best = all.getFirst();
      for (int i = 0; i < 25; i++) {
        if (i > 0) {
          List<Block> below = chains.get(all.get(random.nextInt(all.size())).id());
          Block next = Toys.on(below, "m" + i, i, List.of(Toys.pay("m1", "m2", 1, i)));
          List<Block> path = new ArrayList<>(below);
          path.add(next);
          chains.put(next.id(), path);
          all.add(next);
          best = path.size() > chains.get(best.id()).size() ? next : best;
        }
        MemoryStore.Batch batch = new MemoryStore.Batch();
        tree.offer(all.getLast(), batch);
        fresh.commit(batch);
        assertThat(tree.tip().id()).as("round %s of seed %s", round, SEED).isEqualTo(best.id());
      }
    }
  }

  @Test
  void theirTransfersWaitAndAreReadBack() {
    Pool pool =
        new Pool(store, Toys.RULES, new PoolLimits(9, 999), posted -> EntryId.of(posted.id()));
    MemoryStore.Batch batch = new MemoryStore.Batch();
    ToyTransfer tea = Toys.transfer("tea");
    assertThat(pool.submit(tea, ChainContext.GENESIS, Instant.EPOCH, batch).entry()).isPresent();
    store.commit(batch);
    assertThat(store.livePool().entries(0, 9, 9, 999).getFirst().transaction()).isEqualTo(tea);
    assertThat(pool.state().bytes()).isEqualTo(32);
    assertThat(Toys.RULES.transaction(tea.encoded(), 0)).isEqualTo(tea);
  }
}
