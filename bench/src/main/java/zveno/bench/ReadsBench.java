package zveno.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import zveno.node.cli.Folders;

/**
 * Measures what a node answers to readers, from outside: a node in a process of its own, with its
 * data on disk and a pool that is full, and another build's node where there is one. They take
 * turns in rounds; what counts is the median of the rounds, and for ratios the median of the ratios
 * round by round.
 */
final class ReadsBench {

  static final String BASELINE = "/livez";
  static final String BESIDE_CHAINS = "/livez beside GET /chain";
  static final String CHAIN = "GET /chain";
  static final String VERIFY = "zveno verify";

  private static final String TRANSACTION =
      "{\"sender\": \"d4ee26eee15148ee92c6cd394edd974e\", \"recipient\": \"someone-other-address\","
          + " \"amount\": 5}\n";

  private static final int BATCH = 1_000;

  /** More than a round can have. */
  private static final int MOST = 1_000_000;

  private static final int CHAIN_READERS = 4;

  /** What is measured, and how much of it. */
  record Plan(Duration time, int rounds, int connections, int blocks, int pooled) {}

  /**
   * One row.
   *
   * @param work what was done
   * @param build {@code this} or {@code other}
   * @param value answers in a second, or seconds
   * @param unit {@code /s} or {@code s}
   * @param longWait the 99th percentile of the answers' times in seconds
   * @param toLivez the ratio to {@code /livez} of the same node, of rows in {@code /s}
   * @param toOther how many times as fast as the other build
   */
  record Result(
      String work,
      String build,
      double value,
      String unit,
      OptionalDouble longWait,
      OptionalDouble toLivez,
      OptionalDouble toOther) {}

  private record Node(
      String build, Optional<Path> launcher, Path data, ServerProcess process, long large) {}

  private final Plan plan;
  private final Optional<Path> other;
  private final Consumer<String> progress;
  private final Map<String, Map<String, List<Double>>> values = new LinkedHashMap<>();
  private final Map<String, Map<String, List<Double>>> waits = new LinkedHashMap<>();

  /**
   * @param other the launcher of another build
   * @param progress hears every now and then, in a few words, what is being done
   */
  ReadsBench(Plan plan, Optional<Path> other, Consumer<String> progress) {
    this.plan = plan;
    this.other = other;
    this.progress = progress;
  }

  List<Result> run() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("zveno-bench");
    List<Node> nodes = new ArrayList<>();
    try {
      Path chain = folder.resolve("chain.json");
      progress.accept("making a chain of " + plan.blocks() + " blocks");
      ChainFile.write(chain, plan.blocks());
      if (other.isPresent()) {
        nodes.add(prepare("other", other, chain, folder.resolve("other")));
      }
      nodes.add(prepare("this", Optional.empty(), chain, folder.resolve("this")));
      for (int round = -1; round < plan.rounds(); round++) {
        for (Node node : nodes) {
          progress.accept(round < 0 ? "warming" : "round " + (round + 1) + " of " + plan.rounds());
          play(node);
        }
        if (round < 0) {
          values.clear();
          waits.clear();
        }
      }
      verify(nodes);
      return results();
    } finally {
      nodes.forEach(node -> node.process().close());
      Folders.remove(folder);
    }
  }

  private Node prepare(String build, Optional<Path> launcher, Path chain, Path data)
      throws IOException, InterruptedException {
    progress.accept("filling a node");
    ServerProcess.run(launcher, List.of("import", "--data-dir", data.toString(), chain.toString()));
    ServerProcess node =
        ServerProcess.node(launcher, List.of("--port", "0", "--data-dir", data.toString()));
    try {
      fill(node.uri());
      HttpLoad.once(node.uri(), HttpLoad.get("/mine"), 200); // a block of all of them
      HttpLoad.once(node.uri(), HttpLoad.get("/mine"), 200); // and a small one above it
      fill(node.uri());
      return new Node(build, launcher, data, node, plan.blocks() + 1L);
    } catch (IOException | RuntimeException e) {
      node.close();
      throw e;
    }
  }

  private void fill(URI node) throws IOException {
    byte[] batch =
        HttpLoad.post("/api/v1/transactions", "application/x-ndjson", TRANSACTION.repeat(BATCH));
    for (int posted = 0; posted < plan.pooled(); posted += BATCH) {
      HttpLoad.once(node, batch, 200);
    }
  }

  private void play(Node node) throws IOException, InterruptedException {
    load(node, BASELINE, BASELINE);
    load(node, "/api/v1/status", "/api/v1/status");
    load(node, "/openapi.yaml", "/openapi.yaml");
    load(node, "/metrics", "/metrics");
    load(node, "a block", "/api/v1/blocks/" + Math.max(1, node.large() - 100));
    load(node, "a block below a large one", "/api/v1/blocks/" + (node.large() - 1));
    load(node, "a block above a large one", "/api/v1/blocks/" + (node.large() + 1));
    besideChains(node);
    long begin = System.nanoTime();
    HttpLoad.once(node.process().uri(), HttpLoad.get("/chain"), 200);
    note(values, CHAIN, node, (System.nanoTime() - begin) / 1e9);
  }

  /** As browsers, Prometheus and most libraries ask. */
  private static byte[] get(String path) {
    return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private void load(Node node, String work, String path) throws IOException, InterruptedException {
    note(node, work, new HttpLoad(node.process().uri(), plan.connections(), get(path), 200));
  }

  private void note(Node node, String work, HttpLoad load)
      throws IOException, InterruptedException {
    HttpLoad.Done done = load.run(plan.time(), MOST);
    note(values, work, node, done.perSecond());
    note(waits, work, node, done.wait(0.99));
  }

  private static void note(
      Map<String, Map<String, List<Double>>> where, String work, Node node, double value) {
    where
        .computeIfAbsent(work, name -> new LinkedHashMap<>())
        .computeIfAbsent(node.build(), name -> new ArrayList<>())
        .add(value);
  }

  /** One client asks whether the node lives, others read the whole chain meanwhile. */
  private void besideChains(Node node) throws IOException, InterruptedException {
    AtomicBoolean ends = new AtomicBoolean();
    AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < CHAIN_READERS; i++) {
      readers.add(
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try {
                  while (!ends.get()) {
                    HttpLoad.once(node.process().uri(), HttpLoad.get("/chain"), 200);
                  }
                } catch (IOException e) {
                  failure.set(e);
                }
              }));
    }
    try {
      note(node, BESIDE_CHAINS, new HttpLoad(node.process().uri(), 1, get(BASELINE), 200));
    } finally {
      ends.set(true);
      for (Thread reader : readers) {
        reader.join();
      }
    }
    IOException why = failure.get();
    if (why != null) {
      throw why;
    }
  }

  /** The store of a node that has ended. */
  private void verify(List<Node> nodes) throws IOException, InterruptedException {
    for (Node node : nodes) {
      node.process().close();
    }
    for (int round = 0; round < Math.min(plan.rounds(), 3); round++) {
      for (Node node : nodes) {
        progress.accept("verifying");
        double seconds =
            ServerProcess.run(
                node.launcher(), List.of("verify", "--data-dir", node.data().toString()));
        note(values, VERIFY, node, seconds);
      }
    }
  }

  private List<Result> results() {
    List<Result> results = new ArrayList<>();
    values.forEach((work, builds) ->
        builds.forEach((build, rounds) -> {
          boolean inSeconds = work.equals(CHAIN) || work.equals(VERIFY);
          boolean compared = build.equals("this") && builds.containsKey("other");
          List<Double> lives =
              values.getOrDefault(BASELINE, Map.of()).getOrDefault(build, List.of());
          List<Double> theirs = builds.getOrDefault("other", List.of());
          results.add(
              new Result(
                  work,
                  build,
                  median(rounds),
                  inSeconds ? "s" : "/s",
                  inSeconds
                      ? OptionalDouble.empty()
                      : OptionalDouble.of(
                          median(
                              waits.getOrDefault(work, Map.of()).getOrDefault(build, List.of()))),
                  inSeconds || work.equals(BESIDE_CHAINS)
                      ? OptionalDouble.empty()
                      : OptionalDouble.of(ratio(rounds, lives)),
                  !compared
                      ? OptionalDouble.empty()
                      : OptionalDouble.of(
                          inSeconds ? ratio(theirs, rounds) : ratio(rounds, theirs))));
        }));
    return results;
  }

  private static double ratio(List<Double> some, List<Double> others) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(some.size(), others.size()); i++) {
      ratios.add(some.get(i) / others.get(i));
    }
    return median(ratios);
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }
}
