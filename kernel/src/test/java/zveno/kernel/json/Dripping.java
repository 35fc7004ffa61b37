package zveno.kernel.json;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that gives a few bytes at a time, as a socket may. */
final class Dripping extends FilterInputStream {

  private final int most;

  Dripping(InputStream in, int most) {
    super(in);
    this.most = most;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return super.read(bytes, offset, Math.min(length, most));
  }
}
