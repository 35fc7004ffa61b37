package zveno.node.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Quantity;
import zveno.kernel.json.JsonReader;
import zveno.kernel.json.JsonValue;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockMemo;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.NewBlock;
import zveno.kernel.rules.BlockCodec;
import zveno.node.rules.Embedded;

/**
 * Reads how our nodes hand each other blocks that follow one another: {@code {"blocks": [{"block":
 * ..., "entries": [...]}, ...]}}, block by block, as it arrives. For any number of threads.
 */
public final class BlocksDocument {

  /** Takes the blocks, lowest first. */
  @FunctionalInterface
  public interface Sink {

    /**
     * The next block.
     *
     * @return false to stop: nothing more is read
     * @throws BadChainException if it cannot be right; nothing more is read then
     */
    boolean take(NewBlock block) throws BadChainException;
  }

  private final BlockCodec codec;
  private final ChainLimits limits;
  private final BlockMemoryBudget memory;
  private final boolean strict;

  /** For answers of other nodes. */
  public BlocksDocument(BlockCodec codec, ChainLimits limits, BlockMemoryBudget memory) {
    this(codec, limits, memory, false);
  }

  private BlocksDocument(
      BlockCodec codec, ChainLimits limits, BlockMemoryBudget memory, boolean strict) {
    this.codec = codec;
    this.limits = limits;
    this.memory = memory;
    this.strict = strict;
  }

  /** Reads a request's document: unknown members are rejected, not skipped. */
  public BlocksDocument ofRequests() {
    return new BlocksDocument(codec, limits, memory, true);
  }

  /** This one for blocks of up to this many canonical bytes. */
  public BlocksDocument forBlocksOf(int maxBytes) {
    return new BlocksDocument(codec, limits.withBlocksOf(maxBytes), memory, strict);
  }

  /**
   * Reads the whole document, or up to the block at which the sink stops.
   *
   * @param from the height of the first block
   * @return how many blocks the sink took without stopping
   * @throws BadChainException at the first byte that cannot belong to such a document
   * @throws IOException if the stream fails
   */
  public long read(InputStream body, long from, Sink sink) throws BadChainException, IOException {
    try (BlockStream stream = new BlockStream(body, limits, memory)) {
      return read(stream, from, sink);
    }
  }

  private long read(BlockStream stream, long from, Sink sink)
      throws BadChainException, IOException {
    long height = from;
    try {
      JsonReader reader = new JsonReader(stream, limits.json(codec));
      reader.beginObject();
      while (reader.nextName()) {
        if (!reader.name().equals("blocks") || height > from) {
          passOver(reader, List.of("blocks"));
          continue;
        }
        stream.enterChain();
        reader.beginArray();
        while (reader.hasNext()) {
          if (!sink.take(block(reader, height))) {
            return height - from;
          }
          height++;
          stream.blockIsDone();
        }
        reader.endArray();
        stream.leaveChain();
      }
      reader.endObject();
      reader.end();
    } catch (DecodeException e) {
      throw new UnreadableException(
          "at block " + height + ": " + e.getMessage(), e, stream.isInLargeBlock());
    } catch (BlockStream.TooLongException e) {
      throw new UnreadableException(String.valueOf(e.getMessage()), e, stream.isInLargeBlock());
    }
    return height - from;
  }

  private void passOver(JsonReader reader, List<String> known) throws IOException, DecodeException {
    if (strict) {
      throw UnknownMember.member(reader.name(), known);
    }
    reader.skip();
  }

  private NewBlock block(JsonReader reader, long height)
      throws IOException, DecodeException, BadChainException {
    if (height > limits.blocks()) {
      throw new BadChainException(
          "the chain is longer than "
              + Quantity.of(limits.blocks(), "block")
              + ", which is the limit");
    }
    Block block = null;
    BlockMemo memo = BlockMemo.NONE;
    reader.beginObject();
    while (reader.nextName()) {
      switch (reader.name()) {
        case "block" -> block = codec.block(Embedded.read(reader, codec), height);
        case "entries" -> memo = memo(reader);
        default -> passOver(reader, List.of("block", "entries"));
      }
    }
    reader.endObject();
    Block present = present(block);
    limits.check(present);
    if (memo.count() > present.transactionCount()) {
      throw new DecodeException("it names more entries than the block carries");
    }
    return new NewBlock(present, memo);
  }

  private static Block present(@Nullable Block block) throws DecodeException {
    if (block == null) {
      throw new DecodeException("it contains no block");
    }
    return block;
  }

  private BlockMemo memo(JsonReader reader) throws IOException, DecodeException {
    List<UUID> numbers = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      if (numbers.size() == limits.blockTransactions()) {
        throw new DecodeException("it names more entries than a block has room for");
      }
      Optional<EntryId> entry = EntryId.parse(JsonValue.read(reader).text());
      numbers.add(
          entry
              .map(EntryId::bits)
              .orElseThrow(() -> new DecodeException("an entry's id is not a UUID")));
    }
    reader.endArray();
    return BlockMemo.of(numbers, true);
  }

  /** It is not such a document, or a block is too large. */
  public static final class UnreadableException extends BadChainException {

    @Serial private static final long serialVersionUID = 1;

    private final boolean maybeTooLarge;

    UnreadableException(String message, Throwable cause, boolean maybeTooLarge) {
      super(message, cause);
      this.maybeTooLarge = maybeTooLarge;
    }

    /** Whether so much of a block was read that it may be right, and only larger than allowed. */
    public boolean isMaybeTooLarge() {
      return maybeTooLarge;
    }
  }
}
