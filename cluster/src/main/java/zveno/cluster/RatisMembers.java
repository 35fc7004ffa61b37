package zveno.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.SetConfigurationRequest.Mode;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.util.TimeDuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.node.cluster.ClusterFile;
import zveno.node.service.ClusterState;
import zveno.node.service.UnavailableException;
import zveno.node.service.UnavailableException.Reason;

/**
 * Who the members are, as Ratis keeps it in the log, and changes of it. For any number of threads.
 */
final class RatisMembers {

  /** How long a change may take: a new member has to receive what it lacks. */
  static final int PATIENCE_MILLIS = 60_000;

  private static final Logger LOG = LoggerFactory.getLogger(RatisMembers.class);

  private final RaftGroup group;
  private final RaftProperties properties;
  private final Parameters tls;

  RatisMembers(RaftGroup group, RaftProperties properties, Parameters tls) {
    this.group = group;
    this.properties = properties;
    this.tls = tls;
  }

  /** A member, with the URL of its API in a field for a service of Ratis that we do not use. */
  static RaftPeer peer(String name, String address, String url) {
    return RaftPeer.newBuilder().setId(name).setAddress(address).setDataStreamAddress(url).build();
  }

  static String urlOf(RaftPeer peer) {
    return peer.getDataStreamAddress();
  }

  /**
   * How a member stands.
   *
   * @param commits up to which index each is known to know the log as committed, by name
   */
  static ClusterState.Member of(RaftPeer peer, Map<String, Long> commits) {
    String name = peer.getId().toString();
    return new ClusterState.Member(
        name, peer.getAddress(), urlOf(peer), commits.getOrDefault(name, -1L));
  }

  /**
   * Adds one to those that there are.
   *
   * @throws UnavailableException if that cannot be, or is not known in time
   */
  void add(Collection<RaftPeer> now, RaftPeer added) {
    for (RaftPeer peer : now) {
      if (peer.getId().equals(added.getId()) || peer.getAddress().equals(added.getAddress())) {
        throw refused("the cluster has a member " + peer.getId() + " at " + peer.getAddress());
      }
    }
    if (now.size() >= ClusterFile.MAX_MEMBERS) {
      throw refused("a cluster has at most " + ClusterFile.MAX_MEMBERS + " members");
    }
    List<RaftPeer> wanted = new ArrayList<>(now);
    wanted.add(added);
    set(now, wanted);
  }

  /**
   * Removes one of those that there are.
   *
   * @throws UnavailableException if that cannot be, or is not known in time
   */
  void remove(Collection<RaftPeer> now, RaftPeerId removed) {
    if (now.size() <= ClusterFile.MIN_MEMBERS) {
      throw refused(
          "a cluster has at least "
              + ClusterFile.MIN_MEMBERS
              + " members: add the replacement of "
              + removed
              + " first");
    }
    set(now, now.stream().filter(peer -> !peer.getId().equals(removed)).toList());
  }

  private static UnavailableException refused(String why) {
    return new UnavailableException(Reason.UNCONFIGURED, why);
  }

  private void set(Collection<RaftPeer> now, List<RaftPeer> wanted) {
    SetConfigurationRequest.Arguments change =
        SetConfigurationRequest.Arguments.newBuilder()
            .setServersInCurrentConf(List.copyOf(now))
            .setServersInNewConf(wanted)
            .setMode(Mode.COMPARE_AND_SET)
            .build();
    try {
      RaftClientReply reply = RatisLoader.within(() -> ask(now, change));
      if (!reply.isSuccess()) {
        throw unchanged(String.valueOf(reply.getException()));
      }
      LOG.info("the members of the cluster are {}", names(wanted));
    } catch (IOException e) {
      LOG.debug("members not changed", e);
      throw unchanged(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  private RaftClientReply ask(Collection<RaftPeer> now, SetConfigurationRequest.Arguments change)
      throws IOException {
    try (RaftClient client =
        RaftClient.newBuilder()
            .setRaftGroup(RaftGroup.valueOf(group.getGroupId(), now))
            .setProperties(properties)
            .setParameters(tls)
            .setRetryPolicy(
                RetryPolicies.retryUpToMaximumCountWithFixedSleep(
                    50, TimeDuration.valueOf(100, TimeUnit.MILLISECONDS)))
            .build()) {
      return client.admin().setConfiguration(change);
    }
  }

  private static List<String> names(List<RaftPeer> peers) {
    return peers.stream().map(peer -> peer.getId().toString()).sorted().toList();
  }

  private static UnavailableException unchanged(String why) {
    return new UnavailableException(
        Reason.BUSY,
        "it is not known that the cluster has changed its members (a new one must run, and a"
            + " majority too; zveno cluster status shows them): "
            + why);
  }
}
