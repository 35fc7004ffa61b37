package zveno.node.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Quantity;
import zveno.kernel.chain.Candidate;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonReader;
import zveno.kernel.model.Block;
import zveno.kernel.rules.BlockCodec;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.Verdict;
import zveno.node.rules.Embedded;

/**
 * Reads the tutorial's {@code GET /chain}: {@code {"chain": [...], "length": n}}, block by block,
 * as it arrives. The claimed length is read and not believed. For any number of threads.
 */
public final class ChainDocument {

  private static final String NO_CHAIN = "the answer contains no chain";

  private final BlockCodec codec;
  private final ChainLimits limits;
  private final BlockMemoryBudget memory;

  /**
   * @param memory bounds what this and others read at once
   */
  public ChainDocument(RuleSet rules, ChainLimits limits, BlockMemoryBudget memory) {
    this.codec = rules.codec();
    this.limits = limits;
    this.memory = memory;
  }

  /**
   * Reads the whole document into the candidate, and completes the candidate.
   *
   * @param progress hears, after every block, how many there are so far
   * @throws BadChainException at the first byte that cannot belong to a right chain
   * @throws IOException if the stream fails
   */
  public void read(InputStream body, Candidate candidate, LongConsumer progress)
      throws BadChainException, IOException {
    try (BlockStream stream = new BlockStream(body, limits, memory)) {
      JsonReader reader = new JsonReader(stream, limits.json(codec));
      if (reader.kind() != JsonKind.OBJECT) {
        throw new BadChainException("the answer is not an object with a chain");
      }
      readObject(reader, stream, candidate, progress);
      reader.end();
    } catch (DecodeException e) {
      throw new BadChainException(where(candidate) + e.getMessage(), e);
    } catch (BlockStream.TooLongException e) {
      throw new BadChainException(String.valueOf(e.getMessage()), e);
    }
    if (candidate.length() == 0) {
      throw new BadChainException(NO_CHAIN);
    }
    candidate.complete();
  }

  /**
   * Only the first block of the chain; reads not much further than that.
   *
   * @throws BadChainException if there is none
   */
  public Block first(InputStream stream) throws BadChainException, IOException {
    try {
      JsonReader reader = new JsonReader(stream, limits.json(codec));
      reader.beginObject();
      while (reader.nextName()) {
        if (reader.name().equals("chain")) {
          reader.beginArray();
          return codec.block(Embedded.read(reader, codec), 1);
        }
        reader.skip();
      }
    } catch (DecodeException e) {
      throw new BadChainException(String.valueOf(e.getMessage()), e);
    }
    throw new BadChainException(NO_CHAIN);
  }

  private void readObject(
      JsonReader reader, BlockStream stream, Candidate candidate, LongConsumer progress)
      throws IOException, DecodeException, BadChainException {
    reader.beginObject();
    while (reader.nextName()) {
      if (!reader.name().equals("chain")) {
        reader.skip();
      } else if (candidate.length() > 0) {
        throw new BadChainException("the answer contains more than one chain");
      } else {
        stream.enterChain();
        readChain(reader, stream, candidate, progress);
        stream.leaveChain();
      }
    }
    reader.endObject();
  }

  private void readChain(
      JsonReader reader, BlockStream stream, Candidate candidate, LongConsumer progress)
      throws IOException, DecodeException, BadChainException {
    if (reader.kind() != JsonKind.ARRAY) {
      throw new BadChainException("the chain is not a list");
    }
    reader.beginArray();
    while (reader.hasNext()) {
      if (candidate.length() == limits.blocks()) {
        throw new BadChainException(
            "the chain is longer than "
                + Quantity.of(limits.blocks(), "block")
                + ", which is the limit");
      }
      Block block = codec.block(Embedded.read(reader, codec), candidate.length() + 1);
      limits.check(block);
      if (candidate.add(block) instanceof Verdict.Rejected why) {
        throw new BadChainException(why.detail());
      }
      progress.accept(candidate.length());
      stream.blockIsDone();
    }
    reader.endArray();
  }

  private static String where(Candidate candidate) {
    return candidate.length() == 0 ? "" : "after block " + candidate.length() + ": ";
  }
}
