package zveno.node.service;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a cluster stands, as one member knows it.
 *
 * @param cluster the cluster's id
 * @param self the name of this member
 * @param leader the name of the leader; nothing while there is none
 * @param term the term of the present leader, or of the election
 * @param committed the index of the last entry that a majority has on disk, as far as known; -1 for
 *     none
 * @param applied the index of the last entry that this member has applied; -1 for none
 * @param logBytes how long the files of this member's log are, in bytes
 * @param members all members
 */
public record ClusterState(
    String cluster,
    String self,
    Optional<String> leader,
    long term,
    long committed,
    long applied,
    long logBytes,
    List<Member> members) {

  /**
   * A member.
   *
   * @param name its name
   * @param address where its log is reached, HOST:PORT
   * @param url where its API is
   * @param committed up to which index it is known to know the log as committed; -1 if not known
   */
  public record Member(String name, String address, String url, long committed) {}

  public ClusterState {
    members = List.copyOf(members);
  }

  /** How many entries this member knows to be committed, and has not applied; at least 0. */
  public long behind() {
    return Math.max(0, committed - applied);
  }

  /** How many entries a member is behind, at least 0; nothing if it is not known. */
  public OptionalLong lagOf(Member member) {
    return member.committed() < 0
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, committed - member.committed()));
  }

  /** Does this member lead? */
  public boolean leads() {
    return leader.filter(self::equals).isPresent();
  }
}
