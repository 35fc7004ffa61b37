package zveno.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import zveno.node.cli.Folders;

/**
 * Measures a node from outside, in a process of its own and with its data on disk, beside the
 * tutorial's node where there is one, and beside the same HTTP server without a chain. They take
 * turns in rounds; what counts is the median of the rounds, and for ratios, the median of the
 * ratios round by round.
 */
public final class HttpBench {

  private static final String TRANSACTION =
      "{\"sender\": \"d4ee26eee15148ee92c6cd394edd974e\", \"recipient\": \"someone-other-address\","
          + " \"amount\": 5}";

  private static final byte[] POST =
      HttpLoad.post("/transactions/new", "application/json", TRANSACTION);

  /** How many transactions a batch has. */
  private static final int BATCH = 1_000;

  private static final byte[] BATCH_POST =
      HttpLoad.post(
          "/api/v1/transactions", "application/x-ndjson", (TRANSACTION + "\n").repeat(BATCH));

  /** No more transactions in a round: a pool has an end, and is emptied between two rounds. */
  private static final int MAX = 40_000;

  private static final int ROUNDS = 5;

  /** How long a server sends a chain before that is measured. */
  private static final Duration WARMING = Duration.ofSeconds(3);

  /** The tutorial's node is not asked for chains longer than this: it takes too long to get one. */
  private static final int MAX_OF_PYTHON = 200_000;

  private final Duration time;
  private final SortedSet<Integer> connections;
  private final SortedSet<Integer> blocks;
  private final Optional<Path> tutorial;
  private final Consumer<String> progress;

  /**
   * @param time how long each row of posts is measured
   * @param connections the numbers of connections to post over, each at least 1
   * @param blocks the lengths of the chains to send and to check, each at least 2
   * @param tutorial the tutorial's {@code blockchain.py}, for the {@code python3} on the path
   * @param progress hears every now and then, in a few words, what is being done
   */
  public HttpBench(
      Duration time,
      SortedSet<Integer> connections,
      SortedSet<Integer> blocks,
      Optional<Path> tutorial,
      Consumer<String> progress) {
    this.time = time;
    this.connections = connections;
    this.blocks = blocks;
    this.tutorial = tutorial;
    this.progress = progress;
  }

  /**
   * Measures.
   *
   * @throws IOException if a server does not start, or does not answer as it should
   */
  public HttpResults run() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("zveno-bench");
    try {
      List<PostResult> posts = posts(folder);
      List<ChainResult> chains = new ArrayList<>();
      List<CheckResult> checks = new ArrayList<>();
      for (int length : blocks) {
        chain(folder, length, chains, checks);
      }
      return new HttpResults(posts, chains, checks);
    } finally {
      Folders.remove(folder);
    }
  }

  // Posts.

  /** One row of the table, and what it did in each round. */
  private record Row(
      String server,
      String way,
      int connections,
      ServerProcess process,
      HttpLoad load,
      int worth,
      List<HttpLoad.Done> rounds) {

    void play(Duration slice) throws IOException, InterruptedException {
      rounds.add(load.run(slice, MAX / worth));
      if (!server.equals("no chain")) {
        HttpLoad.once(process.uri(), HttpLoad.get("/mine"), 200); // empties the pool
      }
    }

    double rate(int round) {
      return rounds.get(round).perSecond() * worth;
    }

    double[] rates() {
      double[] rates = new double[rounds.size()];
      Arrays.setAll(rates, this::rate);
      return rates;
    }
  }

  private List<PostResult> posts(Path folder) throws IOException, InterruptedException {
    List<ServerProcess> servers = new ArrayList<>();
    try {
      List<Row> rows = new ArrayList<>();
      if (tutorial.isPresent()) {
        servers.add(ServerProcess.tutorial(tutorial.get()));
        enter("python", "post", servers.getLast(), POST, 201, 1, rows);
      }
      servers.add(ServerProcess.zveno("bench", "no-chain"));
      enter("no chain", "post", servers.getLast(), POST, 201, 1, rows);
      servers.add(
          ServerProcess.zveno(
              "node", "--port", "0", "--data-dir", folder.resolve("posts").toString()));
      enter("zveno", "post", servers.getLast(), POST, 201, 1, rows);
      enter("zveno", "batch", servers.getLast(), BATCH_POST, 200, BATCH, rows);
      for (Row row : rows) {
        progress.accept("warming: " + row.server() + ", " + row.way());
        row.play(time);
        row.rounds().clear();
      }
      for (int round = 0; round < ROUNDS; round++) {
        for (Row row : rows) {
          progress.accept("round " + (round + 1) + " of " + ROUNDS + ": " + row.server());
          row.play(time.dividedBy(ROUNDS));
        }
      }
      return rows.stream().map(row -> result(row, rows)).toList();
    } finally {
      servers.forEach(ServerProcess::close);
    }
  }

  private void enter(
      String server,
      String way,
      ServerProcess process,
      byte[] request,
      int wanted,
      int worth,
      List<Row> rows) {
    for (int count : connections) {
      HttpLoad load = new HttpLoad(process.uri(), count, request, wanted);
      rows.add(new Row(server, way, count, process, load, worth, new ArrayList<>()));
    }
  }

  private static PostResult result(Row row, List<Row> rows) {
    double[] rates = row.rates();
    HttpLoad.Done middle =
        row.rounds().stream()
            .sorted(Comparator.comparingDouble(HttpLoad.Done::perSecond))
            .skip(ROUNDS / 2)
            .findFirst()
            .orElseThrow();
    return new PostResult(
        row.server(),
        row.way(),
        row.connections(),
        median(rates),
        middle.wait(0.5),
        middle.wait(0.99),
        ratio(row, find(rows, "python", row.connections())),
        ratio(row, find(rows, "no chain", row.connections())));
  }

  private static Optional<Row> find(List<Row> rows, String server, int connections) {
    return rows.stream()
        .filter(row -> row.server().equals(server) && row.connections() == connections)
        .findFirst();
  }

  private static OptionalDouble ratio(Row row, Optional<Row> other) {
    if (other.isEmpty()) {
      return OptionalDouble.empty();
    }
    double[] ratios = new double[ROUNDS];
    Arrays.setAll(ratios, round -> row.rate(round) / other.get().rate(round));
    return OptionalDouble.of(median(ratios));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  // Whole chains.

  private void chain(Path folder, int length, List<ChainResult> chains, List<CheckResult> checks)
      throws IOException, InterruptedException {
    progress.accept("making a chain of " + length + " blocks");
    Path file = folder.resolve(length + ".json");
    check(ChainFile.write(file, length), checks);

    Path data = folder.resolve("chain-" + length);
    progress.accept("importing " + length + " blocks");
    ServerProcess.run("import", "--data-dir", data.toString(), file.toString());
    try (ServerProcess ours =
        ServerProcess.zveno("node", "--port", "0", "--data-dir", data.toString())) {
      OptionalDouble theirs = OptionalDouble.empty();
      if (tutorial.isPresent() && length <= MAX_OF_PYTHON) {
        try (ServerProcess python = ServerProcess.tutorial(tutorial.get())) {
          progress.accept("python takes over " + length + " blocks");
          takeOver(python, ours);
          ChainResult result = send("python", length, python, theirs);
          theirs = OptionalDouble.of(result.seconds());
          chains.add(result);
        }
      }
      chains.add(send("zveno", length, ours, theirs));
    }
    Files.delete(file);
  }

  private static void takeOver(ServerProcess python, ServerProcess ours) throws IOException {
    String nodes = "{\"nodes\": [\"" + ours.uri() + "\"]}";
    byte[] register = HttpLoad.post("/nodes/register", "application/json", nodes);
    HttpLoad.once(python.uri(), register, 201);
    HttpLoad.once(python.uri(), HttpLoad.get("/nodes/resolve"), 200);
  }

  private ChainResult send(String name, int length, ServerProcess server, OptionalDouble theirs)
      throws IOException {
    progress.accept(name + " sends " + length + " blocks");
    byte[] request = HttpLoad.get("/chain");
    long bytes = 0;
    for (long warm = System.nanoTime() + WARMING.toNanos(); System.nanoTime() < warm; ) {
      bytes = HttpLoad.once(server.uri(), request, 200);
    }
    OptionalLong before = server.memory();
    server.forgetPeak();
    double[] seconds = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long begin = System.nanoTime();
      HttpLoad.once(server.uri(), request, 200);
      seconds[round] = (System.nanoTime() - begin) / 1e9;
    }
    OptionalLong after = server.peakMemory();
    OptionalLong grown =
        before.isPresent() && after.isPresent()
            ? OptionalLong.of(Math.max(0, after.getAsLong() - before.getAsLong()))
            : OptionalLong.empty();
    double median = median(seconds);
    return new ChainResult(
        name,
        length,
        bytes,
        median,
        grown,
        theirs.isPresent()
            ? OptionalDouble.of(theirs.getAsDouble() / median)
            : OptionalDouble.empty());
  }

  /** One way to check a chain, and how many blocks it checked in a second in each round. */
  private record Check(boolean reading, int threads, List<Double> rates) {

    double run(ChainFile chain, List<byte[]> texts) throws IOException, InterruptedException {
      if (!reading) {
        return chain.check(texts, threads);
      }
      return threads == 1 ? chain.check() : chain.check(threads);
    }
  }

  private void check(ChainFile chain, List<CheckResult> checks)
      throws IOException, InterruptedException {
    progress.accept("checking " + chain.blocks() + " blocks");
    boolean isLong = chain.blocks() > MAX_OF_PYTHON; // too long to be held in memory, too
    boolean beside = Python.isHere() && !isLong;
    List<byte[]> texts = isLong ? List.of() : chain.texts();
    List<Check> ways = new ArrayList<>();
    for (boolean reading : isLong ? new boolean[] {true} : new boolean[] {false, true}) {
      Stream.of(1, Runtime.getRuntime().availableProcessors())
          .distinct()
          .forEach(threads -> ways.add(new Check(reading, threads, new ArrayList<>())));
    }
    for (Check way : ways) {
      var _ = way.run(chain, texts); // warm
    }
    double[] python = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      if (beside) {
        python[round] = PythonCheck.run(chain.file()).orElse(0);
        beside = python[round] > 0;
      }
      for (Check way : ways) {
        way.rates().add(chain.blocks() / way.run(chain, texts));
      }
    }
    if (beside) {
      OptionalDouble one = OptionalDouble.of(1);
      checks.add(new CheckResult("python", false, 1, chain.blocks(), median(python), one));
    }
    for (Check way : ways) {
      double[] rates = way.rates().stream().mapToDouble(Double::doubleValue).toArray();
      double[] ratios = new double[ROUNDS];
      Arrays.setAll(ratios, round -> rates[round] / python[round]);
      checks.add(
          new CheckResult(
              "zveno",
              way.reading(),
              way.threads(),
              chain.blocks(),
              median(rates),
              beside ? OptionalDouble.of(median(ratios)) : OptionalDouble.empty()));
    }
  }
}
