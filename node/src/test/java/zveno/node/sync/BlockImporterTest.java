package zveno.node.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import zveno.kernel.chain.Candidate;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.NewBlock;
import zveno.kernel.rules.Verdict;
import zveno.node.protocol.BadChainException;
import zveno.node.protocol.ChainLimits;
import zveno.node.service.AdoptResult;
import zveno.node.service.ChainService;
import zveno.node.service.ChainSnapshot;
import zveno.node.service.EasyService;
import zveno.node.service.Rewound;
import zveno.node.service.ServiceLimits;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;
import zveno.node.sync.BlockImporter.Result;

/** Blocks of a peer while others bring the same ones. */
@Tag("slow")
class BlockImporterTest {

  /** Of a stranger: not one of them is ours. */
  private final List<Block> theirs = ToldChain.of("ann", 40);

  private final RocksStore store = RocksStore.open(StoreSettings.ephemeral());
  private final ChainService service = EasyService.over(store);

  @BeforeEach
  void start() {
    service.start();
  }

  @AfterEach
  void close() {
    service.close();
    store.close();
  }

  private BlockImporter intake() {
    return new BlockImporter(service, ChainLimits.DEFAULT, theirs.size(), true);
  }

  /** Takes the blocks from one height to another. */
  private void take(BlockImporter intake, int from, int to) throws BadChainException {
    for (Block block : theirs.subList(from - 1, to)) {
      assertThat(intake.take(NewBlock.of(block))).isEqualTo(Result.TAKEN);
    }
  }

  private void bring(int from, int to) throws BadChainException {
    try (BlockImporter intake = intake()) {
      take(intake, from, to);
      intake.flush();
    }
  }

  private void insistOnTip(int height) {
    assertThat(service.tip().id()).isEqualTo(theirs.get(height - 1).id());
  }

  @Test
  void aStrangersBlocksJoinAndThoseThatFollowThem() throws Exception {
    try (BlockImporter intake = intake()) {
      take(intake, 1, 10);
      intake.flush();
      insistOnTip(10);
      take(intake, 11, 40);
      intake.flush();
      insistOnTip(40);
      assertThat(intake.joined()).isEqualTo(40);
    }
  }

  @Test
  void aChainThatWouldRemoveTooManyBlocksIsRefusedAndLeavesNothing() throws Exception {
    try (RocksStore another = RocksStore.open(StoreSettings.ephemeral());
        ChainService bounded = EasyService.over(another, ServiceLimits.DEFAULT.withMaxReorg(2))) {
      bounded.start();
      EasyService.mine(bounded, "us");
      EasyService.mine(bounded, "us");
      BlockId ours = bounded.tip().id();
      try (BlockImporter intake =
          new BlockImporter(bounded, ChainLimits.DEFAULT, theirs.size(), true)) {
        take(intake, 1, 10);
        assertThatThrownBy(intake::flush)
            .isInstanceOf(BadChainException.class)
            .hasMessage("it would remove the last 3 blocks of our chain, and --max-reorg allows 2");
      }
      assertThat(bounded.tip().id()).isEqualTo(ours);
      assertThat(bounded.tally().refusedReorganisations()).isEqualTo(1);
      EasyService.awaitSwept(another);
    }
  }

  @Test
  void asManyBlocksAsAreAllowedMayLeave() throws Exception {
    try (RocksStore another = RocksStore.open(StoreSettings.ephemeral());
        ChainService bounded = EasyService.over(another, ServiceLimits.DEFAULT.withMaxReorg(2))) {
      bounded.start();
      EasyService.mine(bounded, "us");
      try (BlockImporter intake =
          new BlockImporter(bounded, ChainLimits.DEFAULT, theirs.size(), true)) {
        take(intake, 1, 10);
        intake.flush();
      }
      assertThat(bounded.tip().id()).isEqualTo(theirs.get(9).id());
      assertThat(bounded.tally().refusedReorganisations()).isZero();
    }
  }

  @Test
  void whatOthersHaveBroughtMeanwhileIsPassedOverAndTheRestJoins() throws Exception {
    try (BlockImporter intake = intake()) {
      take(intake, 1, 25);
      bring(1, 10);
      insistOnTip(10);
      intake.flush();
      insistOnTip(25);
      take(intake, 26, 30);
      bring(26, 28);
      intake.flush();
      insistOnTip(30);
      bring(31, 40);
      take(intake, 31, 40);
      intake.flush();
      insistOnTip(40);
      assertThat(intake.joined()).isEqualTo(15 + 2);
      assertThat(intake.aside()).isEmpty();
    }
  }

  @Test
  void aForkThatHasBecomeOurOwnChainIsNoForkUnlessItIsInsistedOn() throws Exception {
    try (ChainSnapshot before = service.look();
        Candidate candidate = service.candidate(before)) {
      for (Block block : theirs) {
        assertThat(candidate.add(block)).isEqualTo(Verdict.OK);
      }
      candidate.complete();
      bring(1, 10);
      assertThat(service.adoptFork(candidate)).isInstanceOf(AdoptResult.NoMoreWork.class);
      insistOnTip(10);
      assertThat(service.adopt(candidate)).isInstanceOf(AdoptResult.Adopted.class);
      insistOnTip(40);
    }
  }

  @Test
  void aBlockWhoseParentIsNotOursDoesNotFollowAndNothingOfItIsTaken() throws Exception {
    try (BlockImporter intake = intake()) {
      assertThat(intake.take(NewBlock.of(theirs.get(9)))).isEqualTo(Result.DOES_NOT_FOLLOW);
      assertThat(intake.bytes()).isZero();
      take(intake, 1, 10);
      assertThat(intake.take(NewBlock.of(theirs.get(11)))).isEqualTo(Result.DOES_NOT_FOLLOW);
      assertThat(intake.flush()).isEqualTo(Result.TAKEN);
      insistOnTip(10);
    }
  }

  @Test
  void whenTheBlockBelowHasLeftOurChainItSaysSo() throws Exception {
    bring(1, 20);
    try (BlockImporter intake = intake()) {
      take(intake, 21, 25);
      assertThat(service.rewind(5, Rewound.Transactions.DROPPED)).isPresent();
      assertThat(intake.flush()).isEqualTo(Result.OURS_MOVED);
      assertThat(intake.joined()).isZero();
    }
    insistOnTip(5);
  }
}
