package zveno.kernel.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import zveno.kernel.MemoryStore;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.Verdict;
import zveno.kernel.rules.classic.Blocks;
import zveno.kernel.rules.classic.ClassicReason;

class CandidateTest {

  private final MemoryStore store = new MemoryStore();
  private final Chain chain = new Chain(Blocks.EASY, store, 100);
  private final List<Block> ours = new ArrayList<>();

  @BeforeEach
  void aChainOfFour() {
    ours.addAll(grown(Blocks.genesis(Blocks.EASY, 1), 3, "ann"));
    ours.forEach(block -> {
      MemoryStore.Batch batch = new MemoryStore.Batch();
      chain.offer(block, batch);
      store.commit(batch);
    });
  }

  private static List<Block> grown(Block first, int more, String miner) {
    List<Block> blocks = new ArrayList<>(List.of(first));
    for (int i = 0; i < more; i++) {
      blocks.add(Blocks.on(Blocks.EASY, blocks.getLast(), miner, 10 + i));
    }
    return blocks;
  }

  private Candidate told(List<Block> blocks) {
    Candidate candidate = new Candidate(Blocks.EASY, store, store.live(), chain.path());
    blocks.forEach(block -> assertThat(candidate.add(block)).isEqualTo(Verdict.OK));
    candidate.complete();
    candidate.close();
    return candidate;
  }

  private Optional<Reorg> adopt(Candidate candidate) {
    MemoryStore.Batch batch = new MemoryStore.Batch();
    Optional<Reorg> reorg = candidate.adopt(chain, batch);
    store.commit(batch);
    return reorg;
  }

  private List<BlockId> wholeChain() {
    List<BlockId> ids = new ArrayList<>();
    try (PathReader blocks =
        PathReader.ascending(store.live(), chain.path(), 1, chain.path().length())) {
      while (blocks.next()) {
        ids.add(blocks.id());
      }
    }
    return ids;
  }

  @Test
  void aStrangersLongerChainReplacesOurs() {
    List<Block> theirs = grown(Blocks.genesis(Blocks.EASY, 2), 6, "bob");
    Candidate candidate = told(theirs);
    assertThat(candidate.sharedLength()).isZero();
    Reorg reorg = adopt(candidate).orElseThrow();
    assertThat(reorg.leavingCount()).isEqualTo(4);
    assertThat(reorg.joiningCount()).isEqualTo(7);
    assertThat(wholeChain()).isEqualTo(theirs.stream().map(Block::id).toList());
  }

  @Test
  void whatIsStoredInBulkIsTheSameChain() {
    List<Block> theirs = grown(Blocks.genesis(Blocks.EASY, 2), 6, "bob");
    Candidate candidate = new Candidate(Blocks.EASY, store, store.live(), chain.path());
    assertThat(candidate.expectMany()).isTrue();
    theirs.forEach(block -> assertThat(candidate.add(block)).isEqualTo(Verdict.OK));
    assertThat(candidate.isStaged()).isFalse();
    assertThat(store.live().find(theirs.getLast().id())).isEmpty();
    candidate.complete();
    candidate.close();
    assertThat(candidate.isStaged()).isTrue();
    assertThat(adopt(candidate).orElseThrow().joiningCount()).isEqualTo(7);
    assertThat(wholeChain()).isEqualTo(theirs.stream().map(Block::id).toList());
  }

  @Test
  void onlyWhatIsBehindTheForkIsStored() {
    List<Block> theirs = new ArrayList<>(ours.subList(0, 2));
    theirs.addAll(grown(ours.get(1), 5, "bob").subList(1, 6));
    Candidate candidate = told(theirs);
    assertThat(candidate.sharedLength()).isEqualTo(2);
    assertThat(store.live().find(ours.get(0).id())).hasSize(1);
    assertThat(adopt(candidate).orElseThrow().forkHeight()).isEqualTo(2);
    assertThat(wholeChain()).isEqualTo(theirs.stream().map(Block::id).toList());
  }

  @Test
  void aLongerChainOfTheSameBlocksIsAnExtension() {
    List<Block> theirs = grown(ours.getLast(), 2, "bob");
    List<Block> all = new ArrayList<>(ours);
    all.addAll(theirs.subList(1, 3));
    Reorg reorg = adopt(told(all)).orElseThrow();
    assertThat(reorg.leavingCount()).isZero();
    assertThat(reorg.joiningCount()).isEqualTo(2);
  }

  @Test
  void nothingIsSeenOfItBeforeItIsAdopted() {
    List<Block> theirs = grown(Blocks.genesis(Blocks.EASY, 2), 6, "bob");
    Candidate candidate = told(theirs);
    assertThat(chain.find(theirs.getLast().id())).isEmpty();
    assertThat(wholeChain()).isEqualTo(ours.stream().map(Block::id).toList());
    assertThat(StaleBlocks.in(store.live())).isEqualTo(List.of(candidate.garbage().orElseThrow()));
  }

  @Test
  void aChainOfTheSameLengthDoesNotReplaceOurs() {
    Candidate candidate = told(grown(Blocks.genesis(Blocks.EASY, 2), 3, "bob"));
    assertThat(adopt(candidate)).isEmpty();
    candidate.garbage().orElseThrow().sweep(Blocks.EASY, store);
    assertThat(StaleBlocks.in(store.live())).isEmpty();
    assertThat(wholeChain()).isEqualTo(ours.stream().map(Block::id).toList());
  }

  @Test
  void oursItselfIsNothingNew() {
    Candidate candidate = told(ours);
    assertThat(candidate.garbage()).isEmpty();
    assertThat(adopt(candidate)).isEmpty();
  }

  @Test
  void refusesABrokenLinkWhereverItIs() {
    List<Block> theirs = grown(Blocks.genesis(Blocks.EASY, 2), 6, "bob");
    Candidate candidate = new Candidate(Blocks.EASY, store, store.live(), chain.path());
    assertThat(candidate.add(theirs.get(0))).isEqualTo(Verdict.OK);
    assertThat(candidate.add(ours.get(1)))
        .isInstanceOfSatisfying(
            Verdict.Rejected.class, why -> assertThat(why.reason()).isEqualTo(ClassicReason.LINK));
  }

  @Test
  void comesTooLateIfOurChainHasGrownMeanwhile() {
    Candidate candidate = told(grown(Blocks.genesis(Blocks.EASY, 2), 4, "bob"));
    MemoryStore.Batch batch = new MemoryStore.Batch();
    chain.offer(Blocks.on(Blocks.EASY, ours.getLast(), "ann", 99), batch);
    store.commit(batch);
    assertThat(adopt(candidate)).isEmpty();
    assertThat(chain.tip().height()).isEqualTo(5);
  }

  @Test
  void twoCandidatesDoNotDisturbEachOther() {
    List<Block> theirs = grown(Blocks.genesis(Blocks.EASY, 2), 6, "bob");
    Candidate one = told(theirs);
    Candidate other = told(theirs);
    assertThat(adopt(one)).isPresent();
    assertThat(adopt(other)).isEmpty();
    other.garbage().orElseThrow().sweep(Blocks.EASY, store);
    assertThat(wholeChain()).isEqualTo(theirs.stream().map(Block::id).toList());
    assertThat(chain.find(theirs.getLast().id())).isPresent();
  }
}
