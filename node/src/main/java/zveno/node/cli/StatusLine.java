package zveno.node.cli;

import java.io.PrintStream;

/**
 * What a command is doing, on standard error: on a terminal a line that is written over, elsewhere
 * a line now and then.
 */
public final class StatusLine implements AutoCloseable {

  private static final long BETWEEN_ON_TERMINAL = 100_000_000L;
  private static final long BETWEEN_ELSEWHERE = 5_000_000_000L;

  private final PrintStream out = System.err;

  @SuppressWarnings("SystemConsoleNull") // the JDK's own console, the default again in 25, can be
  private final boolean terminal = System.console() != null && System.console().isTerminal();

  private long shownAt = System.nanoTime();
  private boolean shown;

  boolean onTerminal() {
    return terminal;
  }

  /** Is it time to show something new? */
  public boolean isDue() {
    return System.nanoTime() - shownAt >= (terminal ? BETWEEN_ON_TERMINAL : BETWEEN_ELSEWHERE);
  }

  public void show(String line) {
    shownAt = System.nanoTime();
    shown = true;
    if (terminal) {
      out.print("\r" + line + "\u001b[K");
      out.flush();
    } else {
      out.println(line);
    }
  }

  @Override
  public void close() {
    if (terminal && shown) {
      out.print("\r\u001b[K");
      out.flush();
    }
  }
}
