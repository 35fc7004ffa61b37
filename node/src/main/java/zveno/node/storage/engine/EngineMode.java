package zveno.node.storage.engine;

import org.rocksdb.WALRecoveryMode;
import zveno.node.storage.folder.EngineFiles;

/**
 * What the engine is opened for. Its logs have been read before, and hold whole records only; see
 * {@link EngineFiles}.
 */
public enum EngineMode {
  /** A new store. */
  CREATE(true, true, true, WALRecoveryMode.TolerateCorruptedTailRecords),
  /** To work with; complains of a log that is missing or shorter than the manifest says. */
  WORK(false, true, true, WALRecoveryMode.TolerateCorruptedTailRecords),
  /**
   * To work with what is left of a damaged store, whatever the manifest says of its logs; complains
   * of tables that are newer than the end of a log that is cut off. (The engine cannot ignore that
   * when it opens a store to look at: RocksDB 11.8.1 ends the process.)
   */
  SALVAGE(false, true, false, WALRecoveryMode.PointInTimeRecovery),
  /** To look only, changing no file; complains as {@link #WORK} does. */
  LOOK(false, false, true, WALRecoveryMode.TolerateCorruptedTailRecords);

  final boolean creates;
  final boolean writes;

  /** Whether what the manifest says of finished logs counts. */
  final boolean tracksLogs;

  final WALRecoveryMode recovery;

  EngineMode(boolean creates, boolean writes, boolean tracksLogs, WALRecoveryMode recovery) {
    this.creates = creates;
    this.writes = writes;
    this.tracksLogs = tracksLogs;
    this.recovery = recovery;
  }
}
