package zveno.kernel.chain;

/**
 * Where a block lies.
 *
 * @param branch the branch that holds it
 * @param height its position in every chain that it belongs to, from 1 on
 */
public record BlockPosition(long branch, long height) {

  public BlockPosition {
    if (branch < 1 || height < 1) {
      throw new IllegalArgumentException("no block lies at " + branch + ":" + height);
    }
  }
}
