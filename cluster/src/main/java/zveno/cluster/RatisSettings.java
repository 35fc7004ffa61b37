package zveno.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;
import zveno.node.cluster.ClusterFile;
import zveno.node.service.ReplicatedLog;

/** What Ratis is told: all that differs from its defaults, and why. */
final class RatisSettings {

  /** An entry as Ratis writes it: ours, with its own names around it. */
  private static final int ENTRY_BYTES = ReplicatedLog.MAX_ENTRY_BYTES + 4096;

  /** Between the first and the second an election begins when the leader is silent. */
  private static final int SILENCE_MIN_MILLIS = 500;

  private static final int SILENCE_MAX_MILLIS = 1_000;

  private RatisSettings() {}

  static RaftProperties of(ClusterFile.Member self, Path folder) {
    RaftProperties all = new RaftProperties();
    RaftServerConfigKeys.setStorageDir(all, List.of(folder.toFile()));
    GrpcConfigKeys.Server.setHost(all, self.host());
    GrpcConfigKeys.Server.setPort(all, self.port());

    // A block of ours may be larger than the 4 MiB that an entry may have by default.
    RaftServerConfigKeys.Log.Appender.setBufferByteLimit(all, SizeInBytes.valueOf(ENTRY_BYTES));
    RaftServerConfigKeys.Log.setWriteBufferSize(all, SizeInBytes.valueOf(ENTRY_BYTES + 8L));
    GrpcConfigKeys.setMessageSizeMax(all, SizeInBytes.valueOf(ENTRY_BYTES + (2L << 20)));

    // Small segments: what is purged is whole segments. The cache of them lies in the heap.
    RaftServerConfigKeys.Log.setSegmentSizeMax(all, SizeInBytes.valueOf("4MB"));
    RaftServerConfigKeys.Log.setPreallocatedSize(all, SizeInBytes.valueOf("1MB"));
    RaftServerConfigKeys.Log.setSegmentCacheSizeMax(all, SizeInBytes.valueOf("16MB"));
    RaftServerConfigKeys.Log.setPurgeGap(all, 1);

    // A member that is behind is repaired by us; a snapshot is only a position.
    RaftServerConfigKeys.Log.Appender.setInstallSnapshotEnabled(all, false);
    RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(all, false);

    RaftServerConfigKeys.Rpc.setTimeoutMin(all, millis(SILENCE_MIN_MILLIS));
    RaftServerConfigKeys.Rpc.setTimeoutMax(all, millis(SILENCE_MAX_MILLIS));
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(all, millis(SILENCE_MIN_MILLIS));
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(all, millis(SILENCE_MAX_MILLIS));
    RaftServerConfigKeys.Read.setOption(all, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
    RaftClientConfigKeys.Rpc.setRequestTimeout(all, millis(2_000));

    // By default a process that was paused for a minute closes its server and stays silent.
    RaftServerConfigKeys.setCloseThreshold(all, TimeDuration.valueOf(10_000, TimeUnit.DAYS));
    return all;
  }

  /** The same for a client that asks for what may take long. */
  static RaftProperties patient(ClusterFile.Member self, Path folder) {
    RaftProperties all = of(self, folder);
    RaftClientConfigKeys.Rpc.setRequestTimeout(all, millis(RatisMembers.PATIENCE_MILLIS));
    return all;
  }

  private static TimeDuration millis(long millis) {
    return TimeDuration.valueOf(millis, TimeUnit.MILLISECONDS);
  }
}
