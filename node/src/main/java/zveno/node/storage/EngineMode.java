package zveno.node.storage;

import org.rocksdb.WALRecoveryMode;

/** What the engine is opened for, and what it makes of a log that ends badly. */
enum EngineMode {
  /** A new store. */
  CREATE(true, true, WALRecoveryMode.TolerateCorruptedTailRecords),
  /** To work with; complains of a log that is damaged before its end. */
  WORK(false, true, WALRecoveryMode.TolerateCorruptedTailRecords),
  /** To work with what is left of a damaged log: all that stands before the damage. */
  SALVAGE(false, true, WALRecoveryMode.PointInTimeRecovery),
  /** To look only, changing no file; complains of a log that is damaged before its end. */
  LOOK(false, false, WALRecoveryMode.TolerateCorruptedTailRecords),
  /** To look only, as far as the first gap in the log. */
  LOOK_UP_TO_DAMAGE(false, false, WALRecoveryMode.PointInTimeRecovery);

  final boolean creates;
  final boolean writes;
  final WALRecoveryMode recovery;

  EngineMode(boolean creates, boolean writes, WALRecoveryMode recovery) {
    this.creates = creates;
    this.writes = writes;
    this.recovery = recovery;
  }
}
