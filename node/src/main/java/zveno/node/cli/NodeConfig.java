package zveno.node.cli;

import zveno.node.http.HttpSettings;
import zveno.node.miner.MinerSettings;
import zveno.node.peerclient.Timeouts;
import zveno.node.peers.PeerPolicy;
import zveno.node.protocol.ChainLimits;
import zveno.node.service.ServiceLimits;
import zveno.node.tls.Trust;

/**
 * All that a node can be told.
 *
 * @param http where it listens, and what it puts up with
 * @param miner how it mines
 * @param durability when a write is acknowledged, as people type it: {@code sync} or {@code os}
 * @param limits what bounds its memory
 * @param chains what bounds a peer's chain
 * @param patience how long peers may keep it waiting
 * @param policy which peers it may call
 * @param peers which peers it has from the start
 * @param trust whom it believes when peers show certificates
 */
record NodeConfig(
    HttpSettings http,
    MinerSettings miner,
    String durability,
    ServiceLimits limits,
    ChainLimits chains,
    Timeouts patience,
    PeerPolicy policy,
    PeerSettings peers,
    Trust trust) {

  /** The usual limits; any peer may be called. */
  static NodeConfig on(HttpSettings http, MinerSettings miner, String durability) {
    return new NodeConfig(
        http,
        miner,
        durability,
        ServiceLimits.DEFAULT,
        ChainLimits.DEFAULT,
        Timeouts.DEFAULT,
        PeerPolicy.ANY,
        PeerSettings.NONE,
        Trust.JAVAS);
  }

  /** The same, but for how it deals with peers. */
  NodeConfig with(ChainLimits bounds, PeerPolicy callable, PeerSettings neighbours) {
    return new NodeConfig(
        http, miner, durability, limits, bounds, patience, callable, neighbours, trust);
  }

  /** The same, but for whom it believes. */
  NodeConfig with(Trust believed) {
    return new NodeConfig(
        http, miner, durability, limits, chains, patience, policy, peers, believed);
  }
}
