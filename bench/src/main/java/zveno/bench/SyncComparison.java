package zveno.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.node.cli.Folders;

/**
 * Has nodes of two builds catch up, each with a peer of its own build, in turns. All nodes are
 * processes, with their chains on disk.
 */
final class SyncComparison implements AutoCloseable {

  private static final String OTHER = "other build";
  private static final String OURS = "zveno";
  private static final Duration MAX_TIME = Duration.ofMinutes(10);
  private static final long BETWEEN_NANOS = 1_000_000;

  /** Before a few new blocks, or none, are measured. */
  private static final Duration WARM_UP = Duration.ofSeconds(3);

  /**
   * What has been measured: medians.
   *
   * @param build {@code zveno} or {@code other build}
   * @param way {@code first}, {@code again}, {@code resolve} or {@code follow}
   * @param blocks how many were new
   * @param seconds until they had joined the chain, or it was known that there is nothing new
   * @param cpuSeconds of processor time, of both nodes together
   * @param toOther our seconds for each of the other build's, by round; 1 for the other build
   * @param cpuToOther the same of the processor time
   */
  record Result(
      String build,
      String way,
      long blocks,
      double seconds,
      double cpuSeconds,
      double toOther,
      double cpuToOther) {}

  private record Sample(double seconds, double cpuSeconds) {}

  /** What is measured: in which way, and how many new blocks. */
  private record Row(String way, long blocks) {}

  /** A build, what its peers have, and what was measured. */
  private static final class Build {

    private final String name;
    private final Optional<Path> launcher;
    private final Path home;
    private final ServerProcess longer;
    private final ServerProcess shorter;
    private final Map<Row, List<Sample>> samples = new LinkedHashMap<>();

    Build(String name, Optional<Path> launcher, Path home, Path longChain, Path shortChain)
        throws IOException, InterruptedException {
      this.name = name;
      this.launcher = launcher;
      this.home = Files.createDirectories(home);
      this.longer = source("long", longChain);
      try {
        this.shorter = source("short", shortChain);
      } catch (IOException | InterruptedException e) {
        longer.close();
        throw e;
      }
    }

    private ServerProcess source(String folder, Path chain)
        throws IOException, InterruptedException {
      String data = home.resolve(folder).toString();
      var _ = ServerProcess.run(launcher, List.of("import", "--data-dir", data, chain.toString()));
      return start(folder);
    }

    /** A node on this folder of the build's. */
    ServerProcess start(String folder) throws IOException, InterruptedException {
      return ServerProcess.node(
          launcher, List.of("--port", "0", "--data-dir", home.resolve(folder).toString()));
    }

    /** A node that knows nothing yet. */
    ServerProcess fresh() throws IOException, InterruptedException {
      Path folder = home.resolve("fresh");
      if (Files.exists(folder)) {
        Folders.remove(folder);
      }
      return start("fresh");
    }

    void note(String way, long blocks, Sample sample) {
      samples.computeIfAbsent(new Row(way, blocks), _ -> new ArrayList<>()).add(sample);
    }

    void close() {
      longer.close();
      shorter.close();
    }
  }

  private final long length;
  private final long some;
  private final int rounds;
  private final Path launcher;
  private final Consumer<String> told;
  private final Path home;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * @param length how long the chain is
   * @param some a number of blocks between one and all
   * @param rounds how often each thing is done
   * @param launcher of the other build
   * @param told receives progress messages
   */
  SyncComparison(long length, long some, int rounds, Path launcher, Consumer<String> told)
      throws IOException {
    this.length = length;
    this.some = some;
    this.rounds = rounds;
    this.launcher = launcher;
    this.told = told;
    this.home = Files.createTempDirectory("zveno-bench-");
  }

  List<Result> run() throws IOException, InterruptedException {
    told.accept("making chains of " + length + " blocks");
    Path longer = home.resolve("long.json");
    Path shorter = home.resolve("short.json");
    LongChain.write(longer, length);
    LongChain.write(shorter, length - 1, "eve");
    List<Build> builds = new ArrayList<>();
    try {
      builds.add(new Build(OTHER, Optional.of(launcher), home.resolve("other"), longer, shorter));
      builds.add(
          new Build(OURS, ServerProcess.ownLauncher(), home.resolve("ours"), longer, shorter));
      for (int round = 0; round < rounds; round++) {
        for (Build build : turn(builds, round)) {
          told.accept("round " + (round + 1) + " of " + rounds + ": whole chains, " + build.name);
          whole(build);
          follow(build);
        }
      }
      few(builds);
      return results(builds.getFirst(), builds.getLast());
    } finally {
      builds.forEach(Build::close);
    }
  }

  private static List<Build> turn(List<Build> builds, int round) {
    return round % 2 == 0 ? builds : builds.reversed();
  }

  /** A new process takes over a chain, and then a longer one that shares the first block only. */
  private void whole(Build build) throws IOException, InterruptedException {
    try (ServerProcess target = build.fresh()) {
      register(target, build.shorter);
      build.note("first", length - 2, resolve(target, build.shorter));
      register(target, build.longer);
      build.note("again", length - 1, resolve(target, build.longer));
    }
  }

  private void follow(Build build) throws IOException, InterruptedException {
    String tip = tip(build.longer);
    try (ServerProcess target = build.fresh()) {
      long cpu = cpu(target, build.longer);
      long begin = System.nanoTime();
      var _ = post(target, "/api/v1/peers", "{\"address\": \"" + build.longer.uri() + "\"}");
      while (!tip(target).equals(tip)) {
        if (System.nanoTime() - begin > MAX_TIME.toNanos()) {
          throw new IOException("the node does not sync");
        }
        LockSupport.parkNanos(BETWEEN_NANOS);
      }
      build.note("follow", length - 1, sample(begin, cpu, target, build.longer));
    }
  }

  /** Two nodes that have been asked for a while get some new blocks, one, and none. */
  private void few(List<Build> builds) throws IOException, InterruptedException {
    Map<Build, ServerProcess> targets = new LinkedHashMap<>();
    try {
      for (Build build : builds) {
        ServerProcess target = build.fresh();
        targets.put(build, target);
        register(target, build.longer);
        told.accept("warming: " + build.name);
        long end = System.nanoTime() + (rounds == 1 ? Duration.ZERO : WARM_UP).toNanos();
        do {
          var _ = resolve(target, build.longer);
        } while (System.nanoTime() < end);
      }
      for (long fresh : List.of(some, 1L, 0L)) {
        for (int round = 0; round < rounds; round++) {
          told.accept("round " + (round + 1) + " of " + rounds + ": new blocks: " + fresh);
          for (Build build : turn(builds, round)) {
            for (long mined = 0; mined < fresh; mined++) {
              var _ = post(build.longer, "/api/v1/blocks", "");
            }
            build.note(
                "resolve",
                fresh,
                resolve(Objects.requireNonNull(targets.get(build)), build.longer));
          }
        }
      }
    } finally {
      targets.values().forEach(ServerProcess::close);
    }
  }

  private void register(ServerProcess target, ServerProcess peer)
      throws IOException, InterruptedException {
    var _ = post(target, "/nodes/register", "{\"nodes\": [\"" + peer.uri() + "\"]}");
  }

  private Sample resolve(ServerProcess target, ServerProcess peer)
      throws IOException, InterruptedException {
    long cpu = cpu(target, peer);
    long begin = System.nanoTime();
    HttpResponse<InputStream> response =
        client.send(
            HttpRequest.newBuilder(target.uri().resolve("/nodes/resolve")).build(),
            BodyHandlers.ofInputStream());
    Sample sample = sample(begin, cpu, target, peer);
    try (InputStream body = response.body()) {
      body.transferTo(OutputStream.nullOutputStream());
    }
    if (response.statusCode() != 200 || !tip(target).equals(tip(peer))) {
      throw new IOException("the peer's chain was not adopted");
    }
    return sample;
  }

  private static Sample sample(
      long begin, long cpuBefore, ServerProcess target, ServerProcess peer) {
    double seconds = (System.nanoTime() - begin) / 1e9;
    return new Sample(seconds, (cpu(target, peer) - cpuBefore) / 1e9);
  }

  private static long cpu(ServerProcess one, ServerProcess two) {
    return one.cpuNanos() + two.cpuNanos();
  }

  private String tip(ServerProcess node) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(node.uri().resolve("/api/v1/tip")).build())
        .member("hash")
        .orElseThrow()
        .text();
  }

  private JsonValue post(ServerProcess node, String path, String json)
      throws IOException, InterruptedException {
    URI uri = node.uri().resolve(path);
    return send(
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  private JsonValue send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() >= 300) {
      throw new IOException(
          request.uri() + ": " + new String(response.body(), StandardCharsets.UTF_8));
    }
    try {
      return JsonValue.parse(response.body(), JsonLimits.defaults());
    } catch (DecodeException e) {
      throw new IOException(request.uri() + " did not answer with JSON", e);
    }
  }

  private List<Result> results(Build other, Build ours) {
    List<Result> results = new ArrayList<>();
    ours.samples.forEach((row, own) -> {
      List<Sample> theirs = other.samples.getOrDefault(row, List.of());
      results.add(result(OTHER, row, theirs, theirs));
      results.add(result(OURS, row, own, theirs));
    });
    return results;
  }

  private static Result result(String build, Row row, List<Sample> own, List<Sample> theirs) {
    return new Result(
        build,
        row.way(),
        row.blocks(),
        median(own, Sample::seconds),
        median(own, Sample::cpuSeconds),
        ratio(own, theirs, Sample::seconds),
        ratio(own, theirs, Sample::cpuSeconds));
  }

  private static double median(List<Sample> samples, ToDoubleFunction<Sample> part) {
    return HttpBench.median(samples.stream().mapToDouble(part).toArray());
  }

  /** The median of the ratios, round by round. */
  private static double ratio(
      List<Sample> own, List<Sample> theirs, ToDoubleFunction<Sample> part) {
    double[] ratios = new double[own.size()];
    Arrays.setAll(
        ratios,
        round ->
            part.applyAsDouble(own.get(round))
                / Math.max(1e-9, part.applyAsDouble(theirs.get(round))));
    return HttpBench.median(ratios);
  }

  @Override
  public void close() throws IOException {
    client.shutdownNow();
    Folders.remove(home);
  }
}
