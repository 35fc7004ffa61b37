package zveno.node.sync;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import zveno.kernel.model.BlockId;
import zveno.node.service.ChainSnapshot;

/**
 * Finds the last block that a peer's chain shares with ours, by comparing hashes: first at heights
 * that double their distance from the end, then in between. For a chain of n blocks this takes at
 * most 1 + log32(n) calls; if the fork is near the tip, one.
 */
final class CommonAncestorSearch {

  /** So many heights at the end are asked for at once. */
  private static final int HIGHEST = 16;

  /** In how many parts a gap is divided by one question. */
  private static final int PARTS = 32;

  /** What the peer is asked: its hashes at these heights, in their order. */
  @FunctionalInterface
  interface Question {
    List<Optional<BlockId>> hashes(List<Long> heights) throws IOException, InterruptedException;
  }

  private final ChainSnapshot ours;
  private final Question question;

  CommonAncestorSearch(ChainSnapshot ours, Question question) {
    this.ours = ours;
    this.question = question;
  }

  /**
   * Asks until it is known.
   *
   * @param theirHeight how long the peer says that its chain is
   * @return the height of the last shared block; 0 if there is none
   */
  long find(long theirHeight) throws IOException, InterruptedException {
    long shared = 0; // the root
    long other = Math.min(theirHeight, ours.tip().height()) + 1;
    List<Long> heights = fromTheEnd(other - 1);
    while (!heights.isEmpty()) {
      List<Optional<BlockId>> theirs = question.hashes(heights);
      for (int i = 0; i < heights.size(); i++) {
        long height = heights.get(i);
        if (theirs.get(i).isPresent() && theirs.get(i).equals(ours.idAt(height))) {
          shared = Math.max(shared, height);
        } else {
          other = Math.min(other, height);
        }
      }
      heights = between(shared, other);
    }
    return shared;
  }

  /** The highest ones, where most forks are, and then ever farther back. */
  private static List<Long> fromTheEnd(long last) {
    TreeSet<Long> heights = new TreeSet<>();
    for (long back = 0; back < last; back += back < HIGHEST ? 1 : back) {
      heights.add(last - back);
    }
    return List.copyOf(heights);
  }

  /** Heights that lie evenly between the two; none if there is no room. */
  private static List<Long> between(long shared, long other) {
    List<Long> heights = new ArrayList<>();
    long step = Math.max(1, (other - shared) / PARTS);
    for (long height = shared + step; height < other && heights.size() < PARTS; height += step) {
      heights.add(height);
    }
    return heights;
  }
}
