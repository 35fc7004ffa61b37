package zveno.cluster;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.jspecify.annotations.Nullable;
import zveno.node.service.ChainService;
import zveno.node.storage.schema.LogPosition;

/**
 * Hands the entries of the log to the chain, one after the other, each when the one before it is on
 * disk. What has been applied is the store's to say: to Ratis the store is a snapshot without
 * files. If an entry cannot be applied, the node ends; it is applied at the next start.
 */
final class ChainStateMachine extends BaseStateMachine {

  private final ChainService service;
  private final Consumer<Throwable> onFailure;
  private final Runnable onLeaderChange;

  ChainStateMachine(ChainService service, Consumer<Throwable> onFailure, Runnable onLeaderChange) {
    this.service = service;
    this.onFailure = onFailure;
    this.onLeaderChange = onLeaderChange;
    service.applied().ifPresent(at -> setLastAppliedTermIndex(of(at)));
  }

  private static TermIndex of(LogPosition at) {
    return TermIndex.valueOf(at.term(), at.index());
  }

  /** How far the store is; the log may be purged up to here. */
  private record StoredPosition(TermIndex termIndex) implements SnapshotInfo {

    @Override
    public TermIndex getTermIndex() {
      return termIndex;
    }

    @Override
    public List<FileInfo> getFiles() {
      return List.of();
    }
  }

  @Override
  public @Nullable SnapshotInfo getLatestSnapshot() {
    return service.applied().map(at -> new StoredPosition(of(at))).orElse(null);
  }

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    LogEntryProto entry = transaction.getLogEntry();
    LogPosition at = new LogPosition(entry.getTerm(), entry.getIndex());
    try {
      service.apply(at, entry.getStateMachineLogEntry().getLogData().toByteArray());
    } catch (RuntimeException | Error e) {
      onFailure.accept(e);
      throw e; // nothing after it is applied
    }
    updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
    return CompletableFuture.completedFuture(Message.EMPTY);
  }

  @Override
  public CompletableFuture<Message> query(Message request) {
    return CompletableFuture.completedFuture(Message.EMPTY);
  }

  /** The others have purged what this member lacks. */
  @Override
  public CompletableFuture<TermIndex> notifyInstallSnapshotFromLeader(
      RoleInfoProto role, TermIndex firstAvailable) {
    long next = service.applied().map(at -> at.index() + 1).orElse(0L);
    IllegalStateException lost =
        new IllegalStateException(
            "this member has been away for too long: it needs entry "
                + next
                + " of the cluster's log, and the others have the entries from "
                + firstAvailable.getIndex()
                + " on; docs/cluster.md says how it is repaired");
    onFailure.accept(lost);
    return CompletableFuture.failedFuture(lost);
  }

  @Override
  public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId leader) {
    onLeaderChange.run();
  }

  @Override
  public void notifyLeaderReady() {
    onLeaderChange.run();
  }

  @Override
  public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto failed) {
    onFailure.accept(
        new IOException("the cluster's log cannot be written: " + cause.getMessage(), cause));
  }
}
