package zveno.node.sync;

import java.io.IOException;
import java.io.InputStream;
import zveno.node.protocol.BadChainException;
import zveno.node.protocol.BlockMemoryBudget;
import zveno.node.protocol.BlocksDocument;
import zveno.node.protocol.ChainLimits;
import zveno.node.service.ChainService;

/** Takes the blocks that peers push. For any number of threads. */
public final class PushedBlocks {

  private final ChainService service;
  private final ChainLimits limits;
  private final BlocksDocument documents;
  private final EarlyBlocks early;

  /**
   * @param limits what bounds a peer's chain
   * @param memory bounds what this and others read at once
   * @param early keeps blocks that are too early
   */
  public PushedBlocks(
      ChainService service, ChainLimits limits, BlockMemoryBudget memory, EarlyBlocks early) {
    this.early = early;
    this.service = service;
    this.limits = limits;
    this.documents = new BlocksDocument(service.rules().codec(), limits, memory).ofRequests();
  }

  /** What has become of the blocks of a request. */
  public sealed interface Result {

    /** They were read to the end; so many have joined our chain. */
    record Received(long joined) implements Result {}

    /** The first follows no block of ours. */
    record DoesNotFollow() implements Result {}

    /** What came before this block was taken, as far as it adds work; it may be kept. */
    record TooEarly(EarlyBlock block) implements Result {}
  }

  /**
   * Takes the blocks of a request.
   *
   * @param from the height of the first one
   * @throws BadChainException if they cannot be right
   * @throws IOException if they do not come as they should
   */
  public Result receive(InputStream body, long from) throws IOException, BadChainException {
    try (BlockImporter importer = new BlockImporter(service, limits, from, false)) {
      documents.read(
          body, from, block -> importer.takeStreamed(block, from) == BlockImporter.Result.TAKEN);
      BlockImporter.Result end = importer.result();
      if ((end == BlockImporter.Result.TAKEN || end == BlockImporter.Result.TOO_EARLY)
          && importer.flush() == BlockImporter.Result.TAKEN) {
        early.keep(importer.earlyBlock());
        return importer
            .early()
            .<Result>map(Result.TooEarly::new)
            .orElseGet(() -> new Result.Received(importer.joined()));
      }
      return new Result.DoesNotFollow();
    }
  }
}
