package zveno.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.proto.RaftProtos.CommitInfoProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.rpc.CallId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.TimeDuration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.node.cluster.ClusterFile;
import zveno.node.cluster.LogKeeper;
import zveno.node.cluster.Membership;
import zveno.node.service.ChainService;
import zveno.node.service.ClusterState;
import zveno.node.service.UnavailableException;
import zveno.node.service.UnavailableException.Reason;
import zveno.node.storage.schema.LogPosition;

/**
 * A member's log, kept by Apache Ratis over gRPC: a server that takes part in the cluster, and a
 * client that finds the leader for what this member is asked to do. For any number of threads.
 */
final class RatisLog implements LogKeeper.KeptLog {

  private static final Logger LOG = LoggerFactory.getLogger(RatisLog.class);

  /** What gRPC logs by the JDK's logger; held, or its level would be forgotten. */
  private static final java.util.logging.Logger RPC =
      java.util.logging.Logger.getLogger("org.apache.ratis.thirdparty");

  /** How long an entry may take until a majority has it. */
  private static final long PATIENCE_MILLIS = 10_000;

  /** Between two attempts of the client to find a leader. */
  private static final long PAUSE_MILLIS = 100;

  /** After so long without an entry the leader appends one that changes nothing. */
  private static final long IDLE_SECONDS = 30;

  /** How often the log's length is looked at. */
  private static final long PURGE_SECONDS = 15;

  /** Above this length the log is cut, up to what all members have. */
  private static final long MAX_LOG_BYTES = 64L << 20;

  /** Above this length it is cut without regard to members that are away. */
  private static final long MAX_KEPT_BYTES = 4L << 30;

  private final ClusterFile cluster;
  private final ClusterFile.Member self;
  private final Path folder;
  private final ChainService service;
  private final Consumer<Throwable> onFailure;
  private final RaftGroup group;
  private final RaftServer server;
  private final RaftClient client;
  private final RatisMembers change;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("cluster-timer").daemon().factory());
  private volatile Optional<String> named = Optional.empty();
  private long idleSince = System.nanoTime();
  private long idleAt = -1;

  RatisLog(Membership member, Path folder, ChainService service, Consumer<Throwable> onFailure)
      throws IOException {
    RPC.setLevel(Level.SEVERE);
    this.cluster = member.cluster();
    this.self = member.self();
    this.folder = folder;
    this.service = service;
    this.onFailure = onFailure;
    List<RaftPeer> peers =
        cluster.members().stream()
            .map(one -> RatisMembers.peer(one.name(), one.address(), one.url()))
            .toList();
    group = RaftGroup.valueOf(RaftGroupId.valueOf(cluster.id()), peers);
    RaftProperties properties = RatisSettings.of(self, folder);
    Parameters tls = RatisTls.of(member.tls());
    // One that comes later knows no members, and has no vote, until the others have given it one.
    server =
        RaftServer.newBuilder()
            .setServerId(RaftPeerId.valueOf(self.name()))
            .setGroup(member.cameLater() ? RaftGroup.valueOf(group.getGroupId()) : group)
            .setOption(StartupOption.RECOVER) // a folder that it has not used is formatted
            .setProperties(properties)
            .setParameters(tls)
            .setStateMachine(new ChainStateMachine(service, onFailure, this::leaderChanged))
            .build();
    client =
        RaftClient.newBuilder()
            .setRaftGroup(group)
            .setProperties(properties)
            .setParameters(tls)
            .setRetryPolicy(
                RetryPolicies.retryUpToMaximumCountWithFixedSleep(
                    (int) (PATIENCE_MILLIS / PAUSE_MILLIS),
                    TimeDuration.valueOf(PAUSE_MILLIS, TimeUnit.MILLISECONDS)))
            .build();
    change = new RatisMembers(group, RatisSettings.patient(self, folder), tls);
  }

  @Override
  public void start() {
    try {
      RatisLoader.within(() -> {
        server.start();
        return server;
      });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var _ = timer.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    var _ =
        timer.scheduleWithFixedDelay(this::purge, PURGE_SECONDS, PURGE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void append(byte[] entry) {
    CompletableFuture<RaftClientReply> reply = new CompletableFuture<>();
    Thread sender =
        Thread.ofVirtual()
            .name("cluster-send")
            .start(() -> {
              try {
                Message message = Message.valueOf(UnsafeByteOperations.unsafeWrap(entry));
                reply.complete(RatisLoader.within(() -> client.io().send(message)));
              } catch (IOException | RuntimeException e) {
                reply.completeExceptionally(e);
              }
            });
    try {
      await(reply);
    } finally {
      sender.interrupt();
    }
  }

  /** What has gone wrong is for the caller to try again, if it is a post with a key. */
  private void await(CompletableFuture<RaftClientReply> coming) {
    try {
      RaftClientReply reply = coming.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      if (!reply.isSuccess()) {
        throw unconfirmed(String.valueOf(reply.getException()));
      }
    } catch (TimeoutException e) {
      throw unconfirmed("no answer within " + PATIENCE_MILLIS / 1000 + " s");
    } catch (ExecutionException e) {
      LOG.debug("not confirmed", e);
      throw unconfirmed(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(Reason.STOPPED, "the node is shutting down");
    }
  }

  private static UnavailableException unconfirmed(String why) {
    return new UnavailableException(
        Reason.BUSY,
        "a majority of the cluster does not confirm it ("
            + why
            + "); it may be accepted all the same: repeat it with the same Idempotency-Key");
  }

  @Override
  public void awaitCurrent() {
    RaftClientRequest read =
        RaftClientRequest.newBuilder()
            .setClientId(ClientId.randomId())
            .setServerId(server.getId())
            .setGroupId(group.getGroupId())
            .setCallId(CallId.getAndIncrement())
            .setMessage(Message.EMPTY)
            .setType(RaftClientRequest.readRequestType())
            .build();
    try {
      RaftClientReply reply =
          server.submitClientRequestAsync(read).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      if (!reply.isSuccess()) {
        throw notCurrent();
      }
    } catch (IOException | ExecutionException | TimeoutException e) {
      LOG.debug("not current", e);
      throw notCurrent();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(Reason.STOPPED, "the node is shutting down");
    }
  }

  private static UnavailableException notCurrent() {
    return new UnavailableException(
        Reason.BUSY, "this member cannot learn at present what the cluster has acknowledged");
  }

  private RaftServer.@Nullable Division division() {
    try {
      return server.getDivision(group.getGroupId());
    } catch (IOException e) {
      return null; // it does not run yet, or any more
    }
  }

  @Override
  public Optional<String> whyNoBlocks() {
    RaftServer.Division here = division();
    if (here != null && here.getInfo().isLeaderReady()) {
      return Optional.empty();
    }
    return Optional.of(
        leader(here)
            .filter(name -> !name.equals(self.name()))
            .flatMap(name -> url(name, here))
            .map(url -> "blocks are made by the cluster's leader, " + url)
            .orElse("the cluster has no leader at present"));
  }

  private Optional<String> url(String name, RaftServer.@Nullable Division here) {
    return peers(here).stream()
        .filter(peer -> peer.getId().toString().equals(name))
        .map(RatisMembers::urlOf)
        .findFirst();
  }

  /** The members, by what this member has of the log. */
  private Collection<RaftPeer> peers(RaftServer.@Nullable Division here) {
    return here == null ? group.getPeers() : here.getRaftConf().getAllPeers();
  }

  @Override
  public void add(String name, String address, String url) {
    change.add(peers(division()), RatisMembers.peer(name, address, url));
  }

  @Override
  public void remove(String name) {
    change.remove(peers(division()), RaftPeerId.valueOf(name));
  }

  private static Optional<String> leader(RaftServer.@Nullable Division here) {
    return Optional.ofNullable(here)
        .flatMap(division -> Optional.ofNullable(division.getInfo().getLeaderId()))
        .map(RaftPeerId::toString);
  }

  @Override
  public ClusterState state() {
    RaftServer.Division here = division();
    Map<String, Long> commits =
        here == null
            ? Map.of()
            : here.getCommitInfos().stream()
                .collect(
                    Collectors.toMap(
                        info -> info.getServer().getId().toStringUtf8(),
                        CommitInfoProto::getCommitIndex,
                        Math::max));
    return new ClusterState(
        cluster.id().toString(),
        self.name(),
        leader(here),
        here == null ? 0 : here.getInfo().getCurrentTerm(),
        here == null ? -1 : here.getRaftLog().getLastCommittedIndex(),
        here == null ? -1 : here.getInfo().getLastAppliedIndex(),
        logBytes(),
        peers(here).stream()
            .map(peer -> RatisMembers.of(peer, commits))
            .sorted(Comparator.comparing(ClusterState.Member::name))
            .toList());
  }

  private long logBytes() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException | UncheckedIOException e) {
      return 0; // a segment was purged meanwhile
    }
  }

  @Override
  public void onLeaderChange(Runnable listener) {
    listeners.add(listener);
  }

  private void leaderChanged() {
    Optional<String> now = leader(division());
    if (!now.equals(named)) {
      named = now;
      LOG.info(
          "{}",
          now.map(name -> "the cluster's leader is " + name).orElse("the cluster has no leader"));
    }
    listeners.forEach(Runnable::run);
  }

  /** The leader appends an entry after a time without one; a server that has closed ends us. */
  private void tick() {
    try {
      RaftServer.Division here = division();
      if (server.getLifeCycleState().isClosingOrClosed()
          || (here != null && !here.getInfo().isAlive())) {
        onFailure.accept(
            new IllegalStateException(
                "the part that this member had in the cluster has ended: it was removed, or its log"
                    + " cannot be continued"));
        return;
      }
      long applied = here == null ? -1 : here.getInfo().getLastAppliedIndex();
      long now = System.nanoTime();
      if (applied != idleAt || here == null || !here.getInfo().isLeaderReady()) {
        idleAt = applied;
        idleSince = now;
      } else if (now - idleSince >= TimeUnit.SECONDS.toNanos(IDLE_SECONDS)) {
        idleSince = now;
        append(service.idleEntry());
      }
    } catch (RuntimeException e) {
      LOG.debug("idle entry", e);
    }
  }

  private void purge() {
    try {
      RaftServer.Division here = division();
      Optional<LogPosition> applied = service.applied();
      long bytes = logBytes();
      if (here == null || applied.isEmpty() || bytes <= MAX_LOG_BYTES) {
        return;
      }
      long all = applied.get().index();
      if (bytes <= MAX_KEPT_BYTES) {
        for (ClusterState.Member member : state().members()) {
          all = Math.min(all, member.committed());
        }
      }
      if (all > 0) {
        var _ = here.getRaftLog().purge(all);
      }
    } catch (RuntimeException e) {
      LOG.warn("the cluster's log is not purged: {}", e.toString());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    try {
      client.close();
      server.close();
    } catch (IOException e) {
      LOG.warn("while closing the cluster's log: {}", e.toString());
    }
  }
}
