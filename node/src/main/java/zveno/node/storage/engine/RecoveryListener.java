package zveno.node.storage.engine;

import org.rocksdb.AbstractEventListener;
import org.rocksdb.BackgroundErrorReason;
import org.rocksdb.Status;
import zveno.node.storage.errors.RocksErrors;

/**
 * Decides whether the engine may go on by itself after it has found no space. It may where the
 * write has left nothing. After a failed fsync it must not: it would sync the same log again, which
 * then succeeds though the bytes may never have reached the disk, and would state in its manifest
 * that they have; after a loss of power the store would be refused as damaged. Called on the
 * engine's threads.
 */
final class RecoveryListener extends AbstractEventListener {

  RecoveryListener() {
    super(EnabledEventCallback.ON_ERROR_RECOVERY_BEGIN);
  }

  /** May it? */
  @Override
  public boolean onErrorRecoveryBegin(BackgroundErrorReason reason, Status error) {
    return RocksErrors.leavesNothing(String.valueOf(error.getState()));
  }
}
