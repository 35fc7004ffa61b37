package zveno.node.sync;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import zveno.kernel.chain.PathReader;
import zveno.kernel.chain.StoredContext;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Work;
import zveno.kernel.rules.HeaderChain;
import zveno.kernel.rules.HeaderRules;
import zveno.kernel.rules.Verdict;
import zveno.node.peers.PeerAddress;
import zveno.node.protocol.BadChainException;
import zveno.node.protocol.NodeCalls;
import zveno.node.protocol.PeerTip;
import zveno.node.service.ChainService;
import zveno.node.service.ChainSnapshot;

/**
 * Judges a peer's chain by its headers before any of its blocks is fetched, under rules whose
 * blocks have some. No header is kept, so that a long chain costs no memory. For any number of
 * threads.
 */
final class HeaderSync {

  /** So many blocks after our tip are fetched without asking for their headers first. */
  static final int FEW = 16;

  private final ChainService service;
  private final NodeCalls calls;

  HeaderSync(ChainService service, NodeCalls calls) {
    this.service = service;
    this.calls = calls;
  }

  /**
   * Is the peer's chain worth fetching: do its headers show more work than our chain has?
   *
   * @param fork the height of the last block that both chains share
   * @param ours the moment at which that was found
   * @return false if the peer's chain has changed meanwhile, so that nothing can be said
   * @throws BadChainException if a header is wrong, if they show less work than was announced, or
   *     if the chain begins with another block than ours
   */
  boolean isWorthFetching(PeerAddress peer, PeerTip target, long fork, ChainSnapshot ours)
      throws IOException, BadChainException, InterruptedException {
    HeaderRules rules = service.rules().headers().orElse(null);
    if (rules == null) {
      return true; // nothing to judge
    }
    if (fork == 0) {
      throw new BadChainException("its chain begins with another block than ours");
    }
    try (PathReader block = ours.blocks(fork, fork)) {
      if (!block.next()) {
        return false;
      }
      try (StoredContext context =
          StoredContext.at(service.rules(), ours.store(), ours.path(), fork)) {
        HeaderChain chain = rules.after(context);
        if (!follow(peer, target, rules.length(), chain, ours.idAt(fork + 1))) {
          return false;
        }
        return hasMoreWork(block.chainWork().plus(chain.added()), chain.tip(), target);
      }
    }
  }

  private boolean hasMoreWork(Work total, BlockId tip, PeerTip target) throws BadChainException {
    if (total.compareTo(service.tip().chainWork()) > 0) {
      return true;
    }
    if (tip.equals(target.id()) && total.compareTo(target.chainWork()) < 0) {
      throw new BadChainException("its headers have less work than it announced");
    }
    return false; // it has changed, or ours has grown
  }

  /**
   * False if the peer's chain has changed.
   *
   * @param notThis the block of ours after the fork, which the peer has said that it does not have
   */
  private boolean follow(
      PeerAddress peer, PeerTip target, int length, HeaderChain chain, Optional<BlockId> notThis)
      throws IOException, BadChainException, InterruptedException {
    long fork = chain.height();
    BlockId forkId = chain.tip();
    while (chain.height() < target.height()) {
      long from = chain.height() + 1;
      long to = Math.min(target.height(), from + NodeCalls.MAX_HEADERS - 1);
      byte[] headers = calls.headers(peer, from, to, length);
      for (int at = 0; at < headers.length; at += length) {
        Verdict verdict = chain.add(Arrays.copyOfRange(headers, at, at + length));
        if (verdict instanceof Verdict.Rejected why) {
          if (from > fork + 1 || holds(peer, fork, forkId)) {
            throw new BadChainException("its header " + (from + at / length) + ": " + why.detail());
          }
          return false;
        }
        if (notThis.filter(chain.tip()::equals).isPresent()) {
          return false; // it forks higher up, so that fewer blocks of ours would leave
        }
      }
      if (headers.length == 0) {
        return false;
      }
    }
    return true;
  }

  private boolean holds(PeerAddress peer, long height, BlockId id)
      throws IOException, InterruptedException {
    return calls.hashes(peer, List.of(height)).getFirst().filter(id::equals).isPresent();
  }
}
