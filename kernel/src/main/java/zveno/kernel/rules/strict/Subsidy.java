package zveno.kernel.rules.strict;

/**
 * What each block brings into the world, until there are 2^53 − 1 units with what was allocated.
 *
 * @param reward units for each block, before any halving
 * @param halving after how many blocks the reward is halved, 0 for never
 * @param allocated what there was at the beginning
 */
public record Subsidy(Coins reward, long halving, Coins allocated) {

  /** From this halving on there is nothing. */
  private static final int LAST_HALVING = 64;

  /** The first block that has a subsidy; the genesis has none. */
  private static final long FIRST = 2;

  public Subsidy {
    if (halving < 0) {
      throw new IllegalArgumentException("halving is a number of blocks, not " + halving);
    }
  }

  /**
   * The subsidy of one block; the one that would pass the limit is cut.
   *
   * @param index of the block, at least 2
   */
  public Coins of(long index) {
    if (index < FIRST) {
      throw new IllegalArgumentException("block " + index + " has no subsidy");
    }
    long blocks = index - FIRST;
    long room = Coins.MAX_UNITS - allocated.units() - issued(blocks);
    return new Coins(Math.min(room, uncut(halving == 0 ? 0 : blocks / halving)));
  }

  /** All that there is after a block, the genesis included, due or not. */
  public Coins supply(long index) {
    return allocated.plus(new Coins(issued(Math.max(0, index - 1))));
  }

  private long uncut(long halvings) {
    return halvings >= LAST_HALVING ? 0 : reward.units() >>> halvings;
  }

  /** What the first blocks have brought, never more than there is room for. */
  private long issued(long blocks) {
    long room = Coins.MAX_UNITS - allocated.units();
    long issued = 0;
    long rest = blocks;
    for (int halvings = 0; rest > 0 && halvings < LAST_HALVING && issued < room; halvings++) {
      long each = uncut(halvings);
      if (each == 0) {
        return issued;
      }
      long count = halving == 0 ? rest : Math.min(rest, halving);
      issued = count > (room - issued) / each ? room : issued + count * each;
      rest -= count;
    }
    return issued;
  }
}
