package zveno.kernel.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import zveno.kernel.MemoryStore;
import zveno.kernel.mining.Difficulty;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Work;
import zveno.kernel.rules.classic.Blocks;
import zveno.kernel.rules.classic.ClassicReason;
import zveno.kernel.rules.classic.ClassicRules;
import zveno.kernel.rules.classic.ProofRule;
import zveno.kernel.state.StateChanges;
import zveno.kernel.state.StateKey;

class ChainTest {

  private static final long SIDE_BLOCKS = 5;

  private final MemoryStore store = new MemoryStore();
  private final Map<String, Block> named = new HashMap<>();
  private Chain chain = new Chain(Blocks.EASY, store, SIDE_BLOCKS);
  private long second;

  @BeforeEach
  void begin() {
    assertThat(offer(genesis("genesis"))).isInstanceOf(ImportResult.Extended.class);
  }

  private Block genesis(String name) {
    Block block = Blocks.genesis(Blocks.EASY, ++second);
    named.put(name, block);
    return block;
  }

  private Block on(String parent, String name) {
    Block block = Blocks.on(Blocks.EASY, named.get(parent), name, ++second);
    named.put(name, block);
    return block;
  }

  private ImportResult offer(Block block) {
    MemoryStore.Batch batch = new MemoryStore.Batch();
    ImportResult result = chain.offer(block, batch);
    store.commit(batch);
    return result;
  }

  private BlockId id(String name) {
    return named.get(name).id();
  }

  private List<BlockId> ids(PathReader blocks) {
    List<BlockId> ids = new ArrayList<>();
    try (blocks) {
      while (blocks.next()) {
        ids.add(blocks.id());
      }
    }
    return ids;
  }

  private List<BlockId> wholeChain() {
    return ids(PathReader.ascending(store.live(), chain.path(), 1, chain.path().length()));
  }

  @Test
  void growsBlockByBlock() {
    offer(on("genesis", "a1"));
    offer(on("a1", "a2"));
    assertThat(wholeChain()).containsExactly(id("genesis"), id("a1"), id("a2"));
    assertThat(chain.tip()).isEqualTo(new Tip(id("a2"), 3, Work.of(3)));
  }

  @Test
  void knowsWhatItHas() {
    assertThat(offer(named.get("genesis"))).isInstanceOf(ImportResult.AlreadyKnown.class);
  }

  @Test
  void hasNoPlaceForABlockWithAnUnknownParent() {
    on("genesis", "a1");
    assertThat(offer(on("a1", "a2"))).isEqualTo(new ImportResult.Orphan(id("a2"), id("a1")));
  }

  @Test
  void rejectsWhatTheRulesRefuse() {
    Block foreign =
        Blocks.on(
            ClassicRules.open(ProofRule.UPSTREAM, new Difficulty(1)),
            named.get("genesis"),
            "bob",
            99);
    ImportResult result = offer(foreign);
    assertThat(result).isInstanceOf(ImportResult.Rejected.class);
    assertThat(((ImportResult.Rejected) result).why().reason()).isEqualTo(ClassicReason.PROOF);
    assertThat(store.live().find(foreign.id())).isEmpty();
  }

  @Test
  void firstSeenWinsATie() {
    offer(on("genesis", "a1"));
    assertThat(offer(on("genesis", "b1"))).isInstanceOf(ImportResult.KeptAside.class);
    assertThat(chain.tip().id()).isEqualTo(id("a1"));
  }

  @Test
  void followsTheBranchWithMoreWorkAndNamesWhatMoved() {
    offer(on("genesis", "a1"));
    offer(on("genesis", "b1"));
    ImportResult moved = offer(on("b1", "b2"));
    assertThat(moved).isInstanceOf(ImportResult.Reorganised.class);
    Reorg reorg = ((ImportResult.Reorganised) moved).reorg();
    assertThat(reorg.forkHeight()).isEqualTo(1);
    assertThat(ids(reorg.leaving(store.live()))).containsExactly(id("a1"));
    assertThat(ids(reorg.joining(store.live()))).containsExactly(id("b1"), id("b2"));
    assertThat(wholeChain()).containsExactly(id("genesis"), id("b1"), id("b2"));
  }

  @Test
  void aStrangersGenesisIsABranchOfTheRoot() {
    offer(genesis("other"));
    Reorg reorg = ((ImportResult.Reorganised) offer(on("other", "o1"))).reorg();
    assertThat(reorg.forkHeight()).isZero();
    assertThat(ids(reorg.leaving(store.live()))).containsExactly(id("genesis"));
    assertThat(wholeChain()).containsExactly(id("other"), id("o1"));
  }

  @Test
  void isTheSameAfterItWasOpenedAgain() {
    offer(on("genesis", "a1"));
    offer(on("genesis", "b1"));
    offer(on("b1", "b2"));
    Tip before = chain.tip();
    List<BlockId> blocks = wholeChain();
    chain = new Chain(Blocks.EASY, store, SIDE_BLOCKS);
    assertThat(chain.tip()).isEqualTo(before);
    assertThat(wholeChain()).isEqualTo(blocks);
    offer(on("b2", "b3"));
    assertThat(offer(on("a1", "a2"))).isInstanceOf(ImportResult.KeptAside.class);
  }

  @Test
  void anyOrderOfOfferingEndsWithTheLongestChain() {
    long seed = 42;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<Block> blocks = new ArrayList<>(named.values());
    for (int i = 0; i < 300; i++) {
      // favour the newest, so that branches grow long
      Block parent = blocks.get(Math.max(0, blocks.size() - 1 - random.nextInt(4)));
      Block block = Blocks.on(Blocks.EASY, parent, "m" + i, ++second);
      blocks.add(block);
      offer(block);
      long longest = blocks.stream().mapToLong(Block::height).max().orElseThrow();
      assertThat(chain.tip().height()).isEqualTo(longest);
    }
    assertLinked();
  }

  private void assertLinked() {
    List<BlockId> ids = wholeChain();
    assertThat(ids).doesNotHaveDuplicates().hasSize((int) chain.tip().height());
    try (PathReader blocks =
        PathReader.ascending(store.live(), chain.path(), 1, chain.path().length())) {
      BlockId last = BlockId.ROOT;
      while (blocks.next()) {
        Block block = StoredBlocks.decode(Blocks.EASY, blocks.bytes(), blocks.height());
        assertThat(block.parent()).isEqualTo(last);
        last = block.id();
      }
    }
  }

  @Test
  void forgetsAndSweepsWhatIsTooFarBehind() {
    offer(on("genesis", "b1"));
    offer(on("genesis", "a1"));
    offer(on("a1", "a2"));
    String last = "a2";
    for (int i = 3; i <= SIDE_BLOCKS + 4; i++) {
      offer(on(last, "a" + i));
      last = "a" + i;
    }
    MemoryStore.Batch batch = new MemoryStore.Batch();
    List<StaleBlocks> garbage = chain.prune(batch);
    store.commit(batch);
    assertThat(garbage).hasSize(1);
    assertThat(chain.find(id("b1"))).isEmpty();
    assertThat(StaleBlocks.in(store.live())).isEqualTo(garbage);
    garbage.forEach(one -> one.sweep(Blocks.EASY, store));
    assertThat(store.live().find(id("b1"))).isEmpty();
    assertThat(StaleBlocks.in(store.live())).isEmpty();
    assertLinked();
  }

  @Test
  void whatASweptBlockMadeOfTheStateGoesWithIt() {
    offer(on("genesis", "b1"));
    BlockPosition side = chain.find(id("b1")).orElseThrow();
    offer(on("genesis", "a1"));
    BlockPosition ours = chain.find(id("a1")).orElseThrow();
    StateKey key = StateKey.of(new byte[] {7});
    MemoryStore.Batch batch = new MemoryStore.Batch();
    for (BlockPosition where : List.of(side, ours)) {
      batch.putState(where, StateChanges.of(Map.of(key, Optional.of(new byte[] {1}))));
    }
    store.commit(batch);
    new StaleBlocks(new ChainPath.Stretch(side.branch(), side.height(), side.height()))
        .sweep(Blocks.EASY, store);
    assertThat(store.live().stateKeys(side)).isEmpty();
    assertThat(store.live().stateKeys(ours)).containsExactly(key);
  }

  @Test
  void keepsABranchThatAnotherOneHangsOn() {
    offer(on("genesis", "a1"));
    offer(on("a1", "a2"));
    offer(on("a2", "a3"));
    offer(on("a1", "b2"));
    offer(on("b2", "b3"));
    offer(on("b3", "b4"));
    chain.prune(new MemoryStore.Batch());
    assertLinked();
    assertThat(wholeChain()).startsWith(id("genesis"), id("a1"), id("b2"));
  }

  @Test
  void sweepingWhatWasForgottenDoesNotTakeWhatCameAfterwards() {
    offer(on("genesis", "a1"));
    String last = "a1";
    for (int i = 2; i <= 9; i++) {
      offer(on(last, "a" + i));
      last = "a" + i;
    }
    // a stranger's chain forks after a1 and wins: a2 to a9 are too many to be kept aside
    Candidate candidate = new Candidate(Blocks.EASY, store, store.live(), chain.path());
    candidate.add(named.get("genesis"));
    candidate.add(named.get("a1"));
    last = "a1";
    for (int i = 2; i <= 10; i++) {
      candidate.add(on(last, "b" + i));
      last = "b" + i;
    }
    candidate.complete();
    candidate.close();
    MemoryStore.Batch batch = new MemoryStore.Batch();
    assertThat(candidate.adopt(chain, batch)).isPresent();
    List<StaleBlocks> garbage = chain.prune(batch);
    store.commit(batch);
    assertThat(garbage).isNotEmpty();
    // before they are swept, somebody sends another block on a1
    assertThat(offer(on("a1", "c2"))).isInstanceOf(ImportResult.KeptAside.class);
    garbage.forEach(one -> one.sweep(Blocks.EASY, store));
    assertThat(chain.find(id("c2"))).isPresent();
    assertThat(store.live().block(chain.find(id("c2")).orElseThrow())).isPresent();
  }

  private List<StaleBlocks> rewind(long height) {
    MemoryStore.Batch batch = new MemoryStore.Batch();
    Reorg reorg = chain.rewind(height, batch);
    assertThat(reorg.forkHeight()).isEqualTo(height);
    assertThat(reorg.joiningCount()).isZero();
    List<StaleBlocks> garbage = chain.forgetSides(batch);
    store.commit(batch);
    return garbage;
  }

  private String grow(String parent, String name, int blocks) {
    String last = parent;
    for (int i = 1; i <= blocks; i++) {
      assertThat(offer(on(last, name + i))).isInstanceOf(ImportResult.Extended.class);
      last = name + i;
    }
    return last;
  }

  @Test
  void aChainIsRewoundAndGrowsAgainWhateverIsStillToBeSwept() {
    for (boolean reopened : List.of(false, true)) {
      for (boolean sweptFirst : List.of(false, true)) {
        store.commit(new MemoryStore.Batch());
        String base = "base " + reopened + sweptFirst;
        grow(chain.tip().height() == 1 ? "genesis" : "new 4", base, 6);
        long keep = chain.tip().height() - 4;
        offer(on(base + 5, "side " + base)); // as heavy as what is taken off

        List<StaleBlocks> garbage = rewind(keep);
        assertThat(chain.tip().id()).isEqualTo(id(base + 2));
        assertThat(chain.find(id(base + 3))).isEmpty();
        assertThat(chain.find(id("side " + base))).isEmpty();
        if (sweptFirst) {
          garbage.forEach(one -> one.sweep(Blocks.EASY, store));
        }
        if (reopened) {
          chain = new Chain(Blocks.EASY, store, SIDE_BLOCKS);
          assertThat(chain.tip().height()).isEqualTo(keep);
        }
        named.put("new 0", named.get(base + 2));
        grow("new 0", "new ", 4);
        garbage.stream()
            .filter(one -> one.isOutside(store.live()))
            .forEach(one -> one.sweep(Blocks.EASY, store));
        assertThat(StaleBlocks.in(store.live())).isEmpty();
        assertThat(store.live().find(id(base + 3))).isEmpty();
        assertThat(store.live().find(id(base + 6))).isEmpty();
        assertThat(chain.tip().height()).isEqualTo(keep + 4);
        assertLinked();
      }
    }
  }

  @Test
  void aSideBlockAfterARewindDoesNotLetTheTipGrowWhereBlocksAreStillToBeSwept() {
    grow("genesis", "a", 5);
    List<StaleBlocks> garbage = rewind(3);
    assertThat(offer(on("a1", "side"))).isInstanceOf(ImportResult.KeptAside.class);
    grow("a2", "b", 3);
    garbage.stream()
        .filter(one -> one.isOutside(store.live()))
        .forEach(one -> one.sweep(Blocks.EASY, store));
    assertThat(StaleBlocks.in(store.live())).isEmpty();
    assertThat(store.live().find(id("a3"))).isEmpty();
    assertLinked();
  }

  @Test
  void whatWasTakenOffIsTakenAgain() {
    String last = grow("genesis", "a", 5);
    rewind(2);
    for (int i = 2; i <= 5; i++) {
      assertThat(offer(named.get("a" + i))).isInstanceOf(ImportResult.Extended.class);
    }
    assertThat(chain.tip().id()).isEqualTo(id(last));
    assertLinked();
  }

  @Test
  void aStoreThatLacksABlockIsDamaged() {
    ChainPath path = ChainPath.of(List.of(new ChainPath.Stretch(1, 1, 2)));
    PathReader blocks = PathReader.ascending(store.live(), path, 1, 2);
    assertThat(blocks.next()).isTrue();
    assertThatThrownBy(blocks::next).isInstanceOf(MissingBlockException.class);
  }
}
