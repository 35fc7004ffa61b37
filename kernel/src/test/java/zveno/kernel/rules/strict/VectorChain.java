package zveno.kernel.rules.strict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zveno.kernel.json.JsonValue;
import zveno.kernel.rules.strict.keys.JdkSignatures;
import zveno.kernel.rules.strict.keys.SignatureVerifier;

/** The right chain of the vectors, checked in full block by block. */
public final class VectorChain {

  final JsonValue vector = StrictVectors.read("chain.json");
  final SignatureVerifier verifier;
  public final Genesis genesis;
  final MemoryAccounts accounts;
  public final List<StrictBlock> blocks = new ArrayList<>();

  /** The chain at each of its blocks, the genesis first. */
  final List<ChainPoint> points = new ArrayList<>();

  VectorChain() throws RefusedException {
    this(new JdkSignatures());
  }

  /** The same, with all signatures verified by this. */
  public VectorChain(SignatureVerifier verifier) throws RefusedException {
    this.verifier = verifier;
    JsonValue chain = StrictVectors.member(vector, "chain");
    genesis = Genesis.decode(chain.elements().iterator().next());
    accounts = new MemoryAccounts(genesis.parameters());
    points.add(ChainPoint.of(genesis));
    boolean first = true;
    for (JsonValue json : chain.elements()) {
      if (!first) {
        add(StrictBlock.decode(json));
      }
      first = false;
    }
  }

  private void add(StrictBlock block) {
    assertThat(check(block)).isEmpty();
    AccountsDraft.Outcome outcome = AccountsDraft.apply(block, accounts, genesis.parameters());
    accounts.add(block.reward(), ((AccountsDraft.Outcome.Applied) outcome).changes());
    blocks.add(block);
    points.add(tip().after(block.header()));

    long due = block.index() - genesis.parameters().maturity();
    assertThat(accounts.spendable() + accounts.immature(due))
        .as("supply at height %d", block.index())
        .isEqualTo(genesis.parameters().subsidy().supply(block.index()).units());
  }

  ChainPoint tip() {
    return points.getLast();
  }

  /** All checks of a block that is to follow the tip. */
  public Optional<Refusal> check(StrictBlock block) {
    return StrictChecks.alone(block, genesis.parameters())
        .or(() -> StrictChecks.inPlace(block, tip()))
        .or(() -> StrictChecks.signatures(block, genesis.id(), verifier))
        .or(() -> onTheAccounts(block));
  }

  private Optional<Refusal> onTheAccounts(StrictBlock block) {
    return switch (AccountsDraft.apply(block, accounts, genesis.parameters())) {
      case AccountsDraft.Outcome.Applied _ -> Optional.empty();
      case AccountsDraft.Outcome.Refused refused -> Optional.of(refused.refusal());
    };
  }
}
