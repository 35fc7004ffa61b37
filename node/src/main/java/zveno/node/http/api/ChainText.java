package zveno.node.http.api;

import java.io.IOException;
import java.time.Duration;
import zveno.kernel.chain.PathReader;
import zveno.kernel.rules.BlockCodec;
import zveno.node.http.transport.ResponseStream;
import zveno.node.rules.Embedded;
import zveno.node.service.ChainService;
import zveno.node.service.ChainSnapshot;
import zveno.node.service.LargeBlockBudget;

/** Prints the whole chain, as it was at one moment, in the memory of one block. */
final class ChainText {

  private final BlockCodec codec;
  private final LargeBlockBudget large;

  ChainText(ChainService service) {
    this.codec = service.rules().codec();
    this.large = service.largeBlocks();
  }

  /** A JSON list of all blocks, each as {@link Embedded} puts its bytes into documents. */
  void write(ChainSnapshot moment, Duration patience, ResponseStream out)
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
        if (blocks.size() <= LargeBlockBudget.SMALL) {
          out.write(Embedded.of(blocks.bytes(), codec));
        } else {
          writeLarge(blocks, patience, out);
        }
      }
    }
    out.write("]");
  }

  /** It is in memory twice for a moment, and once until the client has taken it. */
  private void writeLarge(PathReader blocks, Duration patience, ResponseStream out)
      throws IOException, InterruptedException {
    try (LargeBlockBudget.Claim _ = large.claim(2L * blocks.size(), patience)) {
      out.write(Embedded.of(blocks.bytes(), codec));
    }
  }
}
