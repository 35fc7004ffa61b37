package zveno.node.service;

import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.kernel.bytes.Quantity;
import zveno.kernel.model.Block;

/**
 * Writes a line for each block that is mined here or follows from a peer, as long as a person could
 * read them: where a miner makes hundreds a second, the rest of each second is left out, and
 * counted. For the writer's thread.
 */
final class BlockLog {

  private static final Logger LOG = LoggerFactory.getLogger(BlockLog.class);

  private static final int LINES_PER_SECOND = 10;

  private final Clock clock;
  private long second;
  private int lines;
  private long leftOut;

  BlockLog(Clock clock) {
    this.clock = clock;
  }

  void mined(Block block) {
    log("block", block, 1);
  }

  /**
   * @param blocks how many have followed
   * @param last the last one of them
   */
  void followed(int blocks, Block last) {
    log("synced to block", last, blocks);
  }

  private void log(String what, Block block, int blocks) {
    long now = clock.instant().getEpochSecond();
    if (now != second) {
      second = now;
      lines = 0;
    }
    leftOut += blocks - 1;
    if (lines == LINES_PER_SECOND) {
      leftOut++;
      return;
    }
    lines++;
    LOG.info(
        "{} {} {} with {}{}",
        what,
        block.height(),
        block.id(),
        Quantity.of(block.transactionCount(), "transaction"),
        leftOut == 0 ? "" : "; " + leftOut + " more before it");
    leftOut = 0;
  }
}
