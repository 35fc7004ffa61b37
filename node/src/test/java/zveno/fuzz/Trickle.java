package zveno.fuzz;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Gives at most three bytes at a time, so that everything is cut somewhere. */
public final class Trickle extends FilterInputStream {

  private static final int MAX = 3;

  /** The same bytes, in small pieces. */
  public Trickle(InputStream stream) {
    super(stream);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    return super.read(target, offset, Math.min(MAX, length));
  }
}
