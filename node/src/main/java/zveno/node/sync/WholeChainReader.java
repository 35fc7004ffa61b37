package zveno.node.sync;

import java.io.IOException;
import java.util.Optional;
import zveno.kernel.chain.Candidate;
import zveno.node.peerclient.PeerAnswer;
import zveno.node.protocol.BadChainException;
import zveno.node.protocol.BlockMemoryBudget;
import zveno.node.protocol.ChainDocument;
import zveno.node.protocol.ChainLimits;
import zveno.node.protocol.PeerTip;
import zveno.node.service.AdoptResult;
import zveno.node.service.ChainService;
import zveno.node.service.ChainSnapshot;

/** What becomes of a whole chain that a peer tells, as the tutorial's nodes do. For any thread. */
public final class WholeChainReader {

  /** Where a chain is asked for. */
  public static final String PATH = "/chain";

  private static final int OK = 200;

  private final ChainService service;
  private final ChainDocument documents;

  /**
   * @param limits what bounds a peer's chain
   * @param memory bounds what this and others read at once
   */
  public WholeChainReader(ChainService service, ChainLimits limits, BlockMemoryBudget memory) {
    this.service = service;
    this.documents = new ChainDocument(service.rules(), limits, memory);
  }

  /**
   * The result of an answer.
   *
   * @param end the tip of that chain
   * @param better the chain, if it has more work than ours; it must be adopted or discarded
   */
  public record Told(PeerTip end, Optional<Candidate> better) {}

  /**
   * Reads an answer to its end.
   *
   * @throws BadChainException at the first byte that cannot belong to a right chain
   * @throws IOException if the answer does not come as it should
   */
  public Told read(PeerAnswer answer) throws IOException, BadChainException {
    if (answer.status() != OK) {
      throw new BadChainException("it answered with status " + answer.status());
    }
    boolean kept = false;
    ChainSnapshot moment = service.look();
    Candidate candidate = service.candidate(moment);
    try {
      documents.read(answer.body(), candidate, height -> {});
      kept = candidate.chainWork().compareTo(moment.tip().chainWork()) > 0;
      PeerTip end = new PeerTip(candidate.length(), candidate.lastId(), candidate.chainWork());
      return new Told(end, kept ? Optional.of(candidate) : Optional.empty());
    } finally {
      candidate.close();
      moment.close();
      if (!kept) {
        service.discard(candidate);
      }
    }
  }

  /** Adopts a chain that was read, if it still has more work than ours; otherwise discards it. */
  public boolean adopt(Candidate offer) {
    boolean adopted = false;
    try {
      adopted = service.adopt(offer) instanceof AdoptResult.Adopted;
      return adopted;
    } finally {
      if (!adopted) {
        service.discard(offer);
      }
    }
  }
}
