package zveno.jmh.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Does the same to both ways, in turns, and prints what each costs and the ratios. */
public final class StateMeasurement {

  private static final int ACCOUNTS = 100_000;
  private static final int BLOCKS_OF_A_TURN = 10_000;
  private static final int READS = 20_000;
  private static final int[] DEPTHS = {10, 1_000, 10_000};
  private static final double MIB = 1 << 20;

  private final StateWay versioned;
  private final StateWay flat;
  private final Workload work;
  private final long seed;

  private StateMeasurement(Path folder, long seed) {
    this.seed = seed;
    this.work = new Workload(ACCOUNTS, seed);
    this.versioned = new VersionedState(work, folder.resolve("versioned"));
    this.flat = new FlatState(work, folder.resolve("flat"));
  }

  /** Arguments: how many blocks, a million without it; the seed of all chance. */
  public static void main(String[] arguments) throws IOException {
    int blocks = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 20_171;
    Path folder = Files.createTempDirectory("zveno-state");
    try {
      print("%s; seed %d; %,d accounts, %,d blocks", processor(), seed, ACCOUNTS, blocks);
      new StateMeasurement(folder, seed).run(blocks);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static String processor() throws IOException {
    Path about = Path.of("/proc/cpuinfo");
    String name = System.getProperty("os.arch");
    if (Files.exists(about)) {
      try (Stream<String> lines = Files.lines(about)) {
        name = lines.filter(l -> l.startsWith("model name")).findFirst().orElse(name);
      }
    }
    return name.substring(name.indexOf(':') + 1).strip()
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " processors";
  }

  private void run(int blocks) {
    print("%-44s %16s %16s %8s", "", versioned.title(), flat.title(), "ratio");
    blocks(blocks);
    line("accounts of a block", StateWay::accountsOfABlock);
    line("reading them, us a block", StateWay::readMicros);
    line("writing them, us a block", StateWay::writeMicros);
    line("all threads, one block in 20 read, us a block", StateWay::processMicros);
    sizes("on disk, MiB", blocks);
    reads("as it is");
    line("compaction, s", way -> seconds(way::compact));
    sizes("compacted, MiB", blocks);
    line("start-up until an account is read, ms", StateWay::reopen);
    reads("just opened");
    reads("once more");
    for (int depth : DEPTHS) {
      if (depth < blocks / 2) {
        reorganise(depth);
      }
    }
    reads("after these");
    versioned.close();
    flat.close();
  }

  private void blocks(int blocks) {
    SplittableRandom one = new SplittableRandom(seed);
    SplittableRandom other = new SplittableRandom(seed);
    versioned.genesis();
    flat.genesis();
    for (int i = 1; i < blocks; i += BLOCKS_OF_A_TURN) {
      int count = Math.min(BLOCKS_OF_A_TURN, blocks - i);
      versioned.blocks(count, one);
      flat.blocks(count, other);
      if (i / BLOCKS_OF_A_TURN % 20 == 19) {
        print(
            "  … %,d blocks: %.0f + %.0f and %.0f + %.0f us",
            i + count,
            versioned.readMicros(),
            versioned.writeMicros(),
            flat.readMicros(),
            flat.writeMicros());
      }
    }
  }

  private void reads(String when) {
    reads(when + ", any account", _ -> work.any(random));
    reads(when + ", the hot account", _ -> Workload.HOT);
    reads(when + ", one untouched since block 1", _ -> work.sleeping(random));
    reads(when + ", one that does not exist", _ -> work.missing(random));
  }

  private final SplittableRandom random = new SplittableRandom(1);

  private void reads(String what, IntUnaryOperator account) {
    int[] accounts = new int[READS];
    Arrays.setAll(accounts, account);
    long[] one = nanos(versioned, accounts);
    long[] other = nanos(flat, accounts);
    line(what + ", p50 us", at(one, 0.5), at(other, 0.5));
    line(what + ", p99 us", at(one, 0.99), at(other, 0.99));
  }

  private static long[] nanos(StateWay way, int[] accounts) {
    long[] nanos = new long[accounts.length];
    for (int i = 0; i < nanos.length; i++) {
      long begin = System.nanoTime();
      way.read(accounts[i]);
      nanos[i] = System.nanoTime() - begin;
    }
    Arrays.sort(nanos);
    return nanos;
  }

  private static double at(long[] sorted, double part) {
    return sorted[(int) (sorted.length * part)] / 1e3;
  }

  private void reorganise(int depth) {
    StateWay.Reorganisation one = versioned.reorganise(depth, new SplittableRandom(seed + depth));
    StateWay.Reorganisation other = flat.reorganise(depth, new SplittableRandom(seed + depth));
    String what = String.format(Locale.ROOT, "reorganisation of %,d, ", depth);
    line(what + "writer stands still, ms", one.writer(), other.writer());
    line(what + "work beside it, ms", one.beside(), other.beside());
    line(what + "deciding write, KiB", one.bytes() / 1024.0, other.bytes() / 1024.0);
  }

  private void sizes(String what, int blocks) {
    List<Long> one = versioned.sizes();
    List<Long> other = flat.sizes();
    line(what + ", rows of accounts", one.get(0) / MIB, other.get(0) / MIB);
    line(what + ", rows of blocks", one.get(1) / MIB, other.get(1) / MIB);
    double sum = one.get(0) + one.get(1);
    double otherSum = other.get(0) + other.get(1);
    line("  both, bytes a block", sum / blocks, otherSum / blocks);
  }

  private static double seconds(Runnable work) {
    long begin = System.nanoTime();
    work.run();
    return (System.nanoTime() - begin) / 1e9;
  }

  private void line(String what, ToDoubleFunction<StateWay> value) {
    line(what, value.applyAsDouble(versioned), value.applyAsDouble(flat));
  }

  private static void line(String what, double one, double other) {
    print("%-52s %8.1f %16.1f %8.2f", what, one, other, one / other);
  }

  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }
}
