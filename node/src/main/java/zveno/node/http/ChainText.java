package zveno.node.http;

import java.io.IOException;
import zveno.kernel.chain.PathReader;
import zveno.node.service.Moment;

/** Prints the whole chain, as it was at one moment, in the memory of one block. */
final class ChainText {

  private ChainText() {}

  /** A JSON list of all blocks, each in its canonical form. */
  static void write(Moment moment, Outlet out) throws IOException, InterruptedException {
    byte[] comma = {',', ' '};
    out.write("[");
    try (PathReader blocks = moment.blocks(1, moment.tip().height())) {
      boolean first = true;
      while (blocks.next()) {
        if (!first) {
          out.write(comma);
        }
        first = false;
        out.write(blocks.bytes());
      }
    }
    out.write("]");
  }
}
