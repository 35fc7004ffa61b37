package zveno.kernel;

import java.util.List;
import java.util.stream.IntStream;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockMemo;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.NewBlock;

/** Memos of entry ids, as the tutorial's rules have them. */
public final class Memos {

  private Memos() {}

  /** A received memo. */
  public static BlockMemo of(List<EntryId> ids) {
    return of(ids, true);
  }

  public static BlockMemo of(List<EntryId> ids, boolean received) {
    return BlockMemo.of(ids.stream().map(EntryId::bits).toList(), received);
  }

  /** A block with a memo. */
  public static NewBlock with(Block block, List<EntryId> ids) {
    return new NewBlock(block, of(ids));
  }

  /** The entry ids that come with a block. */
  public static List<EntryId> ids(NewBlock block) {
    return IntStream.range(0, block.memo().count())
        .mapToObj(i -> new EntryId(block.memo().number(i)))
        .toList();
  }
}
