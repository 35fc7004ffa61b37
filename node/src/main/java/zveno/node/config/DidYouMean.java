package zveno.node.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the nearest valid name for a misspelt one. */
public final class DidYouMean {

  /** So short a beginning could mean anything. */
  private static final int SHORTEST_BEGINNING = 4;

  private DidYouMean() {}

  /** How to ask, at the end of a message; nothing if no name is near. */
  public static Optional<String> to(String typed, Collection<String> names) {
    return find(typed, names).map(name -> "; did you mean " + name + "?");
  }

  /** The name that takes the fewest strokes to make of what was typed. */
  static Optional<String> find(String typed, Collection<String> names) {
    return names.stream()
        .filter(name -> isNear(bare(typed), bare(name)))
        .min(
            Comparator.comparingInt((String name) -> strokes(bare(typed), bare(name)))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static boolean isNear(String typed, String name) {
    boolean begins = typed.length() >= SHORTEST_BEGINNING && name.startsWith(typed);
    return begins || strokes(typed, name) <= Math.max(1, typed.length() / 3);
  }

  /** Without what all names of its kind begin with. */
  private static String bare(String name) {
    return name.startsWith(Setting.PREFIX)
        ? name.substring(Setting.PREFIX.length())
        : name.replaceFirst("^-+", "");
  }

  /**
   * How many characters have to be put in, taken out, changed, or exchanged with the next one (the
   * optimal string alignment distance), whatever their case.
   */
  public static int strokes(String from, String to) {
    String a = from.toLowerCase(Locale.ROOT);
    String b = to.toLowerCase(Locale.ROOT);
    int[][] best = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        best[i][j] = i == 0 || j == 0 ? i + j : cheapest(best, a, b, i, j);
      }
    }
    return best[a.length()][b.length()];
  }

  private static int cheapest(int[][] best, String a, String b, int i, int j) {
    int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int cheapest =
        Math.min(best[i - 1][j - 1] + change, 1 + Math.min(best[i - 1][j], best[i][j - 1]));
    boolean exchanged =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return exchanged ? Math.min(cheapest, best[i - 2][j - 2] + 1) : cheapest;
  }
}
