package zveno.node.storage;

/**
 * Finds out whether a store would come back without something that it has acknowledged. The engine
 * tolerates a log whose tail is missing, and does not say so.
 */
final class LossCheck {

  private LossCheck() {}

  /** What the engine would come back with. */
  private record Found(long commit, long sequence) {}

  /**
   * Opens the store and reads its log in memory, without changing a file.
   *
   * @param mark what the store has acknowledged
   * @throws StoreRefusedException if it is not
   * @throws StoreDamagedException if the log is damaged before its end
   */
  static void beforeOpening(StoreFolder folder, EngineSizes sizes, HighWaterMark.State mark) {
    Found all = look(folder, sizes, EngineMode.LOOK);
    insist(folder, all.commit(), mark.commit());
    if (!mark.clean()) {
      insistOnNoGap(folder, sizes, all);
    }
  }

  /** The last commit that a store would come back with; it must be in our format. */
  static long commitIn(StoreFolder folder, EngineSizes sizes) {
    return look(folder, sizes, EngineMode.LOOK).commit();
  }

  /**
   * Of several logs, the end of an older one may be unreadable. One mode of recovery takes that for
   * a write that was cut off and goes on with the next log; the other stops there.
   */
  private static void insistOnNoGap(StoreFolder folder, EngineSizes sizes, Found all) {
    Found upToDamage = look(folder, sizes, EngineMode.LOOK_UP_TO_DAMAGE);
    if (upToDamage.sequence() != all.sequence()) {
      throw new StoreDamagedException(
          folder.name()
              + " is damaged: a log in its folder engine has a gap; restore it from a backup, or"
              + " go on with what stands before the gap by --accept-loss");
    }
  }

  private static void insist(StoreFolder folder, long commit, long acknowledged) {
    if (commit < acknowledged) {
      throw new StoreRefusedException(
          ("%s has lost its last commits: it acknowledged %d and has %d; restore it from a backup,"
                  + " or go on with what is left by --accept-loss")
              .formatted(folder.name(), acknowledged, commit));
    }
  }

  private static Found look(StoreFolder folder, EngineSizes sizes, EngineMode mode) {
    Engine engine = Engine.open(folder, sizes, mode);
    Reader reader = Reader.live(engine, () -> true, engine::close);
    try {
      long format = reader.number(Meta.FORMAT, 0);
      if (format < StoreFolder.OLDEST_VERSION || format > StoreFolder.VERSION) {
        throw new StoreDamagedException(
            folder.name() + ": its engine has format " + format + ", which its file FORMAT denies");
      }
      return new Found(reader.number(Meta.COMMIT, 0), engine.sequence());
    } finally {
      reader.shut();
    }
  }
}
