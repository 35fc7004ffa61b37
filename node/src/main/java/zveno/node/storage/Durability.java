package zveno.node.storage;

/** When a commit is acknowledged. */
public enum Durability {
  /** When it is on the disk: it outlives a loss of power. */
  SYNC,
  /** When the operating system has it: it outlives the end of the process, not a loss of power. */
  OS
}
