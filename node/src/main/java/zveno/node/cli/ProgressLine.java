package zveno.node.cli;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Shows how far long work has come: on a terminal as a line that is written over, elsewhere as a
 * line now and then.
 */
final class ProgressLine implements AutoCloseable {

  private static final int WIDTH = 30;

  private final PrintStream out = System.err;

  @SuppressWarnings("SystemConsoleNull") // the JDK's own console, the default again in 25, can be
  private final boolean terminal = System.console() != null && System.console().isTerminal();

  private final String what;
  private final long total;
  private final long begin = System.nanoTime();
  private long shownAt = begin;
  private boolean shown;

  /**
   * @param total how many there will be, 0 if nobody knows
   */
  ProgressLine(String what, long total) {
    this.what = what;
    this.total = total;
  }

  /** So many are done; cheap enough to be called for each. */
  void at(long done) {
    if ((done & 0xff) != 0) {
      return;
    }
    long now = System.nanoTime();
    if (now - shownAt >= (terminal ? 100_000_000L : 5_000_000_000L)) {
      shownAt = now;
      show(done, now);
    }
  }

  private void show(long done, long now) {
    double rate = done / Math.max(1e-9, (now - begin) / 1e9);
    String counts =
        total > 0
            ? String.format(Locale.ROOT, "%,d of %,d", done, total)
            : String.format(Locale.ROOT, "%,d", done);
    String line = String.format(Locale.ROOT, "%s %s%s, %,.0f/s", what, bar(done), counts, rate);
    if (terminal) {
      out.print("\r" + line + "\u001b[K");
      out.flush();
    } else {
      out.println(line);
    }
    shown = true;
  }

  private String bar(long done) {
    if (!terminal || total <= 0) {
      return "";
    }
    int full = (int) Math.min(WIDTH, WIDTH * done / total);
    return "[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] ";
  }

  @Override
  public void close() {
    if (terminal && shown) {
      out.print("\r\u001b[K");
      out.flush();
    }
  }
}
