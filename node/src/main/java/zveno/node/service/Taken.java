package zveno.node.service;

/** What became of a neighbour's entry. */
public enum Taken {
  /** It waits here now, and is on disk. */
  TAKEN,
  /** It waits here already, or stands in the chain. */
  KNOWN,
  /** There is no room for neighbours' entries at present. */
  FULL
}
