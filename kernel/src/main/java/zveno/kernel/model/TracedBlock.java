package zveno.kernel.model;

import java.util.List;

/**
 * A block, and what somebody says of the entries that it carries. That is not part of the block,
 * and nobody can check it: it can only say which entry an occurrence of the very same words is.
 *
 * @param block the block
 * @param trace the ids of its requests, in their order; of any other length, and if empty, it says
 *     nothing
 */
public record TracedBlock(Block block, List<EntryId> trace) {

  public TracedBlock {
    trace = List.copyOf(trace);
  }

  /** A block of whose entries nothing is known. */
  public static TracedBlock untraced(Block block) {
    return new TracedBlock(block, List.of());
  }
}
