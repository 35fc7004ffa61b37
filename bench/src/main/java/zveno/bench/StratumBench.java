package zveno.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.Parameters;
import zveno.kernel.rules.strict.work.CompactBits;
import zveno.node.cli.Folders;
import zveno.node.cli.StatusLine;
import zveno.node.stratum.ShareChecks;

/**
 * A node and its miners: each sends a share every five seconds, which is the pace that the node
 * aims at; then one of them finds blocks.
 */
final class StratumBench {

  /** One hash of 256 is a share: so the search for it costs this process little. */
  private static final double DIFFICULTY = 256 / 4_295_032_833.0;

  private static final int BETWEEN_SHARES = 5;

  /** One hash of 2^22 is a block, so that hardly a share is one. */
  private static final long HARD = 0x1e040000L;

  private static final long EASY = 0x1f00ffffL;
  private static final long MAX_SECONDS = 120;
  private static final int CHECKS = 2_000_000;

  private final int miners;
  private final int seconds;
  private final int blocks;
  private final boolean tiny;

  /**
   * @param miners how many
   * @param seconds how long they send shares while the node's work is measured
   * @param blocks how often the tip moves
   * @param tiny whether it is only tested that all this runs
   */
  StratumBench(int miners, int seconds, int blocks, boolean tiny) {
    this.miners = miners;
    this.seconds = seconds;
    this.blocks = blocks;
    this.tiny = tiny;
  }

  List<StratumResult> run(StatusLine line) throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("zveno-bench-stratum");
    try {
      Path file = home.resolve("genesis.json");
      Files.write(file, genesis().canonical());
      List<String> options =
          List.of(
              "--rules=strict",
              "--genesis=" + file,
              "--data-dir=" + home.resolve("data"),
              "--port=0",
              "--stratum=0");
      List<StratumResult> results = new ArrayList<>();
      try (ServerProcess node = ServerProcess.node(ServerProcess.ownLauncher(), options);
          Miners all = new Miners(node)) {
        all.measure(line, results);
      }
      line.show("share checks");
      results.add(checks());
      return results;
    } finally {
      Folders.remove(home);
    }
  }

  private Genesis genesis() {
    Parameters usual = Parameters.usual("bench");
    Parameters parameters =
        new Parameters(
            usual.network(),
            usual.spacing(),
            2_592_000, // so that blocks ahead of the schedule do not become harder
            usual.limit(),
            usual.reward(),
            usual.halving(),
            usual.maturity(),
            Map.of(),
            usual.blockBytes());
    CompactBits bits = CompactBits.of(tiny ? EASY : HARD).orElseThrow();
    return new Genesis(parameters, bits, Clock.systemUTC().instant().getEpochSecond());
  }

  /** How many shares one thread checks in a second, from the line to the verdict. */
  private StratumResult checks() {
    ShareChecks checks = ShareChecks.ofSomeJob(4_096);
    int rounds = tiny ? 10 : CHECKS / 4_096;
    long begin = System.nanoTime();
    long warm = begin;
    for (int round = 0; round < 2 * rounds; round++) {
      if (round == rounds) {
        warm = System.nanoTime();
      }
      checks.all();
    }
    double took = (System.nanoTime() - warm) / 1e9;
    return new StratumResult("shares checked by one thread", rounds * 4_096 / took, "/s");
  }

  /** All miners of one node. */
  private final class Miners implements AutoCloseable {

    private final ServerProcess node;
    private final InetSocketAddress door;
    private final List<SimulatedMiner> all = new ArrayList<>();
    private volatile Round round = new Round("", 0);

    Miners(ServerProcess node) throws IOException, InterruptedException {
      this.node = node;
      URI listen = URI.create(workers(node).member("listen").orElseThrow().text());
      this.door = new InetSocketAddress(listen.getHost(), listen.getPort());
    }

    private static JsonValue workers(ServerProcess node) throws IOException, InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(node.uri().resolve("/api/v1/mining/workers")).build();
      try (HttpClient http = HttpClient.newHttpClient()) {
        return JsonValue.parse(
            http.send(request, BodyHandlers.ofByteArray()).body(), JsonLimits.defaults());
      } catch (DecodeException e) {
        throw new IOException(e);
      }
    }

    void measure(StatusLine line, List<StratumResult> results)
        throws IOException, InterruptedException {
      connect(1); // what the first one loads is no miner's
      OptionalLong liveBefore = node.liveBytes();
      OptionalLong memoryBefore = node.memory();
      line.show("miners connect");
      connect(miners - 1);
      OptionalLong live = node.liveBytes();
      line.show("warm-up");
      share(tiny ? 1 : 3 * BETWEEN_SHARES);
      long acceptedBefore = accepted();
      long cpuBefore = node.cpuNanos();
      long begin = System.nanoTime();
      line.show("shares");
      share(seconds);
      double took = (System.nanoTime() - begin) / 1e9;
      double cpu = (node.cpuNanos() - cpuBefore) / 1e9;
      results.add(new StratumResult("miners", miners, ""));
      results.add(new StratumResult("shares accepted", (accepted() - acceptedBefore) / took, "/s"));
      results.add(new StratumResult("shares refused", refused(), ""));
      results.add(new StratumResult("processor time of the node", 100 * cpu / took, "% of a core"));
      if (live.isPresent() && liveBefore.isPresent()) {
        results.add(perMiner("live heap of a miner", liveBefore.getAsLong(), live.getAsLong()));
      }
      OptionalLong memory = node.memory();
      if (memory.isPresent() && memoryBefore.isPresent()) {
        results.add(
            perMiner("resident memory of a miner", memoryBefore.getAsLong(), memory.getAsLong()));
      }
      moveTips(line, results);
    }

    private StratumResult perMiner(String what, long before, long after) {
      return new StratumResult(what, (after - before) / 1024.0 / Math.max(1, miners - 1), "KiB");
    }

    private void connect(int more) throws IOException, InterruptedException {
      int from = all.size();
      for (int i = from; i < from + more; i++) {
        String worker = StrictNet.receiver(i).text() + ".bench";
        all.add(new SimulatedMiner(door, worker, DIFFICULTY, job -> round.arrived(job)));
      }
      try {
        for (SimulatedMiner miner : all.subList(from, all.size())) {
          var _ = miner.ready().get(MAX_SECONDS, TimeUnit.SECONDS);
        }
      } catch (ExecutionException | TimeoutException e) {
        throw new IOException("a miner has no job: " + e, e);
      }
    }

    /** Each miner sends a share every {@link #BETWEEN_SHARES}, one after the other. */
    private void share(int howLong) throws IOException, InterruptedException {
      long begin = System.nanoTime();
      long count = Math.max(all.size(), (long) all.size() * howLong / BETWEEN_SHARES);
      double between = howLong * 1e9 / count;
      for (long i = 0; i < count; i++) {
        long wait = begin + (long) (i * between) - System.nanoTime();
        if (wait > 0) {
          TimeUnit.NANOSECONDS.sleep(wait);
        }
        all.get((int) (i % all.size())).share();
      }
      long rest = begin + (long) (count * between) - System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(Math.max(0, rest));
    }

    private long accepted() {
      return all.stream().mapToLong(SimulatedMiner::accepted).sum();
    }

    private long refused() {
      return all.stream().mapToLong(SimulatedMiner::refused).sum();
    }

    private void moveTips(StatusLine line, List<StratumResult> results)
        throws IOException, InterruptedException {
      List<Double> fromSubmission = new ArrayList<>();
      List<Double> fromFirst = new ArrayList<>();
      for (int i = 0; i < blocks; i++) {
        line.show("block " + (i + 1) + " of " + blocks);
        SimulatedMiner finder = all.get(i % all.size());
        SimulatedMiner.Found found = finder.block();
        Round now = new Round(found.job().previous(), all.size());
        round = now;
        long sent = System.nanoTime();
        finder.send(found);
        if (!now.latch.await(MAX_SECONDS, TimeUnit.SECONDS)) {
          throw new IOException(
              "not all miners have a new job: " + now.latch.getCount() + " have none");
        }
        synchronized (now.times) {
          long first = now.times.stream().mapToLong(Long::longValue).min().orElseThrow();
          now.times.forEach(at -> {
            fromSubmission.add((at - sent) / 1e6);
            fromFirst.add((at - first) / 1e6);
          });
        }
      }
      results.add(
          new StratumResult("block sent to new job, median", part(fromSubmission, 0.5), "ms"));
      results.add(
          new StratumResult("block sent to new job, p99", part(fromSubmission, 0.99), "ms"));
      results.add(new StratumResult("first to last new job, p99", part(fromFirst, 0.99), "ms"));
    }

    private static double part(List<Double> all, double part) {
      List<Double> sorted = all.stream().sorted().toList();
      return sorted.get(
          Math.clamp((int) Math.ceil(part * sorted.size()) - 1, 0, sorted.size() - 1));
    }

    @Override
    public void close() throws IOException {
      for (SimulatedMiner miner : all) {
        miner.close();
      }
    }
  }

  /** The jobs after one block. */
  private static final class Round {

    private final String before;
    private final CountDownLatch latch;
    private final List<Long> times = new ArrayList<>();

    Round(String before, int miners) {
      this.before = before;
      this.latch = new CountDownLatch(miners);
    }

    void arrived(SimulatedMiner.Job job) {
      if (!before.isEmpty() && !job.previous().equals(before)) {
        synchronized (times) {
          times.add(job.at());
        }
        latch.countDown();
      }
    }
  }
}
