package zveno.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.rules.strict.StrictTransaction;
import zveno.kernel.rules.strict.keys.InstalledVerifier;
import zveno.node.cli.Folders;
import zveno.node.signatures.NodeVerifier;

/**
 * Measures a node with strict rules from outside, in a process of its own and with every answer
 * after an fsync, beside nodes of other chains where they are installed. They take turns in rounds.
 */
final class StrictBench implements AutoCloseable {

  private static final String ZVENO = "zveno";
  private static final String BARE = "bare verification";
  private static final String BATCHES = "transfers in batches";
  private static final String SINGLES = "transfers one by one, 64 connections";
  private static final String BLOCK = "block from the pool";
  private static final String SYNC = "new node takes over";
  private static final String ACCOUNT = "GET account";
  private static final String MEMORY = "memory";

  private static final String PER_SECOND = "/s";

  private static final int CONNECTIONS = 64;

  /** How many requests are on their way at once when there are batches. */
  private static final int BATCH_CONNECTIONS = 4;

  /** A request for an account is through in less time than it takes to compile what answers it. */
  private static final int ROUNDS_TO_WARM_UP = 4;

  /** Most transactions that a batch has. */
  private static final int BATCH = 512;

  /**
   * How large a measurement is.
   *
   * @param senders how many accounts send to ours
   * @param transfers how many are sent to another chain in each round, each way
   * @param inBlock how many the block has that is mined from the pool
   * @param blocks how many a new node takes over
   * @param perBlock transfers in each of them
   * @param accounts how many accounts there are when one is asked for
   * @param rounds how often each thing is measured
   * @param time how long what has no end is measured in each round
   */
  record Size(
      int senders,
      int transfers,
      int inBlock,
      int blocks,
      int perBlock,
      int accounts,
      int rounds,
      Duration time) {

    static final Size WHOLE =
        new Size(256, 2_000, 10_000, 1_000, 100, 1_000_000, 3, Duration.ofSeconds(2));

    /** Says that it runs, and nothing about speed. */
    static final Size TINY = new Size(64, 100, 200, 5, 20, 500, 1, Duration.ofMillis(100));
  }

  /** What can be measured alone. */
  enum Part {
    BATCHES,
    SINGLES,
    BLOCK,
    SYNC,
    ACCOUNTS;

    /** As it is typed. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Size size;
  private final Set<Part> parts;
  private final Consumer<String> progress;
  private final Path home;
  private final NodeVerifier verifier;
  private final List<StrictResult> results = new ArrayList<>();

  /** What each server did in each round, by the work. */
  private final Map<String, Map<String, List<Double>>> rates = new TreeMap<>();

  /**
   * @param parts what is measured
   * @param progress hears what is being done
   */
  StrictBench(Size size, Set<Part> parts, Consumer<String> progress) throws IOException {
    this.size = size;
    this.parts = parts;
    this.progress = progress;
    this.home = Files.createTempDirectory("zveno-bench");
    this.verifier = (NodeVerifier) InstalledVerifier.get();
  }

  /** Who verifies signatures, with the version. */
  String library() {
    return verifier.name();
  }

  List<StrictResult> run() throws IOException, InterruptedException {
    Optional<Anvil> anvil = Anvil.start();
    Optional<Litecoin> litecoin = litecoin(anvil);
    List<OtherChain> others = new ArrayList<>();
    anvil.ifPresent(others::add);
    litecoin.ifPresent(others::add);
    try {
      if (parts.contains(Part.BATCHES)
          || parts.contains(Part.SINGLES)
          || parts.contains(Part.BLOCK)) {
        transfers(others);
      }
      if (parts.contains(Part.SYNC)) {
        sync(others);
      }
    } finally {
      for (OtherChain other : others) {
        other.close();
      }
    }
    if (parts.contains(Part.ACCOUNTS)) {
      accounts();
    }
    return List.copyOf(results);
  }

  private Optional<Litecoin> litecoin(Optional<Anvil> started)
      throws IOException, InterruptedException {
    try {
      return Litecoin.start(home);
    } catch (IOException | InterruptedException e) {
      started.ifPresent(Anvil::close);
      throw e;
    }
  }

  private void note(String work, String server, double rate) {
    rates
        .computeIfAbsent(work, _ -> new TreeMap<>())
        .computeIfAbsent(server, _ -> new ArrayList<>())
        .add(rate);
  }

  private List<Double> rounds(String work, String server) {
    return rates.getOrDefault(work, Map.of()).getOrDefault(server, List.of());
  }

  private void bare(String work) throws InterruptedException {
    note(work, BARE, verifier.measure(size.time()));
  }

  // Transfers.

  private String[] nodeOptions(StrictNet net, Path folder) throws IOException {
    Path file = folder.resolveSibling("genesis.json");
    Files.write(file, net.genesis().canonical());
    return new String[] {
      "node",
      "--port",
      "0",
      "--rules",
      "strict",
      "--genesis",
      file.toString(),
      "--data-dir",
      folder.toString(),
      "--reward-address",
      net.address(0).text()
    };
  }

  private void transfers(List<OtherChain> others) throws IOException, InterruptedException {
    progress.accept("signing");
    Map<OtherChain, List<String>> calls = new LinkedHashMap<>();
    for (OtherChain other : others) {
      calls.put(other, new ArrayList<>(other.signed(2 * size.transfers() * (size.rounds() + 1))));
    }
    StrictNet net = new StrictNet(size.senders());
    Path folder = Files.createDirectories(home.resolve("transfers")).resolve("data");
    try (ServerProcess ours = ServerProcess.zveno(nodeOptions(net, folder))) {
      for (int round = 0; round <= size.rounds(); round++) { // one before, to get warm
        progress.accept("round " + round + " of " + size.rounds());
        if (parts.contains(Part.BATCHES)) {
          bare(BATCHES);
          batches(net, ours.uri());
          for (Map.Entry<OtherChain, List<String>> other : calls.entrySet()) {
            batches(other.getKey(), taken(other.getValue()));
          }
        }
        if (parts.contains(Part.SINGLES)) {
          bare(SINGLES);
          singles(net, ours.uri());
          for (Map.Entry<OtherChain, List<String>> other : calls.entrySet()) {
            singles(other.getKey(), taken(other.getValue()));
          }
        }
        if (parts.contains(Part.BLOCK)) {
          block(net, ours.uri());
        }
        if (round == 0) {
          rates.clear();
        }
      }
    }
    for (String work : List.of(BATCHES, SINGLES)) {
      report(work, BARE, PER_SECOND);
      report(work, ZVENO, PER_SECOND);
      others.forEach(other -> report(work, other.name(), PER_SECOND));
    }
    if (parts.contains(Part.BLOCK)) {
      results.add(
          new StrictResult(
              BLOCK + ", " + size.inBlock() + " transfers",
              ZVENO,
              median(rounds(BLOCK, ZVENO)),
              "ms",
              OptionalDouble.empty(),
              OptionalDouble.empty()));
    }
  }

  private List<String> taken(List<String> calls) {
    List<String> front = calls.subList(0, size.transfers());
    List<String> taken = List.copyOf(front);
    front.clear();
    return taken;
  }

  /** The next transfers of all senders, so many at once as may wait. */
  private void batches(StrictNet net, URI ours) throws IOException, InterruptedException {
    List<StrictTransaction> all = net.signed(0, net.senders(), StrictNet.WAITING_OF_ONE);
    double seconds = ListedLoad.run(ours, spread(batchRequests(all), BATCH_CONNECTIONS), 200);
    emptied(ours, all.size());
    note(BATCHES, ZVENO, all.size() / seconds);
  }

  private static List<byte[]> batchRequests(List<StrictTransaction> all) {
    List<byte[]> requests = new ArrayList<>();
    for (int from = 0; from < all.size(); from += BATCH) {
      StringBuilder lines = new StringBuilder();
      all.subList(from, Math.min(all.size(), from + BATCH))
          .forEach(one -> lines.append(one).append('\n'));
      requests.add(HttpLoad.post("/api/v1/transactions", "application/x-ndjson", lines.toString()));
    }
    return requests;
  }

  /** All of a sender go over one connection, in their order. */
  private void singles(StrictNet net, URI ours) throws IOException, InterruptedException {
    List<StrictTransaction> all = net.signed(0, net.senders(), StrictNet.WAITING_OF_ONE);
    List<List<byte[]>> requests = new ArrayList<>();
    IntStream.range(0, CONNECTIONS).forEach(_ -> requests.add(new ArrayList<>()));
    for (int i = 0; i < all.size(); i++) {
      int sender = i / StrictNet.WAITING_OF_ONE;
      requests
          .get(sender % CONNECTIONS)
          .add(HttpLoad.post("/transactions/new", "application/json", all.get(i).toString()));
    }
    double seconds = ListedLoad.run(ours, requests, 201);
    emptied(ours, all.size());
    note(SINGLES, ZVENO, all.size() / seconds);
  }

  private static List<List<byte[]>> spread(List<byte[]> requests, int connections) {
    List<List<byte[]>> all = new ArrayList<>();
    IntStream.range(0, Math.min(connections, requests.size()))
        .forEach(_ -> all.add(new ArrayList<>()));
    for (int i = 0; i < requests.size(); i++) {
      all.get(i % all.size()).add(requests.get(i));
    }
    return all;
  }

  private void batches(OtherChain other, List<String> calls)
      throws IOException, InterruptedException {
    List<byte[]> requests = new ArrayList<>();
    int each = Math.ceilDiv(calls.size(), BATCH_CONNECTIONS);
    for (int from = 0; from < calls.size(); from += each) {
      List<String> some = calls.subList(from, Math.min(calls.size(), from + each));
      requests.add(other.rpc().request("[" + String.join(", ", some) + "]"));
    }
    sent(BATCHES, other, requests, calls.size(), BATCH_CONNECTIONS);
  }

  private void singles(OtherChain other, List<String> calls)
      throws IOException, InterruptedException {
    List<byte[]> requests = calls.stream().map(other.rpc()::request).toList();
    sent(SINGLES, other, requests, calls.size(), CONNECTIONS);
  }

  private void sent(
      String work, OtherChain other, List<byte[]> requests, int count, int connections)
      throws IOException, InterruptedException {
    double seconds = ListedLoad.run(other.rpc().server(), spread(requests, connections), 200);
    long mined = other.mine();
    if (mined != count) {
      throw new IOException(
          other.name() + " mined " + mined + " transfers of " + count + " that were sent");
    }
    note(work, other.name(), count / seconds);
  }

  /** How many wait; then they are mined. */
  private static void emptied(URI ours, long wanted) throws IOException, InterruptedException {
    long waiting = number(ours, "/api/v1/pool", "count");
    if (waiting != wanted) {
      throw new IOException(waiting + " transfers wait, of " + wanted + " that were sent");
    }
    mine(ours);
    if (number(ours, "/api/v1/pool", "count") != 0) {
      throw new IOException("a block did not take all transfers");
    }
  }

  private static void mine(URI ours) throws IOException {
    HttpLoad.once(ours, HttpLoad.post("/api/v1/blocks", "application/json", "{}"), 201);
  }

  private static long number(URI ours, String path, String member)
      throws IOException, InterruptedException {
    return json(ours, path)
        .member(member)
        .orElseThrow(() -> new IOException(path + " has no " + member))
        .integer()
        .longValueExact();
  }

  private static JsonValue json(URI ours, String path) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      byte[] body =
          client
              .send(HttpRequest.newBuilder(ours.resolve(path)).build(), BodyHandlers.ofByteArray())
              .body();
      return JsonValue.parse(body, JsonLimits.defaults());
    } catch (DecodeException e) {
      throw new IOException(path + " is not answered with JSON", e);
    }
  }

  private void block(StrictNet net, URI ours) throws IOException, InterruptedException {
    int senders = Math.ceilDiv(size.inBlock(), StrictNet.WAITING_OF_ONE);
    int each = size.inBlock() / senders;
    List<StrictTransaction> all = net.signed(0, senders, each);
    ListedLoad.run(ours, spread(batchRequests(all), BATCH_CONNECTIONS), 200);
    if (number(ours, "/api/v1/pool", "count") != all.size()) {
      throw new IOException("not all transfers were taken");
    }
    long begin = System.nanoTime();
    mine(ours);
    note(BLOCK, ZVENO, (System.nanoTime() - begin) / 1e6);
  }

  // A new node.

  private void sync(List<OtherChain> others) throws IOException, InterruptedException {
    progress.accept("making a chain of " + size.blocks() + " blocks");
    StrictNet net = new StrictNet(size.perBlock());
    Path folder = Files.createDirectories(home.resolve("sync")).resolve("data");
    net.store(folder, size.blocks(), _ -> net.signed(0, net.senders(), 1));
    double transfers = (double) size.blocks() * size.perBlock();
    try (ServerProcess source = ServerProcess.zveno(nodeOptions(net, folder))) {
      String tip = tip(source.uri());
      for (int round = 0; round < size.rounds(); round++) {
        progress.accept("a new node takes over, round " + (round + 1));
        bare(SYNC);
        Path fresh = home.resolve("sync").resolve("fresh-" + round);
        try (ServerProcess target = ServerProcess.zveno(nodeOptions(net, fresh))) {
          String nodes = "{\"nodes\": [\"" + source.uri() + "\"]}";
          HttpLoad.once(
              target.uri(), HttpLoad.post("/nodes/register", "application/json", nodes), 201);
          long begin = System.nanoTime();
          HttpLoad.once(target.uri(), HttpLoad.get("/nodes/resolve"), 200);
          double seconds = (System.nanoTime() - begin) / 1e9;
          if (!tip(target.uri()).equals(tip)) {
            throw new IOException("the new node has not taken over the chain");
          }
          note(SYNC, ZVENO, transfers / seconds);
        }
      }
    }
    for (OtherChain other : others) {
      progress.accept("a new node of " + other.name());
      other.sync().ifPresent(rate -> note(SYNC, other.name(), rate));
    }
    report(SYNC, BARE, PER_SECOND);
    report(SYNC, ZVENO, PER_SECOND);
    others.forEach(other -> report(SYNC, other.name(), PER_SECOND));
  }

  private static String tip(URI node) throws IOException, InterruptedException {
    return json(node, "/api/v1/tip").member("hash").orElseThrow().text();
  }

  // Accounts.

  private void accounts() throws IOException, InterruptedException {
    progress.accept("making " + size.accounts() + " accounts");
    StrictNet net = new StrictNet(size.senders());
    Path folder = Files.createDirectories(home.resolve("accounts")).resolve("data");
    int each = Math.min(10_000, size.accounts());
    net.store(
        folder, Math.ceilDiv(size.accounts(), each), block -> net.unsigned(block * each, each));
    try (ServerProcess node = ServerProcess.zveno(nodeOptions(net, folder))) {
      byte[][] asked = new byte[CONNECTIONS * 64][];
      for (int i = 0; i < asked.length; i++) {
        int number = (int) ((long) i * 7919 % size.accounts());
        asked[i] = keptAlive("/api/v1/accounts/" + StrictNet.receiver(number).text());
      }
      byte[][] plain = {keptAlive("/livez")};
      for (int round = 1 - ROUNDS_TO_WARM_UP; round <= size.rounds(); round++) {
        progress.accept("accounts, round " + Math.max(0, round) + " of " + size.rounds());
        double bare = asking(node.uri(), plain);
        double rate = asking(node.uri(), asked);
        if (round > 0) {
          note(ACCOUNT, BARE, bare);
          note(ACCOUNT, ZVENO, rate);
        }
      }
      OptionalLong memory = node.peakMemory();
      String many = ", " + size.accounts() + " accounts";
      results.add(result(ACCOUNT + many, "/livez", ACCOUNT, BARE, PER_SECOND));
      results.add(result(ACCOUNT + many, ZVENO, ACCOUNT, ZVENO, PER_SECOND));
      memory.ifPresent(bytes ->
          results.add(
              new StrictResult(
                  MEMORY + many,
                  ZVENO,
                  bytes / (double) (1 << 20),
                  "MiB",
                  OptionalDouble.empty(),
                  OptionalDouble.empty())));
    }
  }

  private static byte[] keptAlive(String path) {
    return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private double asking(URI node, byte[][] requests) throws IOException, InterruptedException {
    int count = (int) Math.max(1, size.time().toMillis() / 100) * CONNECTIONS * 8;
    List<List<byte[]>> all = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < CONNECTIONS; i++) {
      List<byte[]> ofOne = new ArrayList<>();
      for (int j = 0; j < count / CONNECTIONS; j++) {
        ofOne.add(requests[next++ % requests.length]);
      }
      all.add(ofOne);
    }
    return count / ListedLoad.run(node, all, 200);
  }

  // What was found.

  private void report(String work, String server, String unit) {
    if (!rounds(work, server).isEmpty()) {
      results.add(result(work, server, work, server, unit));
    }
  }

  private StrictResult result(String title, String shown, String work, String server, String unit) {
    List<Double> own = rounds(work, server);
    OptionalDouble toBest = OptionalDouble.empty();
    OptionalDouble toBare = OptionalDouble.empty();
    if (server.equals(ZVENO)) {
      toBare = ratio(own, rounds(work, BARE));
      toBest =
          rates.getOrDefault(work, Map.of()).keySet().stream()
              .filter(name -> !name.equals(ZVENO) && !name.equals(BARE))
              .map(name -> ratio(own, rounds(work, name)))
              .filter(OptionalDouble::isPresent)
              .mapToDouble(OptionalDouble::getAsDouble)
              .min();
    }
    return new StrictResult(title, shown, median(own), unit, toBest, toBare);
  }

  private static OptionalDouble ratio(List<Double> own, List<Double> others) {
    if (own.isEmpty() || others.isEmpty()) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        median(
            IntStream.range(0, own.size())
                .mapToObj(round -> own.get(round) / others.get(Math.min(round, others.size() - 1)))
                .toList()));
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  @Override
  public void close() throws IOException {
    Folders.remove(home);
  }
}
