package zveno.node.assembly;

import java.util.Optional;
import zveno.node.cluster.Membership;
import zveno.node.http.HttpSettings;
import zveno.node.miner.MinerSettings;
import zveno.node.peerclient.Timeouts;
import zveno.node.peers.PeerPolicy;
import zveno.node.protocol.ChainLimits;
import zveno.node.service.ServiceLimits;
import zveno.node.stratum.StratumSettings;
import zveno.node.tls.Trust;

/**
 * All settings of a node.
 *
 * @param http where it listens, and its limits for clients
 * @param miner how it mines
 * @param durability when a write is acknowledged, as people type it: {@code sync} or {@code os}
 * @param limits bounds of its memory
 * @param chains bounds of a peer's chain
 * @param patience time-outs for peers
 * @param policy which peers it may call
 * @param peers which peers it has from the start
 * @param trust the authorities for peers' certificates
 * @param stratum where it listens for miners, if it does
 * @param cluster whose member it is, if it is one
 */
public record NodeConfig(
    HttpSettings http,
    MinerSettings miner,
    String durability,
    ServiceLimits limits,
    ChainLimits chains,
    Timeouts patience,
    PeerPolicy policy,
    PeerSettings peers,
    Trust trust,
    Optional<StratumSettings> stratum,
    Optional<Membership> cluster) {

  /** The usual limits; any peer may be called. */
  public static NodeConfig on(HttpSettings http, MinerSettings miner, String durability) {
    return new NodeConfig(
        http,
        miner,
        durability,
        ServiceLimits.DEFAULT,
        ChainLimits.DEFAULT,
        Timeouts.DEFAULT,
        PeerPolicy.ANY,
        PeerSettings.NONE,
        Trust.JAVAS,
        Optional.empty(),
        Optional.empty());
  }

  /** These settings with other ones for peers. */
  public NodeConfig with(ChainLimits bounds, PeerPolicy callable, PeerSettings peers) {
    return new NodeConfig(
        http,
        miner,
        durability,
        limits,
        bounds,
        patience,
        callable,
        peers,
        trust,
        stratum,
        cluster);
  }

  /** These settings with another bound for reorganisations, in blocks; 0 for none. */
  public NodeConfig withMaxReorg(long blocks) {
    return new NodeConfig(
        http,
        miner,
        durability,
        limits.withMaxReorg(blocks),
        chains,
        patience,
        policy,
        peers,
        trust,
        stratum,
        cluster);
  }

  /** These settings with other trusted authorities. */
  public NodeConfig with(Trust believed) {
    return new NodeConfig(
        http,
        miner,
        durability,
        limits,
        chains,
        patience,
        policy,
        peers,
        believed,
        stratum,
        cluster);
  }

  /** These settings with a place to listen for miners, or none. */
  public NodeConfig with(Optional<StratumSettings> miners) {
    return new NodeConfig(
        http, miner, durability, limits, chains, patience, policy, peers, trust, miners, cluster);
  }

  /** These settings with a cluster whose member the node is, or none. */
  public NodeConfig withCluster(Optional<Membership> member) {
    return new NodeConfig(
        http, miner, durability, limits, chains, patience, policy, peers, trust, stratum, member);
  }
}
