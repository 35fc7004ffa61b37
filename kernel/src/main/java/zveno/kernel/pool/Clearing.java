package zveno.kernel.pool;

/** Which waiting entries leave when a block of which nothing is told has their words. */
public enum Clearing {
  /** Those that were put back: they have been in a block before, and that block has come back. */
  RETURNED,
  /** Any: entries are exchanged between nodes, so that anybody can have mined it. */
  ANY
}
