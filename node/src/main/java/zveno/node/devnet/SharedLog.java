package zveno.node.devnet;

import java.util.function.Consumer;

/** The lines of all nodes in one log: each says whose it is. For any number of threads. */
final class SharedLog {

  /** Of the terminal's own sixteen, those that can be read on white and on black. */
  private static final int[] COLOURS = {32, 33, 34, 35, 36, 92, 94, 95, 96, 31};

  private static final String PLAIN = "\u001b[0m";

  private final Consumer<String> out;
  private final boolean colours;
  private final int width;

  /**
   * @param out takes the lines
   * @param colours whether a name may be in colour
   * @param width how many characters the longest name has
   */
  SharedLog(Consumer<String> out, boolean colours, int width) {
    this.out = out;
    this.colours = colours;
    this.width = width;
  }

  /**
   * Prints a line.
   *
   * @param place whose it is: names at different places have different colours, as far as there are
   *     so many
   */
  void line(int place, String name, String text) {
    String prefix = name + " ".repeat(Math.max(0, width - name.length())) + " | ";
    String shown =
        colours ? "\u001b[" + COLOURS[place % COLOURS.length] + "m" + prefix + PLAIN : prefix;
    synchronized (this) {
      out.accept(shown + text);
    }
  }
}
