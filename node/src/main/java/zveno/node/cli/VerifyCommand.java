package zveno.node.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import zveno.kernel.rules.RuleSet;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;

/** {@code zveno verify}: checks all that is stored, from genesis on. */
@Command(
    name = "verify",
    description =
        "Check the folder of a stopped node: every hash, link and proof from genesis on, the"
            + " indexes and the pool. Changes nothing.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class VerifyCommand implements Callable<Integer> {

  @Mixin StoredChainOptions where = new StoredChainOptions();

  @Override
  public Integer call() {
    try (RocksStore store = RocksStore.openReadOnly(StoreSettings.in(where.folder()))) {
      RuleSet rules = RuleOptions.rulesOf(store.parameters());
      StoreCheck check = new StoreCheck(rules, store);
      check.run();
      System.out.printf(
          "%s: %d blocks, %d transactions, %d waiting: all right (%s)%n",
          where.folder(),
          check.blocks(),
          check.transactions(),
          check.waiting(),
          rules.parameters());
    }
    return 0;
  }
}
