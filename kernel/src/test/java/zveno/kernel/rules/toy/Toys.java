package zveno.kernel.rules.toy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zveno.kernel.mining.KernelKind;
import zveno.kernel.mining.PowSearch;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.BlockTemplate;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.StateTransition;
import zveno.kernel.rules.WaitingTransaction;
import zveno.kernel.state.StateChanges;
import zveno.kernel.state.StateKey;
import zveno.kernel.state.StateView;

/** Makes toy blocks and transfers for tests, in a line. */
public final class Toys {

  /** Rules under which any chain may begin. */
  public static final ToyRules RULES = ToyRules.open();

  private Toys() {}

  private record Waiting(Transaction transaction) implements WaitingTransaction {}

  /** A transfer that is alike for the same words. */
  public static ToyTransfer transfer(String words) {
    return new ToyTransfer(ToyRules.account(words), 7, 1 + words.length(), words.hashCode());
  }

  /** A transfer between two accounts; {@code number} tells it from others. */
  public static ToyTransfer pay(String payer, String payee, long amount, long number) {
    return new ToyTransfer(ToyRules.account(payer), ToyRules.account(payee), amount, number);
  }

  /** A first block that bears this second. */
  public static Block genesis(long second) {
    return RULES.genesis(Instant.ofEpochSecond(second));
  }

  /**
   * The next block after a chain, with those of the transfers that the accounts can pay for.
   *
   * @param chain all blocks of the chain
   */
  public static Block on(
      List<Block> chain, String miner, long second, List<ToyTransfer> transfers) {
    List<Waiting> waiting = transfers.stream().map(Waiting::new).toList();
    BlockTemplate template =
        RULES.template(
            context(chain),
            () -> waiting,
            miner,
            InstantSource.fixed(Instant.ofEpochSecond(second)));
    PowSearch search = PowSearch.of(template.puzzle());
    search.work(KernelKind.SCALAR.newKernels(), () -> false);
    return template.solvedBy(search.solution().orElseThrow()).block();
  }

  /** The context after a whole chain, with the state that it has led to. */
  public static ChainContext context(List<Block> chain) {
    Map<StateKey, Optional<byte[]>> values = new HashMap<>();
    StateView state = key -> values.getOrDefault(key, Optional.empty());
    for (int i = 0; i < chain.size(); i++) {
      ChainContext below = ChainContext.after(chain.subList(0, i), state);
      if (RULES.connect(chain.get(i), below)
          instanceof StateTransition.Applied(StateChanges changes)) {
        changes.forEach(values::put);
      }
    }
    return ChainContext.after(chain, state);
  }

  /** A block that carries these whether or not the accounts can pay for them. */
  public static Block overdrawing(
      Block parent, String miner, long second, List<ToyTransfer> transfers) {
    byte[] unproven =
        ToyBlock.unproven(
            parent.id(), parent.height() + 1, second, ToyRules.account(miner), transfers);
    PowSearch search = PowSearch.of(ToyBlock.puzzle(unproven));
    search.work(KernelKind.SCALAR.newKernels(), () -> false);
    return ToyBlock.proven(unproven, search.solution().orElseThrow().longValueExact());
  }
}
