package zveno.kernel.mining;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The kernels to be tested, and all that they find. */
final class Kernels {

  /** Whether there is time for more than samples. */
  static final boolean LONG = Boolean.getBoolean("zveno.long");

  private Kernels() {}

  /**
   * The scalar kernel and those whose vectors this processor has. Wider ones work too, but so
   * slowly that they have one test of their own.
   */
  static List<KernelKind> all() {
    return kinds(true);
  }

  /** Those whose vectors this processor does not have. */
  static List<KernelKind> slow() {
    return kinds(false);
  }

  static List<KernelKind> vectors() {
    return all().stream().filter(kind -> kind != KernelKind.SCALAR).toList();
  }

  private static List<KernelKind> kinds(boolean fast) {
    int lanes = KernelKind.preferred().lanes();
    return Arrays.stream(KernelKind.values())
        .filter(kind -> (kind.lanes() <= lanes) == fast)
        .toList();
  }

  static CandidateRange stretch(String head, String tail, int zeros) {
    return new CandidateRange(ascii(head), ascii(tail), new Difficulty(zeros));
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** So many decimal digits, the first not a zero. */
  static String digits(Random random, int count) {
    StringBuilder digits = new StringBuilder();
    digits.append((char) ('1' + random.nextInt(9)));
    while (digits.length() < count) {
      digits.append((char) ('0' + random.nextInt(10)));
    }
    return digits.toString();
  }

  /** All solutions in a stretch that a kernel finds, asked again behind each. */
  static List<Integer> hits(DecimalKernel kernel, CandidateRange stretch) {
    List<Integer> hits = new ArrayList<>();
    int from = 0;
    while (from < CandidateRange.SIZE) {
      int hit = kernel.lowest(stretch, from, CandidateRange.SIZE);
      if (hit == DecimalKernel.NONE) {
        break;
      }
      if (hit < from) {
        throw new AssertionError("asked from " + from + " on, it found " + hit);
      }
      hits.add(hit);
      from = hit + 1;
    }
    return hits;
  }

  /** All solutions in a stretch, by the JDK's digest. */
  static List<Integer> solutions(CandidateRange stretch) {
    List<Integer> solutions = new ArrayList<>();
    for (int candidate = 0; candidate < CandidateRange.SIZE; candidate++) {
      if (stretch.isSolvedBy(candidate)) {
        solutions.add(candidate);
      }
    }
    return solutions;
  }

  /** What the tutorial's loop finds when it begins at this number. */
  static BigInteger byTheTutorialsLoop(DecimalPuzzle puzzle, BigInteger first) {
    BigInteger proof = first;
    while (!puzzle.isSolvedBy(proof)) {
      proof = proof.add(BigInteger.ONE);
    }
    return proof;
  }

  /** Does all of this at once, a thread each, and waits for the end of it. */
  static void atOnce(List<Runnable> works) throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newFixedThreadPool(works.size())) {
      List<Future<?>> ends = new ArrayList<>();
      for (Runnable work : works) {
        ends.add(threads.submit(work));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    }
  }
}
