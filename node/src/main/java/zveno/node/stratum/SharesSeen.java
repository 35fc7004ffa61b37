package zveno.node.stratum;

import java.nio.ByteBuffer;

/**
 * The shares of one connection for one job, so that none counts twice. It grows with them, from 128
 * bytes on. Not for several threads at once.
 */
final class SharesSeen {

  /** A job that lasts for 20 s, as jobs do, gets fewer: right shares have a limit of their own. */
  static final int MAX = 4096;

  private static final int FIRST_ROOM = 16;

  /** Marks by their own low bits, with linear probing; 0 is an empty place. */
  private long[] marks = new long[FIRST_ROOM];

  private int count;

  /** Are no more taken? */
  boolean isFull() {
    return count == MAX;
  }

  /**
   * Remembers a share, unless there are {@link #MAX} already.
   *
   * @param digest the double hash of its header; the first bytes are not those that are zero
   * @return false if it is there already
   */
  boolean add(byte[] digest) {
    long mark = ByteBuffer.wrap(digest).getLong() | 1; // never 0
    if (!isThere(mark)) {
      if (isFull()) {
        return true;
      }
      if (2 * ++count > marks.length) {
        grow();
      }
      put(mark);
      return true;
    }
    return false;
  }

  private boolean isThere(long mark) {
    int at = place(mark);
    while (marks[at] != 0) {
      if (marks[at] == mark) {
        return true;
      }
      at = (at + 1) & (marks.length - 1);
    }
    return false;
  }

  private int place(long mark) {
    return (int) (mark >>> 1) & (marks.length - 1);
  }

  private void put(long mark) {
    int at = place(mark);
    while (marks[at] != 0) {
      at = (at + 1) & (marks.length - 1);
    }
    marks[at] = mark;
  }

  private void grow() {
    long[] before = marks;
    marks = new long[2 * before.length];
    for (long mark : before) {
      if (mark != 0) {
        put(mark);
      }
    }
  }
}
