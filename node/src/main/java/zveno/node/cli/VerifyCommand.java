package zveno.node.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import zveno.node.config.StoredChainOptions;

/** {@code zveno verify}: checks all that is stored, from genesis on. */
@Command(
    name = "verify",
    description =
        "Check the data folder of a stopped node: every hash, link, proof and balance from the"
            + " first block on, the indexes and the pool. Changes nothing.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class VerifyCommand implements Callable<Integer> {

  @Mixin StoredChainOptions where = new StoredChainOptions();

  @Override
  public Integer call() {
    System.out.println(StoreCheck.of(where.folder()));
    return 0;
  }
}
