package zveno.node.cli;

import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import zveno.kernel.bytes.Quantity;
import zveno.kernel.chain.Chain;
import zveno.kernel.model.EntryId;
import zveno.kernel.rules.RuleSet;
import zveno.node.config.CommandException;
import zveno.node.config.RuleOptions;
import zveno.node.config.StoredChainOptions;
import zveno.node.service.ChainService;
import zveno.node.service.Rewound;
import zveno.node.service.ServiceLimits;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;

/** {@code zveno rewind}: takes the last blocks off a stored chain. */
@Command(
    name = "rewind",
    description =
        "Remove the last blocks of a stopped node's chain, down to a height. Their transactions"
            + " return to the pool, and side branches are removed. A peer with the longer chain"
            + " brings it back once the node runs: rewind that peer too, or start without it.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class RewindCommand implements Callable<Integer> {

  @Option(
      names = "--to-height",
      required = true,
      paramLabel = "N",
      description = "The height of the new last block, at least 1.")
  long height;

  @Option(names = "--drop", description = "Drop the transactions of the removed blocks.")
  boolean drop;

  @Mixin StoredChainOptions where = new StoredChainOptions();

  @Override
  public Integer call() {
    StoreSettings settings = StoreSettings.in(where.folder());
    insistOnHeight(settings);
    try (RocksStore store = RocksStore.open(settings);
        ChainService service = service(store)) {
      service.start();
      Rewound rewound =
          service
              .rewind(height, drop ? Rewound.Transactions.DROPPED : Rewound.Transactions.WAIT_AGAIN)
              .orElseThrow(() ->
                  CommandException.failed("the chain was changed by another call in the meantime"));
      System.out.printf(
          "%s: %s removed, returned to the pool: %s; the chain ends with block %d %s%n",
          where.folder(),
          Quantity.of(rewound.removed(), "block"),
          Quantity.of(rewound.returned(), "transaction"),
          rewound.tip().height(),
          rewound.tip().id());
    }
    return 0;
  }

  /** Before anything is written; where there is no store, none is to be made. */
  private void insistOnHeight(StoreSettings settings) {
    try (RocksStore store = RocksStore.openReadOnly(settings)) {
      long tip = new Chain(RuleOptions.rulesOf(store.parameters()), store, 0).tip().height();
      if (height < 1 || height > tip) {
        throw CommandException.badInput(
            "--to-height must be 1 to " + tip + ", the height of the last block, not " + height);
      }
    }
  }

  private static ChainService service(RocksStore store) {
    RuleSet rules = RuleOptions.rulesOf(store.parameters());
    return new ChainService(
        rules,
        store,
        () -> {
          throw new IllegalStateException("the store has lost its first block");
        },
        ServiceLimits.DEFAULT,
        Clock.systemUTC(),
        () -> new EntryId(UUID.randomUUID()),
        failure -> {});
  }
}
