package zveno.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import zveno.node.cli.Folders;
import zveno.node.cli.LocalNode;
import zveno.node.cli.Main;

/**
 * Has a node catch up with a peer in each way that there is, and the tutorial's node beside it, on
 * one chain. Our nodes are in this process, with their chains on disk; those in Python are
 * processes and hold theirs in memory.
 */
final class SyncBench implements AutoCloseable {

  /** In which way a node has caught up. */
  enum Way {
    PYTHON,
    /** The first thing that a JVM does, while nothing is compiled. */
    FIRST,
    RESOLVE,
    FOLLOW
  }

  /**
   * What has been measured: medians.
   *
   * @param blocks how many were new
   * @param nanos until they had joined the chain, or it was known that there is nothing new
   * @param readNanos until the answer of an explicit resolve was read, which tells the whole chain
   * @param cpuNanos of processor time, of both nodes together, until the answer was read
   * @param bytes between the two nodes, both ways together
   */
  record Result(
      Way way, long blocks, long nanos, OptionalLong readNanos, long cpuNanos, long bytes) {}

  private record Sample(long nanos, OptionalLong readNanos, long cpuNanos, long bytes) {}

  /** This process's processor time, compilers and collector included. */
  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static final Duration MAX_TIME = Duration.ofMinutes(10);
  private static final long BETWEEN_NANOS = 200_000;

  /** Before a few new blocks, or none, are measured: such calls end before anything is compiled. */
  private static final Duration WARM_UP = Duration.ofSeconds(3);

  private final long length;
  private final long some;
  private final int rounds;
  private final Consumer<String> told;
  private final Path home;
  private final List<Result> results = new ArrayList<>();

  /**
   * @param length how long the chain is
   * @param some a number of blocks between one and all
   * @param rounds how often each thing is done
   * @param told receives progress messages
   */
  SyncBench(long length, long some, int rounds, Consumer<String> told) throws IOException {
    this.length = length;
    this.some = some;
    this.rounds = rounds;
    this.told = told;
    this.home = Files.createTempDirectory("zveno-bench-");
  }

  /** One thing that is measured. */
  @FunctionalInterface
  private interface Attempt {
    Sample run() throws IOException, InterruptedException;
  }

  List<Result> run() throws IOException, InterruptedException {
    told.accept("making a chain of " + length + " blocks");
    Path file = home.resolve("chain.json");
    LongChain.write(file, length);
    python(file);
    Path folder = home.resolve("source");
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(Writer.nullWriter())) // ours is for the results
            .execute("import", "--data-dir", folder.toString(), file.toString());
    if (code != 0) {
      throw new IOException("the chain cannot be imported");
    }
    try (LocalNode source = LocalNode.on(folder);
        CountingRelay relay = new CountingRelay(source.port())) {
      resolve(source, relay);
      follow(source, relay);
    }
    return List.copyOf(results);
  }

  private void measure(Way way, long blocks, int times, Attempt attempt)
      throws IOException, InterruptedException {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      told.accept(way.name().toLowerCase(Locale.ROOT) + ", new blocks: " + blocks);
      samples.add(attempt.run());
    }
    samples.sort(Comparator.comparingLong(Sample::nanos));
    Sample median = samples.get(samples.size() / 2);
    results.add(
        new Result(
            way, blocks, median.nanos(), median.readNanos(), median.cpuNanos(), median.bytes()));
  }

  private void python(Path file) throws IOException, InterruptedException {
    Optional<PythonNode> ann = PythonNode.start(file);
    Optional<PythonNode> bob = PythonNode.start(file);
    if (ann.isEmpty() || bob.isEmpty()) {
      return;
    }
    try (PythonNode source = ann.get();
        PythonNode target = bob.get();
        CountingRelay relay = new CountingRelay(source.hold(length))) {
      for (long fresh : List.of(length - 1, some, 1L, 0L)) {
        measure(
            Way.PYTHON,
            fresh,
            Math.min(rounds, 3),
            () -> {
              var _ = target.hold(length - fresh);
              long before = relay.bytes();
              long cpu = source.cpuNanos() + target.cpuNanos();
              PythonNode.Resolved resolved = target.resolve(relay.port());
              if (resolved.replaced() != fresh > 0) {
                throw new IOException("the Python node does not behave as the tutorial's");
              }
              return new Sample(
                  resolved.nanos(),
                  OptionalLong.empty(),
                  source.cpuNanos() + target.cpuNanos() - cpu,
                  relay.bytes() - before);
            });
      }
    }
  }

  private void resolve(LocalNode source, CountingRelay relay)
      throws IOException, InterruptedException {
    measure(Way.FIRST, length - 1, 1, () -> resolveWhole(source, relay));
    measure(Way.RESOLVE, length - 1, rounds, () -> resolveWhole(source, relay));
    try (LocalNode target = resolver(relay)) {
      var _ = target.time("/nodes/resolve");
      warmUp();
      for (long fresh : List.of(some, 1L, 0L)) {
        measure(
            Way.RESOLVE,
            fresh,
            rounds,
            () -> {
              mine(source, fresh);
              return resolveOnce(source, target, relay);
            });
      }
    }
  }

  /** Two other nodes find out again and again that nothing is new. */
  private void warmUp() throws IOException, InterruptedException {
    told.accept("warming up");
    try (LocalNode one = LocalNode.start();
        LocalNode other = LocalNode.start()) {
      var _ = one.post("/nodes/register", "{\"nodes\": [\"" + other.url() + "\"]}");
      long end = System.nanoTime() + (rounds == 1 ? Duration.ZERO : WARM_UP).toNanos();
      do {
        var _ = one.time("/nodes/resolve");
      } while (System.nanoTime() < end);
    }
  }

  /** A new node that will ask the source. */
  private LocalNode resolver(CountingRelay relay) throws IOException, InterruptedException {
    LocalNode target = LocalNode.on(fresh("resolver"));
    var _ =
        target.post("/nodes/register", "{\"nodes\": [\"http://127.0.0.1:" + relay.port() + "\"]}");
    return target;
  }

  private Path fresh(String name) throws IOException {
    Path folder = home.resolve(name);
    if (Files.exists(folder)) {
      Folders.remove(folder);
    }
    return folder;
  }

  private Sample resolveWhole(LocalNode source, CountingRelay relay)
      throws IOException, InterruptedException {
    try (LocalNode target = resolver(relay)) {
      return resolveOnce(source, target, relay);
    }
  }

  private static Sample resolveOnce(LocalNode source, LocalNode target, CountingRelay relay)
      throws IOException, InterruptedException {
    long before = relay.bytes();
    long cpu = cpuNanos();
    LocalNode.Timed timed = target.time("/nodes/resolve");
    cpu = cpuNanos() - cpu;
    long bytes = relay.bytes() - before;
    if (!target.tip().equals(source.tip())) {
      throw new IOException("the peer's chain was not adopted");
    }
    return new Sample(timed.begunNanos(), OptionalLong.of(timed.readNanos()), cpu, bytes);
  }

  private void follow(LocalNode source, CountingRelay relay)
      throws IOException, InterruptedException {
    String address = "127.0.0.1:" + relay.port();
    measure(
        Way.FOLLOW,
        length - 1,
        rounds,
        () -> {
          try (LocalNode target = LocalNode.on(fresh("follower"))) {
            return followOnce(source, target, address, relay);
          }
        });
    try (LocalNode target = LocalNode.on(home.resolve("follower"))) {
      measure(
          Way.FOLLOW,
          some,
          rounds,
          () -> {
            var _ = target.delete("/api/v1/peers/" + address);
            mine(source, some);
            return followOnce(source, target, address, relay);
          });
      measure( // as it is most often: the peer is followed when it has a new block
          Way.FOLLOW,
          1,
          rounds,
          () -> {
            long before = relay.bytes();
            String hash = source.mine();
            return awaitTip(target, hash, System.nanoTime(), cpuNanos(), relay, before);
          });
    }
  }

  private static Sample followOnce(
      LocalNode source, LocalNode target, String address, CountingRelay relay)
      throws IOException, InterruptedException {
    long before = relay.bytes();
    long cpu = cpuNanos();
    long began = System.nanoTime();
    var _ = target.post("/api/v1/peers", "{\"address\": \"http://" + address + "\"}");
    return awaitTip(target, source.tip(), began, cpu, relay, before);
  }

  private static Sample awaitTip(
      LocalNode node, String hash, long began, long cpu, CountingRelay relay, long before)
      throws IOException {
    while (!node.tip().equals(hash)) {
      if (System.nanoTime() - began > MAX_TIME.toNanos()) {
        throw new IOException("the node does not sync");
      }
      LockSupport.parkNanos(BETWEEN_NANOS);
    }
    return new Sample(
        System.nanoTime() - began, OptionalLong.empty(), cpuNanos() - cpu, relay.bytes() - before);
  }

  private static void mine(LocalNode node, long blocks) throws IOException, InterruptedException {
    for (long i = 0; i < blocks; i++) {
      var _ = node.mine();
    }
  }

  @Override
  public void close() throws IOException {
    Folders.remove(home);
  }
}
