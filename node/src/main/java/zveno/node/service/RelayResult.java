package zveno.node.service;

/** What became of a peer's entry. */
public enum RelayResult {
  /** It waits here now, and is on disk. */
  TAKEN,
  /** It waits here already, stands in the chain, or was removed here by a person. */
  KNOWN,
  /** There is no room for peers' entries at present. */
  FULL,
  /** The rule set does not let it wait, for another reason. */
  REFUSED
}
