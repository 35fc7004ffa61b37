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

  private static final String DISK = "disk";
  private static final String PYTHON = "python";
  private static final String NO_CHAIN = "no chain";
  private static final String ZVENO = "zveno";
  private static final String OTHER = "other build";

  /** How long a server sends a chain before that is measured. */
  private static final Duration WARMING = Duration.ofSeconds(3);

  /** The tutorial's node is not asked for chains longer than this: it takes too long to get one. */
  private static final int MAX_OF_PYTHON = 200_000;

  private final Duration time;
  private final SortedSet<Integer> connections;
  private final SortedSet<Integer> blocks;
  private final Optional<Path> tutorial;
  private final Optional<Path> other;
  private final Consumer<String> progress;

  /**
   * @param time how long each row of posts is measured
   * @param connections the numbers of connections to post over, each at least 1
   * @param blocks the lengths of the chains to send and to check, each at least 2
   * @param tutorial the tutorial's {@code blockchain.py}, for the {@code python3} on the path
   * @param other the launcher of another build, whose node takes turns with ours
   * @param progress hears every now and then, in a few words, what is being done
   */
  public HttpBench(
      Duration time,
      SortedSet<Integer> connections,
      SortedSet<Integer> blocks,
      Optional<Path> tutorial,
      Optional<Path> other,
      Consumer<String> progress) {
    this.time = time;
    this.connections = connections;
    this.blocks = blocks;
    this.tutorial = tutorial;
    this.other = other;
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

  /** What is done again and again, for a time or so many times. */
  @FunctionalInterface
  private interface Load {
    HttpLoad.Done run(Duration time, int most) throws IOException, InterruptedException;
  }

  /**
   * One row of the table, and what it did in each round.
   *
   * @param process the server, if there is one
   * @param cpu processor time of the server, for each round
   */
  private record Row(
      String server,
      String way,
      int connections,
      Optional<ServerProcess> process,
      Load load,
      int worth,
      List<HttpLoad.Done> rounds,
      List<Long> cpu) {

    void play(Duration slice) throws IOException, InterruptedException {
      long before = cpuNanos();
      rounds.add(load.run(slice, MAX / worth));
      cpu.add(cpuNanos() - before);
      if (process.isPresent() && !server.equals(NO_CHAIN)) {
        HttpLoad.once(process.get().uri(), HttpLoad.get("/mine"), 200); // empties the pool
      }
    }

    private long cpuNanos() {
      return process.map(ServerProcess::cpuNanos).orElse(0L);
    }

    void forget() {
      rounds.clear();
      cpu.clear();
    }

    /** Of all rounds together: the system counts in hundredths of a second. */
    OptionalDouble cpuMicros() {
      long count = rounds.stream().mapToLong(done -> (long) done.waits().length * worth).sum();
      return process.isEmpty() || count == 0
          ? OptionalDouble.empty()
          : OptionalDouble.of(cpu.stream().mapToLong(Long::longValue).sum() / 1e3 / count);
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
    try (DiskLoop disk = new DiskLoop(folder.resolve("disk"))) {
      List<Row> rows = new ArrayList<>();
      if (connections.contains(1)) {
        rows.add(
            new Row(
                DISK,
                "write",
                1,
                Optional.empty(),
                disk::run,
                1,
                new ArrayList<>(),
                new ArrayList<>()));
      }
      if (tutorial.isPresent()) {
        servers.add(ServerProcess.tutorial(tutorial.get()));
        enter(PYTHON, "post", servers.getLast(), POST, 201, 1, rows);
      }
      servers.add(ServerProcess.zveno("bench", "no-chain"));
      enter(NO_CHAIN, "post", servers.getLast(), POST, 201, 1, rows);
      if (other.isPresent()) {
        enterNode(OTHER, node(folder, "other", other), servers, rows);
        enterNode(ZVENO, node(folder, "posts", ServerProcess.ownLauncher()), servers, rows);
      } else {
        enterNode(ZVENO, node(folder, "posts", Optional.empty()), servers, rows);
      }
      List<Row> turns = turns(rows);
      for (Row row : turns) {
        progress.accept("warming: " + row.server() + ", " + row.way());
        row.play(time);
        row.forget();
      }
      for (int round = 0; round < ROUNDS; round++) {
        for (Row row : round % 2 == 0 ? turns : turns.reversed()) {
          progress.accept("round " + (round + 1) + " of " + ROUNDS + ": " + row.server());
          row.play(time.dividedBy(ROUNDS));
        }
      }
      return rows.stream().map(row -> result(row, rows)).toList();
    } finally {
      servers.forEach(ServerProcess::close);
    }
  }

  private static ServerProcess node(Path folder, String name, Optional<Path> launcher)
      throws IOException, InterruptedException {
    return ServerProcess.node(
        launcher, List.of("--port", "0", "--data-dir", folder.resolve(name).toString()));
  }

  private void enterNode(
      String name, ServerProcess node, List<ServerProcess> servers, List<Row> rows) {
    servers.add(node);
    enter(name, "post", node, POST, 201, 1, rows);
    enter(name, "batch", node, BATCH_POST, 200, BATCH, rows);
  }

  /** What is compared comes close together, since machines are not always equally busy. */
  private static List<Row> turns(List<Row> rows) {
    return rows.stream()
        .sorted(
            Comparator.comparingInt((Row row) -> row.way().equals("batch") ? 1 : 0)
                .thenComparingInt(Row::connections))
        .toList();
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
      rows.add(
          new Row(
              server,
              way,
              count,
              Optional.of(process),
              load::run,
              worth,
              new ArrayList<>(),
              new ArrayList<>()));
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
        row.cpuMicros(),
        ratio(row, find(rows, PYTHON, "post", row.connections())),
        ratio(row, find(rows, NO_CHAIN, "post", row.connections())),
        row.way().equals("post") && (row.server().equals(ZVENO) || row.server().equals(OTHER))
            ? ratio(row, find(rows, DISK, "write", row.connections()))
            : OptionalDouble.empty(),
        row.server().equals(ZVENO)
            ? ratio(row, find(rows, OTHER, row.way(), row.connections()))
            : OptionalDouble.empty());
  }

  private static Optional<Row> find(List<Row> rows, String server, String way, int connections) {
    return rows.stream()
        .filter(row -> row.server().equals(server) && row.way().equals(way))
        .filter(row -> row.connections() == connections)
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

  static double median(double[] values) {
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
