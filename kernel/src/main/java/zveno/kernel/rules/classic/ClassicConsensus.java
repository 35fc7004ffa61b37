package zveno.kernel.rules.classic;

import java.util.Optional;
import zveno.kernel.mining.Difficulty;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Work;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.Consensus;
import zveno.kernel.rules.Verdict;

/** {@code valid_chain}: the link and the proof of each block, and nothing of a first one. */
final class ClassicConsensus implements Consensus {

  private final ProofRule proofRule;
  private final Difficulty difficulty;
  private final Optional<BlockId> sharedGenesis;

  ClassicConsensus(ProofRule proofRule, Difficulty difficulty, Optional<BlockId> sharedGenesis) {
    this.proofRule = proofRule;
    this.difficulty = difficulty;
    this.sharedGenesis = sharedGenesis;
  }

  @Override
  public Verdict checkContext(Block block, ChainContext context) {
    if (context.parent().isEmpty()) {
      return checkGenesis(block);
    }
    Block parent = context.parent().get();
    if (!block.parent().equals(parent.id())) {
      return Verdict.rejected(
          ClassicReason.LINK,
          "block "
              + block.height()
              + " carries previous_hash "
              + block.parent()
              + ", but the block before it hashes to "
              + parent.id());
    }
    if (!proofRule
        .puzzle(ClassicBlock.of(parent), difficulty)
        .isSolvedBy(ClassicBlock.of(block).proof())) {
      return Verdict.rejected(
          ClassicReason.PROOF,
          "the proof of block "
              + block.height()
              + " does not give "
              + difficulty.zeros()
              + " leading zeros after the proof of the block before it");
    }
    return Verdict.OK;
  }

  /** {@code valid_chain} asks nothing of a first block; only a private net does. */
  private Verdict checkGenesis(Block block) {
    if (sharedGenesis.isPresent() && !sharedGenesis.get().equals(block.id())) {
      return Verdict.rejected(
          ClassicReason.GENESIS,
          "the chain begins with "
              + block.id()
              + ", but this net begins with "
              + sharedGenesis.get());
    }
    return Verdict.OK;
  }

  /** {@code resolve_conflicts}: the longest chain wins. */
  @Override
  public Work workOf(Block block) {
    return Work.ONE;
  }
}
