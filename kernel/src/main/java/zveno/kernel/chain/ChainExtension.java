package zveno.kernel.chain;

import java.util.List;
import java.util.Optional;
import zveno.kernel.rules.BlockEntries;

/**
 * What became of blocks that were to follow the tip.
 *
 * @param before the path that there was
 * @param after the path with the blocks that have joined
 * @param joined what each of them carries
 * @param stoppedBy why the next one did not, unless all have joined
 */
public record ChainExtension(
    ChainPath before,
    ChainPath after,
    List<BlockEntries> joined,
    Optional<ImportResult> stoppedBy) {

  public ChainExtension {
    joined = List.copyOf(joined);
  }
}
