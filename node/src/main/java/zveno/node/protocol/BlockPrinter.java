package zveno.node.protocol;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import zveno.kernel.chain.PathReader;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.BlockMemo;
import zveno.kernel.rules.BlockCodec;
import zveno.node.rules.Embedded;
import zveno.node.service.ChainSnapshot;
import zveno.node.service.LargeBlockBudget;

/**
 * Prints blocks of our chain as a {@link BlocksDocument} reads them, in the memory of one block.
 * For one thread.
 */
public final class BlockPrinter {

  /** Where the bytes go. */
  @FunctionalInterface
  public interface Target {
    void write(byte[] bytes) throws IOException, InterruptedException;
  }

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final byte[] BEGIN = ascii("{\"blocks\": [");
  private static final byte[] BLOCK = ascii("{\"block\": ");
  private static final byte[] MEMO = ascii(", \"entries\": ");
  private static final byte[] NEXT = ascii(", ");
  private static final byte[] END = ascii("}");
  private static final byte[] LAST = ascii("]}\n");

  private final ChainSnapshot moment;
  private final LargeBlockBudget large;
  private final BlockCodec codec;
  private final Target target;

  public BlockPrinter(
      ChainSnapshot moment, LargeBlockBudget large, BlockCodec codec, Target target) {
    this.moment = moment;
    this.large = large;
    this.codec = codec;
    this.target = target;
  }

  /**
   * Prints blocks from one height to another, both included; ends earlier with the block that
   * brings it to {@code maxBytes} canonical bytes.
   */
  public void print(long from, long to, long maxBytes) throws IOException, InterruptedException {
    target.write(BEGIN);
    long bytes = 0;
    try (PathReader blocks = moment.blocks(from, Math.min(to, moment.tip().height()))) {
      while (bytes < maxBytes && blocks.next()) {
        if (bytes > 0) {
          target.write(NEXT);
        }
        bytes += blocks.size();
        print(blocks);
      }
    }
    target.write(LAST);
  }

  private void print(PathReader blocks) throws IOException, InterruptedException {
    target.write(BLOCK);
    if (blocks.size() <= LargeBlockBudget.SMALL) {
      target.write(Embedded.of(blocks.bytes(), codec));
    } else {
      try (LargeBlockBudget.Claim _ = large.claim(2L * blocks.size(), PATIENCE)) {
        target.write(Embedded.of(blocks.bytes(), codec));
      }
    }
    BlockMemo memo = moment.memo(moment.path().at(blocks.height()));
    if (!memo.isEmpty()) {
      target.write(MEMO);
      target.write(printed(memo));
    }
    target.write(END);
  }

  private static byte[] printed(BlockMemo memo) {
    JsonWriter json = new JsonWriter();
    json.beginArray();
    for (int i = 0; i < memo.count(); i++) {
      json.string(memo.number(i).toString());
    }
    json.endArray();
    return json.toBytes();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
