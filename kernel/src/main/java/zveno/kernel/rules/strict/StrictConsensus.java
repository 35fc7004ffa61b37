package zveno.kernel.rules.strict;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import zveno.kernel.model.Block;
import zveno.kernel.model.Work;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.Consensus;
import zveno.kernel.rules.StateTransition;
import zveno.kernel.rules.Verdict;
import zveno.kernel.rules.strict.keys.SignatureVerifier;
import zveno.kernel.rules.strict.work.CompactBits;

/**
 * What makes a block right. All of it is asked when a block joins, and never again: blocks that a
 * store gives back are only read.
 */
final class StrictConsensus implements Consensus {

  /** How far the time of a block may be ahead of a node's clock. */
  private static final Duration MAX_AHEAD = Duration.ofMinutes(2);

  private final SharedGenesis shared;
  private final ChainPoints points;
  private final Supplier<SignatureVerifier> verifier;

  StrictConsensus(SharedGenesis shared, ChainPoints points, Supplier<SignatureVerifier> verifier) {
    this.shared = shared;
    this.points = points;
    this.verifier = verifier;
  }

  /** By itself, in its place, and last the signatures, which cost the most. */
  @Override
  public Verdict checkContext(Block block, ChainContext context) {
    Optional<Refusal> refusal =
        switch (StrictChainBlock.of(block)) {
          case GenesisBlock first -> checkFirst(first, context);
          case PlacedBlock placed -> checkPlaced(placed, context);
        };
    return refusal.<Verdict>map(StrictConsensus::rejected).orElse(Verdict.OK);
  }

  @Override
  public Verdict checkContent(Block block) {
    Optional<Refusal> refusal =
        switch (StrictChainBlock.of(block)) {
          case GenesisBlock _ -> Optional.empty(); // its hash was computed from its parameters
          case PlacedBlock placed -> StrictChecks.content(placed.block());
        };
    return refusal.<Verdict>map(StrictConsensus::rejected).orElse(Verdict.OK);
  }

  private static Verdict.Rejected rejected(Refusal refusal) {
    return new Verdict.Rejected(refusal.reason(), refusal.detail());
  }

  private Optional<Refusal> checkFirst(GenesisBlock first, ChainContext context) {
    if (context.parent().isPresent()) {
      return StrictChecks.refused(StrictReason.LINK, "a genesis block follows no other");
    }
    return shared.is(first)
        ? Optional.empty()
        : StrictChecks.refused(
            StrictReason.GENESIS,
            "the chain begins with "
                + first.id()
                + ", but this net begins with "
                + shared.id().map(Object::toString).orElse("a block that has not been named"));
  }

  private Optional<Refusal> checkPlaced(PlacedBlock placed, ChainContext context) {
    if (context.parent().isEmpty()) {
      return StrictChecks.refused(
          StrictReason.LINK, "a block that is not the first must follow another");
    }
    long height = context.parent().get().height() + 1;
    if (placed.height() != height) {
      return StrictChecks.refused(
          StrictReason.INDEX, "the block stands at " + height + ", not at " + placed.height());
    }
    Genesis genesis = shared.of(context);
    StrictBlock block = placed.block();
    return StrictChecks.alone(block, genesis.parameters())
        .or(() -> StrictChecks.inPlace(block, points.at(context, genesis)))
        .or(() -> StrictChecks.signatures(block, shared.requiredId(), verifier.get()));
  }

  /**
   * Has the signatures verified, of which the verifier remembers the right ones, all at once, so
   * that no thread waits between two blocks. Only of blocks whose work is that of their place: no
   * other is worth the trouble. The point at the last of them is kept, so that those which follow
   * can be prepared while these are being written.
   */
  @Override
  public void prepare(List<Block> blocks) {
    if (blocks.isEmpty()) {
      return;
    }
    ChainPoint point = points.find(blocks.getFirst().parent()).orElse(null);
    List<SignatureVerifier.Check> checks = new ArrayList<>();
    for (Block block : blocks) {
      if (point == null
          || !(block instanceof PlacedBlock placed)
          || !isInPlace(placed.block(), point)) {
        break;
      }
      StrictChecks.addSignatures(placed.block(), shared.requiredId(), checks);
      point = point.after(placed.block().header());
      if (block.id().equals(blocks.getLast().id())) {
        points.put(block.id(), point);
      }
    }
    if (!checks.isEmpty()) {
      var _ = verifier.get().firstWrong(checks);
    }
  }

  private static boolean isInPlace(StrictBlock block, ChainPoint parent) {
    return StrictChecks.alone(block, parent.genesis().parameters())
        .or(() -> StrictChecks.inPlace(block, parent))
        .isEmpty();
  }

  /** On the accounts. */
  @Override
  public StateTransition connect(Block block, ChainContext context) {
    return switch (StrictChainBlock.of(block)) {
      case GenesisBlock first -> new StateTransition.Applied(StrictState.begunBy(first.genesis()));
      case PlacedBlock placed -> connect(placed, context);
    };
  }

  private StateTransition connect(PlacedBlock placed, ChainContext context) {
    Genesis genesis = shared.of(context);
    StrictBlock block = placed.block();
    StrictState state = new StrictState(context.state());
    return switch (AccountsDraft.apply(block, state, genesis.parameters())) {
      case AccountsDraft.Outcome.Refused(Refusal refusal) ->
          new StateTransition.Rejected(rejected(refusal));
      case AccountsDraft.Outcome.Applied applied -> {
        ChainPoint.Growth grown = points.at(context, genesis).grown(block.header());
        points.put(placed.id(), grown.point());
        yield new StateTransition.Applied(StrictState.of(placed, applied.changes(), grown));
      }
    };
  }

  /** Clocks differ, and miners move the time on by up to a minute. */
  @Override
  public Instant earliest(Block block) {
    return Instant.ofEpochSecond(StrictChainBlock.of(block).header().timestamp()).minus(MAX_AHEAD);
  }

  /** Of a block that has been found right, so that its bits are sound. */
  @Override
  public Work workOf(Block block) {
    return new CompactBits(StrictChainBlock.of(block).header().bits()).work();
  }
}
