package zveno.node.http.api;

import java.io.IOException;
import java.time.Duration;
import zveno.kernel.chain.PathReader;
import zveno.node.http.transport.ResponseStream;
import zveno.node.service.LargeBlocks;
import zveno.node.service.Moment;

/** Prints the whole chain, as it was at one moment, in the memory of one block. */
final class ChainText {

  private ChainText() {}

  /** A JSON list of all blocks, each in its canonical form. */
  static void write(Moment moment, LargeBlocks large, Duration patience, ResponseStream out)
      throws IOException, InterruptedException {
    byte[] comma = {',', ' '};
    out.write("[");
    try (PathReader blocks = moment.blocks(1, moment.tip().height())) {
      boolean first = true;
      while (blocks.next()) {
        if (!first) {
          out.write(comma);
        }
        first = false;
        if (blocks.size() <= LargeBlocks.SMALL) {
          out.write(blocks.bytes());
        } else {
          writeLarge(blocks, large, patience, out);
        }
      }
    }
    out.write("]");
  }

  /** It is in memory twice for a moment, and once until the client has taken it. */
  private static void writeLarge(
      PathReader blocks, LargeBlocks large, Duration patience, ResponseStream out)
      throws IOException, InterruptedException {
    try (LargeBlocks.Claim _ = large.claim(2L * blocks.size(), patience)) {
      out.write(blocks.bytes());
    }
  }
}
