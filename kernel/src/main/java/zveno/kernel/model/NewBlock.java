package zveno.kernel.model;

/**
 * A block that is offered to the chain.
 *
 * @param block the block
 * @param memo what came with it beside it, which is not trusted
 */
public record NewBlock(Block block, BlockMemo memo) {

  /** A block that came without a memo. */
  public static NewBlock of(Block block) {
    return new NewBlock(block, BlockMemo.NONE);
  }
}
