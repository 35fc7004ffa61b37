package zveno.node.service;

/** What became of an entry that was to be taken out of the pool. */
public enum Removal {
  /** It does not wait any more. */
  REMOVED,
  /** It stands in the chain, from which nothing is taken. */
  IN_A_BLOCK,
  /** It does not wait here. */
  UNKNOWN
}
