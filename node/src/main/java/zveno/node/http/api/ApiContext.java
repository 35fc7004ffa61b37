package zveno.node.http.api;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import zveno.node.follow.KnownPeers;
import zveno.node.follow.PeerManager;
import zveno.node.metrics.Metrics;
import zveno.node.miner.Miner;
import zveno.node.peers.RegisteredPeers;
import zveno.node.service.ChainService;
import zveno.node.stratum.StratumServer;
import zveno.node.sync.PushedBlocks;

/**
 * What the endpoints use.
 *
 * @param service the chain and the pool
 * @param miner makes blocks
 * @param registered the peers of the tutorial's call
 * @param peers the followed peers
 * @param pushed accepts blocks that peers push
 * @param stratum lets machines mine for this node, if it does
 * @param resolve asks all peers for their chains; true if ours was replaced
 * @param info what the node says of itself
 * @param readiness whether the node can do all that it is there for
 * @param metrics the node's numbers, and the server's own among them
 * @param onFailure called with every unexpected exception, after the client was answered; decides
 *     whether the node continues
 */
public record ApiContext(
    ChainService service,
    Miner miner,
    RegisteredPeers registered,
    PeerManager peers,
    PushedBlocks pushed,
    Optional<StratumServer> stratum,
    BooleanSupplier resolve,
    NodeInfo info,
    Readiness readiness,
    Metrics metrics,
    Consumer<Throwable> onFailure) {

  /** All peers: those that are followed, and those that are only registered. */
  KnownPeers knownPeers() {
    return new KnownPeers(registered, peers);
  }
}
