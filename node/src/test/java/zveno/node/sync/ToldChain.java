package zveno.node.sync;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.classic.Blocks;

/** What a peer tells: a right chain of a miner's own, under {@link Blocks#EASY}. */
final class ToldChain {

  private ToldChain() {}

  /** So many blocks, the first one included; each but the first carries these transactions. */
  static List<Block> of(String miner, int length, Transaction... each) {
    List<Block> blocks = new ArrayList<>(List.of(Blocks.genesis(Blocks.EASY, 99)));
    while (blocks.size() < length) {
      long second = 100 + blocks.size();
      blocks.add(Blocks.on(Blocks.EASY, blocks.getLast(), miner, second, each));
    }
    return blocks;
  }

  /** The body of {@code GET /chain}. */
  static String json(List<Block> chain) {
    return "{\"chain\":" + list(chain) + ",\"length\":" + chain.size() + "}";
  }

  /** The blocks alone. */
  static String list(List<Block> chain) {
    return chain.stream()
        .map(block -> new String(block.encoded(), StandardCharsets.US_ASCII))
        .collect(Collectors.joining(",", "[", "]"));
  }
}
