package zveno.kernel.mining;

/**
 * A kernel whose speed depends on the alignment of its rows: rows that begin with a cache line are
 * read in one access. Java does not expose an array's address and may move it, so a caller tries
 * each alignment now and then, and keeps the fastest.
 */
public interface Placeable {

  /** How many places there are. */
  int PLACES = 16;

  /**
   * Lays the rows anew.
   *
   * @param place 0 to 15
   * @throws IndexOutOfBoundsException if it is another
   */
  void place(int place);
}
