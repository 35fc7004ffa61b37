package zveno.kernel.mining;

/**
 * A kernel whose speed depends on where its rows lie: rows that begin where a line of the
 * processor's cache does are read in one piece. Java does not tell where an array lies, and may
 * move it; who wants the last tenth tries each place now and then, and keeps the fastest.
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
