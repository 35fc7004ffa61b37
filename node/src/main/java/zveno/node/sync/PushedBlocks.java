package zveno.node.sync;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
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

  /**
   * @param limits what bounds a peer's chain
   * @param memory bounds what this and others read at once
   */
  public PushedBlocks(ChainService service, ChainLimits limits, BlockMemoryBudget memory) {
    this.service = service;
    this.limits = limits;
    this.documents = new BlocksDocument(service.rules().codec(), limits, memory).ofRequests();
  }

  /**
   * Takes the blocks of a request.
   *
   * @param from the height of the first one
   * @return how many have joined our chain; nothing if the first follows no block of ours
   * @throws BadChainException if they cannot be right
   * @throws IOException if they do not come as they should
   */
  public Optional<Long> receive(InputStream body, long from) throws IOException, BadChainException {
    try (BlockImporter importer = new BlockImporter(service, limits, from, false)) {
      documents.read(
          body, from, block -> importer.takeStreamed(block, from) == BlockImporter.Result.TAKEN);
      return importer.result() == BlockImporter.Result.TAKEN
              && importer.flush() == BlockImporter.Result.TAKEN
          ? Optional.of(importer.joined())
          : Optional.empty();
    }
  }
}
