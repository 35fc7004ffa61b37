package zveno.kernel.json;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts the members of objects in order, in a text that was written in the order of the input.
 *
 * <p>While the text is written, the writer reports the start of each object and member, and each
 * name is compared with the previous one. An object whose names are sorted costs nothing more. For
 * other objects the positions of the members are sorted at the object's end; no text moves until
 * the whole value has been read, and then each byte moves once, at any depth. So the work is at
 * most that of sorting the names.
 */
final class MemberOrder {

  /** Numbers kept per open object: where it begins, and how many members there were before it. */
  private static final int FRAME = 2;

  /** Numbers kept per shuffled object: where it begins, where it ends, and its spans, from, to. */
  private static final int RECORD = 4;

  private int[] open = new int[16 * FRAME];
  private int opened;

  /** Whether the open object of this index is known to need sorting. */
  private boolean[] shuffled = new boolean[16];

  /** Where the members of the open objects begin. */
  private int[] members = new int[32];

  private int memberCount;

  /** Objects that need sorting, in the order in which they ended. */
  private int[] records = {};

  private int recordCount;

  /** The members of those, sorted and without replaced ones; each is a begin and an end. */
  private long[] spans = {};

  private int spanCount;

  /** The name that one object gave to two members, if any did. */
  private @Nullable String duplicate;

  /** Forgets everything. */
  void clear() {
    opened = 0;
    memberCount = 0;
    recordCount = 0;
    spanCount = 0;
    duplicate = null;
  }

  /** An object begins here, at its brace. */
  void open(int start) {
    if ((opened + 1) * FRAME > open.length) {
      open = Arrays.copyOf(open, 2 * open.length);
      shuffled = Arrays.copyOf(shuffled, 2 * shuffled.length);
    }
    open[opened * FRAME] = start;
    open[opened * FRAME + 1] = memberCount;
    shuffled[opened] = false;
    opened++;
  }

  /** A member begins here, at the opening quote of its name, and the name has been written. */
  void member(byte[] text, int start) {
    if (memberCount == members.length) {
      members = Arrays.copyOf(members, 2 * memberCount);
    }
    int object = opened - 1;
    if (memberCount > open[object * FRAME + 1]
        && !shuffled[object]
        && NameOrder.compare(text, members[memberCount - 1], start) >= 0) {
      shuffled[object] = true;
    }
    members[memberCount++] = start;
  }

  /** The innermost object ends here, after its brace. */
  void close(byte[] text, int end) {
    opened--;
    int start = open[opened * FRAME];
    int first = open[opened * FRAME + 1];
    if (shuffled[opened]) {
      sort(text, start, first, end);
    }
    memberCount = first;
  }

  /** A name that an object which has ended gave to two of its members, or null. */
  @Nullable String duplicate() {
    return duplicate;
  }

  /** Whether the text can stay as it is. */
  boolean inOrder() {
    return recordCount == 0;
  }

  private void sort(byte[] text, int start, int first, int end) {
    int count = memberCount - first;
    long[] sorted = new long[count];
    for (int i = 0; i < count; i++) {
      boolean last = i == count - 1;
      int memberEnd = last ? end - 1 : members[first + i + 1] - 2; // before "}", before ", "
      sorted[i] = (long) members[first + i] << 32 | memberEnd;
    }
    sorted = mergeSort(text, sorted);
    int from = spanCount;
    keepLastOfEach(text, sorted);
    if ((recordCount + 1) * RECORD > records.length) {
      records = Arrays.copyOf(records, Math.max(8 * RECORD, 2 * records.length));
    }
    int at = recordCount++ * RECORD;
    records[at] = start;
    records[at + 1] = end;
    records[at + 2] = from;
    records[at + 3] = spanCount;
  }

  /** Stable, and compares each name at most once per doubling, however alike the names are. */
  private static long[] mergeSort(byte[] text, long[] unsorted) {
    int count = unsorted.length;
    long[] from = unsorted;
    long[] to = new long[count];
    for (int width = 1; width < count; width *= 2) {
      for (int left = 0; left < count; left += 2 * width) {
        int middle = Math.min(left + width, count);
        int right = Math.min(middle + width, count);
        int a = left;
        int b = middle;
        for (int i = left; i < right; i++) {
          boolean takeLeft =
              b == right
                  || (a < middle && NameOrder.compare(text, begin(from[a]), begin(from[b])) <= 0);
          to[i] = takeLeft ? from[a++] : from[b++];
        }
      }
      long[] swap = from;
      from = to;
      to = swap;
    }
    return from;
  }

  /** Of members of the same name Python keeps the last. */
  private void keepLastOfEach(byte[] text, long[] sorted) {
    int count = sorted.length;
    if (spans.length - spanCount < count) {
      spans = Arrays.copyOf(spans, Math.max(spanCount + count, 2 * spans.length));
    }
    for (int i = 0; i < count; i++) {
      boolean replaced =
          i + 1 < count && NameOrder.compare(text, begin(sorted[i]), begin(sorted[i + 1])) == 0;
      if (replaced) {
        int name = begin(sorted[i]);
        duplicate = CanonicalText.text(text, name, CanonicalText.endOfString(text, name));
      } else {
        spans[spanCount++] = sorted[i];
      }
    }
  }

  private static int begin(long span) {
    return (int) (span >>> 32);
  }

  private static int end(long span) {
    return (int) span;
  }

  /** The first {@code length} bytes of the text, with the members of all objects in order. */
  byte[] inOrder(byte[] text, int length) {
    Emission emission = new Emission(text, new byte[length]);
    emission.run(length);
    return emission.at == length ? emission.result : Arrays.copyOf(emission.result, emission.at);
  }

  /** One walk over the text in the order of the result. */
  private final class Emission {

    private final byte[] text;
    private final byte[] result;
    private int at;

    /** Where each record begins in the text, and its number; ascending. */
    private final long[] byStart = new long[recordCount];

    // One entry for each object the walk is inside of: its record, its next span, and where the
    // stretch ends that it is part of.
    private int[] inside = new int[8];
    private int[] nextSpan = new int[8];
    private int[] resumeTo = new int[8];
    private int depth;

    Emission(byte[] text, byte[] result) {
      this.text = text;
      this.result = result;
      for (int i = 0; i < recordCount; i++) {
        byStart[i] = (long) records[i * RECORD] << 32 | i;
      }
      Arrays.sort(byStart);
    }

    void run(int length) {
      int from = 0;
      int to = length;
      for (; ; ) {
        int record = firstBetween(from, to);
        if (record >= 0) {
          int brace = records[record * RECORD];
          copy(from, brace + 1);
          enter(record, to);
        } else {
          copy(from, to);
          if (depth == 0) {
            return;
          }
        }
        // Continue with the next member of the object we are in, or with what comes after it.
        int top = depth - 1;
        int entered = inside[top] * RECORD;
        if (nextSpan[top] < records[entered + 3]) {
          if (nextSpan[top] > records[entered + 2]) {
            result[at++] = ',';
            result[at++] = ' ';
          }
          long span = spans[nextSpan[top]++];
          from = begin(span);
          to = end(span);
        } else {
          from = records[entered + 1] - 1;
          to = resumeTo[top];
          depth--;
        }
      }
    }

    private void enter(int record, int to) {
      if (depth == inside.length) {
        inside = Arrays.copyOf(inside, 2 * depth);
        nextSpan = Arrays.copyOf(nextSpan, 2 * depth);
        resumeTo = Arrays.copyOf(resumeTo, 2 * depth);
      }
      inside[depth] = record;
      nextSpan[depth] = records[record * RECORD + 2];
      resumeTo[depth] = to;
      depth++;
    }

    /** The outermost first record that begins in this stretch, or -1. */
    private int firstBetween(int from, int to) {
      int low = 0;
      int high = byStart.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (begin(byStart[middle]) < from) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low < byStart.length && begin(byStart[low]) < to ? (int) byStart[low] : -1;
    }

    private void copy(int from, int to) {
      System.arraycopy(text, from, result, at, to - from);
      at += to - from;
    }
  }
}
