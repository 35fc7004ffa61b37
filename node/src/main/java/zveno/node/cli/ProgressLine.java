package zveno.node.cli;

import java.util.Locale;

/** Shows how far long work has come. */
public final class ProgressLine implements AutoCloseable {

  private static final int WIDTH = 30;

  /** The clock is looked at once for 2 to the power of so many. */
  private static final int LOOK_BITS = 8;

  private final StatusLine line = new StatusLine();
  private final String what;
  private final long total;
  private final long begin = System.nanoTime();
  private long looked;

  /**
   * @param total the expected total, 0 if unknown
   */
  public ProgressLine(String what, long total) {
    this.what = what;
    this.total = total;
  }

  /** So many are done; cheap enough to be called for each, and as well for many at once. */
  public void at(long done) {
    if (done >> LOOK_BITS != looked >> LOOK_BITS) {
      looked = done;
      if (line.isDue()) {
        line.show(text(done));
      }
    }
  }

  private String text(long done) {
    double rate = done / Math.max(1e-9, (System.nanoTime() - begin) / 1e9);
    String counts =
        total > 0
            ? String.format(Locale.ROOT, "%,d of %,d", done, total)
            : String.format(Locale.ROOT, "%,d", done);
    return String.format(Locale.ROOT, "%s %s%s, %,.0f/s", what, bar(done), counts, rate);
  }

  private String bar(long done) {
    if (!line.onTerminal() || total <= 0) {
      return "";
    }
    int full = (int) Math.min(WIDTH, WIDTH * done / total);
    return "[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] ";
  }

  @Override
  public void close() {
    line.close();
  }
}
