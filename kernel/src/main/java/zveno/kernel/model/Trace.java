package zveno.kernel.model;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Which entries the requests of a block are.
 *
 * @param ids one for each request, in their order
 * @param source where they are from
 */
public record Trace(List<EntryId> ids, Source source) {

  /** Who says so. */
  public enum Source {
    /** Who made the block, or brought it. */
    TOLD,
    /** Nobody, but some of its words were those of entries that waited here. */
    RECOGNISED,
    /** Nobody: all ids are derived from the block. */
    DERIVED
  }

  public Trace {
    ids = List.copyOf(ids);
  }

  /** What is said of a block of which nothing is known. */
  public static Trace derived(BlockId block, int requests) {
    return new Trace(
        IntStream.range(0, requests).mapToObj(i -> EntryId.derived(block, i)).toList(),
        Source.DERIVED);
  }

  /** Is it from who made the block, or brought it? */
  public boolean isTold() {
    return source == Source.TOLD;
  }
}
