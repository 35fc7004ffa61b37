package zveno.node.service;

import java.util.Optional;

/**
 * The log of a cluster, as one member sees it: the same entries in the same order on all members.
 * What it holds is handed to {@link ChainService#apply}, entry by entry. All methods may be called
 * by any thread.
 */
public interface ReplicatedLog {

  /**
   * The longest entry that is appended, in bytes: a block that takes a whole pool, with the names
   * of what it carries.
   */
  int MAX_ENTRY_BYTES = 20 << 20;

  /**
   * Has an entry appended, and returns when a majority of the members has it on disk.
   *
   * @param entry at most {@link #MAX_ENTRY_BYTES}
   * @throws UnavailableException if that is not known within the log's time limit; the entry may be
   *     appended all the same
   */
  void append(byte[] entry);

  /**
   * Waits until this member has applied all that any member had acknowledged when this was called.
   *
   * @throws UnavailableException if that cannot be reached within the log's time limit
   */
  void awaitCurrent();

  /** Why this member makes no blocks at present; nothing if it leads. */
  Optional<String> whyNoBlocks();

  /** The members, and who leads, as this member knows it. */
  ClusterState state();

  /**
   * Has another member take part, and returns when it has what a majority has and a vote.
   *
   * @param name its name
   * @param address where its log is reached, HOST:PORT
   * @param url where its API is
   * @throws UnavailableException if the cluster does not take it; the message says why
   */
  void add(String name, String address, String url);

  /**
   * Has a member take part no longer; it need not run.
   *
   * @throws UnavailableException if the cluster does not let it go; the message says why
   */
  void remove(String name);

  /** Has something done when this member begins or ceases to lead; it must be quick. */
  void onLeaderChange(Runnable listener);
}
