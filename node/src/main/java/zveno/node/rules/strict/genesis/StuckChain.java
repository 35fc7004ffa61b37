package zveno.node.rules.strict.genesis;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.chain.Chain;
import zveno.kernel.chain.ChainPath;
import zveno.kernel.chain.PathReader;
import zveno.kernel.chain.StateReader;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.GenesisBlock;
import zveno.kernel.rules.strict.Payout;
import zveno.kernel.rules.strict.StrictRules;
import zveno.kernel.rules.strict.StrictState;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.state.StateKey;
import zveno.node.config.CommandException;
import zveno.node.config.RuleOptions;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;
import zveno.node.storage.errors.StoreDamagedException;

/**
 * A chain that another is to continue under a first block of its own, since it does not grow any
 * more or can no longer be trusted to.
 *
 * @param parameters what it has agreed on
 * @param tip its last block
 * @param height of that block
 * @param balances who has what after that block: what may be spent, and rewards that may not be
 *     spent yet, since no block of this chain is to leave it any more
 */
record StuckChain(
    zveno.kernel.rules.strict.Parameters parameters,
    BlockId tip,
    long height,
    Map<Address, Coins> balances) {

  private static final int PAGE = 10_000;

  /**
   * Reads the chain of a stopped node; nothing is changed.
   *
   * @throws CommandException if the folder has no chain with strict rules
   */
  static StuckChain in(Path folder) {
    try (RocksStore store = RocksStore.openReadOnly(StoreSettings.in(folder))) {
      RuleSet rules = RuleOptions.rulesOf(store.parameters());
      if (!rules.name().equals(StrictRules.NAME)) {
        throw CommandException.badInput(
            "--from-balances: the chain in "
                + folder
                + " has the rules "
                + rules.name()
                + ", which know no balances");
      }
      ChainPath path = new Chain(rules, store, 0).path();
      if (path.length() == 0) {
        throw CommandException.badInput("--from-balances: there is no chain in " + folder + " yet");
      }
      zveno.kernel.rules.strict.Parameters parameters = first(store, path, rules).parameters();
      try (StateReader state = store.live().state(path)) {
        return new StuckChain(
            parameters,
            tip(store, path),
            path.length(),
            balances(store, new StrictState(state), path.length(), parameters.maturity()));
      }
    }
  }

  private static Genesis first(RocksStore store, ChainPath path, RuleSet rules) {
    try (PathReader blocks = PathReader.ascending(store.live(), path, 1, 1)) {
      if (blocks.next()
          && rules.codec().block(blocks.bytes(), Genesis.INDEX) instanceof GenesisBlock block) {
        return block.genesis();
      }
      throw new StoreDamagedException("block 1: it cannot be read");
    } catch (DecodeException e) {
      throw new StoreDamagedException("block 1: " + e.getMessage());
    }
  }

  private static BlockId tip(RocksStore store, ChainPath path) {
    try (PathReader blocks =
        PathReader.descending(store.live(), path, path.length(), path.length())) {
      if (!blocks.next()) {
        throw new StoreDamagedException("block " + path.length() + ": it cannot be read");
      }
      return blocks.id();
    }
  }

  private static Map<Address, Coins> balances(
      RocksStore store, StrictState state, long height, long maturity) {
    Map<Address, Coins> balances = new LinkedHashMap<>();
    Optional<StateKey> after = Optional.of(StrictState.BEFORE_ACCOUNTS);
    while (after.isPresent()) {
      List<StateKey> page = store.live().stateKeys(after, PAGE);
      after = Optional.empty();
      for (StateKey key : page) {
        Optional<Address> owner = StrictState.owner(key);
        if (owner.isEmpty()) {
          return withImmature(balances, state, height, maturity);
        }
        credit(balances, owner.get(), state.account(owner.get()).balance());
        after = Optional.of(key);
      }
    }
    return withImmature(balances, state, height, maturity);
  }

  private static Map<Address, Coins> withImmature(
      Map<Address, Coins> balances, StrictState state, long height, long maturity) {
    for (long of = Math.max(Genesis.INDEX + 1, height - maturity + 1); of <= height; of++) {
      Payout reward = state.reward(of);
      credit(balances, reward.recipient(), reward.amount());
    }
    return balances;
  }

  private static void credit(Map<Address, Coins> balances, Address address, Coins sum) {
    if (!sum.equals(Coins.NONE)) {
      balances.merge(address, sum, Coins::plus);
    }
  }
}
