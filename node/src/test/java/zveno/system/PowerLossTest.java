package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.kernel.bytes.Hash;
import zveno.kernel.chain.Chain;
import zveno.kernel.chain.PathReader;
import zveno.kernel.json.JsonValue;
import zveno.kernel.mining.Difficulty;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.rules.classic.ClassicRules;
import zveno.kernel.rules.classic.ProofRule;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;
import zveno.node.storage.errors.StoreException;
import zveno.system.RecordedDisk.Habit;
import zveno.system.RecordedDisk.Luck;
import zveno.system.RecordedDisk.Step;

/**
 * A node works while {@code recorder.c} records what it does to its files. For many moments of that
 * recording the folder is made that a file system may show when the power goes right then, and
 * whatever had been acknowledged by that moment must be in it. Some rounds have a disk that fails.
 *
 * <p>{@code -Dzveno.power.seconds} is how long that goes on; {@code -Dzveno.seed} repeats it.
 */
@Tag("slow")
@LongRunning
@Timeout(value = 4, unit = TimeUnit.HOURS)
class PowerLossTest {

  private static final long SECONDS = Long.getLong("zveno.power.seconds", 60);
  private static final int CUTS = 12;
  private static final int CLIENTS = 3;
  private static final Pattern NAME = Pattern.compile("power-(\\d+-\\d+-\\d+)\\.");

  /** Faults, as the recorder numbers them. */
  private enum Fault {
    NONE,
    WRITE_FAILS,
    HALF_A_WRITE,
    SYNC_FAILS,
    SYNC_LIES
  }

  private static final int EIO = 5;
  private static final int ENOSPC = 28;

  /**
   * Twice as long as the engine waits before it tries again by itself, where a disk was full: then
   * it would begin a new log, and state in its manifest how long the last one is.
   */
  private static final long ENGINE_RETRIES_NANOS = TimeUnit.SECONDS.toNanos(12);

  @TempDir static Path built;

  private static Path recorder;

  @TempDir Path temp;

  private final Random random = Seeds.random("PowerLossTest");
  private int rounds;
  private int cuts;
  private int looked;

  @BeforeAll
  static void build() throws Exception {
    Path source = built.resolve("recorder.c");
    try (InputStream in = PowerLossTest.class.getResourceAsStream("recorder.c")) {
      Files.copy(in, source);
    }
    recorder = built.resolve("recorder.so");
    Process compiler;
    try {
      compiler =
          new ProcessBuilder(
                  "cc", "-O1", "-shared", "-fPIC", "-o", recorder.toString(), source.toString())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      if (Boolean.getBoolean("zveno.require.cc")) {
        fail("zveno.require.cc is set, but there is no C compiler: " + e);
      }
      assumeTrue(false, "there is no C compiler here (Debian: gcc, libc6-dev)");
      return;
    }
    String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(compiler.waitFor()).as(said).isZero();
  }

  // A recorded program.

  /** A folder whose files are watched, and what the recorder and we share. */
  private final class Recording {

    private final Path root;
    private final Path log;
    private final Path control;
    private final MappedByteBuffer shared;
    private final long rootNumber;

    Recording(String name) throws IOException {
      Path own = Files.createDirectory(temp.resolve(name));
      root = Files.createDirectory(own.resolve("disk")).toRealPath();
      log = own.resolve("log");
      control = own.resolve("control");
      Files.write(control, new byte[4096]);
      try (RandomAccessFile file = new RandomAccessFile(control.toFile(), "rw")) {
        shared = file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, 4096);
      }
      shared.order(ByteOrder.nativeOrder());
      rootNumber = (long) Files.getAttribute(root, "unix:ino");
      shared.putInt(28, 100 + random.nextInt(2_000));
    }

    Path data() {
      return root.resolve("above").resolve("data");
    }

    Program recorded(Program program) {
      return program
          .withEnvironment("LD_PRELOAD", recorder.toString())
          .withEnvironment("RECORDER_ROOT", root.toString())
          .withEnvironment("RECORDER_LOG", log.toString())
          .withEnvironment("RECORDER_CONTROL", control.toString());
    }

    NodeProcess node() throws IOException, InterruptedException {
      return NodeProcess.start(
          recorded(NodeProcess.program("--difficulty", "1").and("--data-dir", data().toString())));
    }

    /** How many steps there are so far. */
    long steps() {
      return shared.getLong(0);
    }

    void arm(Fault fault, String part, int error, int spared, int times) {
      shared.put(32, part.getBytes(StandardCharsets.US_ASCII));
      shared.put(32 + part.length(), (byte) 0);
      shared.putInt(12, error);
      shared.putInt(16, spared);
      shared.putInt(20, times);
      shared.putInt(8, fault.ordinal());
    }

    int fired() {
      return shared.getInt(24);
    }

    List<Step> read() throws IOException {
      return RecordedDisk.read(log);
    }

    void remove() throws IOException {
      delete(root.getParent());
    }
  }

  // What was promised.

  /** That something is there, promised when there were so many steps. */
  private sealed interface Promise {

    long step();

    record Transaction(long step, String name) implements Promise {}

    record Mined(long step, long height, String hash) implements Promise {}

    record Length(long step, long blocks) implements Promise {}
  }

  /** What clients have asked of a node, and been answered. */
  private final class Load {

    private final int round = rounds;
    private final Recording recording;
    private final Queue<Promise> promises = new ConcurrentLinkedQueue<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final AtomicInteger next = new AtomicInteger();

    /** In half of the rounds the engine sorts its memory into tables. */
    private final int longest = random.nextBoolean() ? 200_000 : 5_000;

    Load(Recording recording) {
      this.recording = recording;
    }

    void on(NodeProcess node, int requests) throws Exception {
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          int client = i;
          long seed = random.nextLong();
          clients.add(
              threads.submit(() -> {
                ask(node, client, requests / CLIENTS, new Random(seed));
                return null;
              }));
        }
        for (Future<?> client : clients) {
          client.get();
        }
      }
    }

    private void ask(NodeProcess node, int client, int requests, Random chance) throws Exception {
      for (int i = 0; i < requests && node.isAlive(); i++) {
        if (chance.nextInt(8) == 0) {
          Api.Answer answer = node.api().post("/api/v1/blocks", "");
          if (answer.status() == 201) {
            JsonValue block = answer.json();
            promises.add(
                new Promise.Mined(
                    recording.steps(), Api.integer(block, "height"), Api.text(block, "hash")));
          }
        } else {
          post(node, client, chance);
        }
      }
    }

    /** Posts one, and returns the status. */
    int post(NodeProcess node, int client, Random chance) throws Exception {
      String name = round + "-" + client + "-" + next.getAndIncrement();
      sent.add(name);
      String text = "x".repeat(chance.nextInt(chance.nextInt(4) == 0 ? longest : 100));
      int status =
          node.api()
              .post(
                  "/transactions/new",
                  Api.transaction("power-" + name + ".", text.isEmpty() ? "b" : text, 1))
              .status();
      if (status == 201) {
        promises.add(new Promise.Transaction(recording.steps(), name));
      } else if (status == 507) {
        refused.add(name);
      }
      return status;
    }
  }

  // What is found.

  private record Found(List<String> hashes, Map<String, Integer> names) {}

  private static Found look(Path folder) throws Exception {
    return look(StoreSettings.in(folder));
  }

  private static Found look(StoreSettings settings) throws Exception {
    List<String> hashes = new ArrayList<>();
    Map<String, Integer> names = new HashMap<>();
    try (RocksStore store = RocksStore.open(settings)) {
      store.checkFiles();
      Chain chain = new Chain(ClassicRules.open(ProofRule.CLASSIC, new Difficulty(1)), store, 0);
      long length = chain.path().length();
      try (PathReader blocks = PathReader.ascending(store.live(), chain.path(), 1, length)) {
        while (blocks.next()) {
          byte[] bytes = blocks.bytes();
          if (!hashes.isEmpty()) {
            assertThat(Api.text(Api.parse(bytes), "previous_hash")).isEqualTo(hashes.getLast());
          }
          hashes.add(Hash.of(bytes).hex());
          count(bytes, names);
        }
      }
      assertThat(hashes).hasSize((int) length);
      var pool = store.livePool().poolState();
      List<PoolEntry> waiting =
          store.livePool().entries(pool.first(), pool.next(), Integer.MAX_VALUE, Long.MAX_VALUE);
      assertThat(waiting).hasSize((int) pool.count());
      waiting.forEach(one -> count(one.transaction().encoded(), names));
    }
    return new Found(hashes, names);
  }

  private static void count(byte[] text, Map<String, Integer> names) {
    Matcher matcher = NAME.matcher(new String(text, StandardCharsets.US_ASCII));
    while (matcher.find()) {
      names.merge(matcher.group(1), 1, Integer::sum);
    }
  }

  /** What is wrong with a folder after a loss of power at this step; nothing if all is well. */
  private List<String> wrong(Path folder, Load load, long step) throws Exception {
    looked++;
    Found found;
    List<String> wrong = new ArrayList<>();
    try {
      found = look(folder);
    } catch (StoreException e) {
      wrong.add("refused: " + e.getMessage());
      try {
        found = look(StoreSettings.in(folder).acceptingLoss());
      } catch (StoreException alsoNow) {
        wrong.add("refused for good: " + alsoNow.getMessage());
        return wrong;
      }
    }
    for (Promise promise : load.promises) {
      if (promise.step() <= step && !isKept(promise, found)) {
        wrong.add("lost: " + promise);
      }
    }
    found
        .names()
        .forEach((name, times) -> {
          if (times > 1) {
            wrong.add("there " + times + " times: " + name);
          }
          if (load.refused.contains(name)) {
            wrong.add("answered 507, and there: " + name);
          }
          if (!load.sent.contains(name)) {
            wrong.add("never sent: " + name);
          }
        });
    return wrong;
  }

  private static boolean isKept(Promise promise, Found found) {
    return switch (promise) {
      case Promise.Transaction(_, String name) -> found.names().containsKey(name);
      case Promise.Mined(_, long height, String hash) ->
          found.hashes().size() >= height && found.hashes().get((int) height - 1).equals(hash);
      case Promise.Length(_, long blocks) -> found.hashes().size() >= blocks;
    };
  }

  /** Cuts the power at many moments; returns all that is wrong afterwards. */
  private List<String> cut(Load load, int times, List<Luck> lucks) throws Exception {
    List<Step> steps = load.recording.read();
    List<Long> promised = load.promises.stream().map(Promise::step).toList();
    Set<Long> moments = new TreeSet<>();
    for (int i = 0; i < times; i++) {
      boolean atPromise = !promised.isEmpty() && random.nextInt(3) > 0;
      moments.add(
          Math.min(
              steps.size(),
              atPromise
                  ? promised.get(random.nextInt(promised.size()))
                  : random.nextLong(steps.size() + 1)));
    }
    List<String> wrong = new ArrayList<>();
    RecordedDisk disk = new RecordedDisk(load.recording.rootNumber);
    long done = 0;
    for (long moment : moments) {
      while (done < moment) {
        disk.apply(steps.get((int) done++));
      }
      for (Habit habit : Habit.values()) {
        Luck luck = lucks.get(random.nextInt(lucks.size()));
        Path image = temp.resolve("image");
        disk.image(image, habit, luck, random);
        String where = "round " + load.round + ", step " + moment + ", " + habit + ", " + luck;
        Path data = image.resolve(load.recording.root.relativize(load.recording.data()));
        Path looked = Files.exists(data) ? data : image.resolve("none");
        wrong(looked, load, moment).forEach(what -> wrong.add(where + ": " + what));
        delete(image);
        cuts++;
      }
    }
    return wrong;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
  }

  // The rounds.

  private interface Round {
    Load run() throws Exception;
  }

  private Load load() throws Exception {
    Recording recording = new Recording("round " + rounds);
    Load load = new Load(recording);
    try (NodeProcess node = recording.node()) {
      load.on(node, 40 + random.nextInt(120));
      end(node);
    }
    if (random.nextBoolean()) {
      try (NodeProcess node = recording.node()) {
        load.on(node, 40);
        end(node);
      }
    }
    return load;
  }

  private void end(NodeProcess node) throws InterruptedException {
    if (random.nextBoolean()) {
      node.kill9();
    } else {
      assertThat(node.terminate()).as(node.errors()).isZero();
    }
  }

  /** Many blocks come as finished tables. */
  private Load imported() throws Exception {
    Recording recording = new Recording("round " + rounds);
    Load load = new Load(recording);
    HandMadeChain chain = HandMadeChain.beginning(1);
    long blocks = 300 + random.nextInt(1_000);
    while (chain.length() < blocks) {
      chain.add(Api.transaction("a", "x".repeat(500), chain.length()));
    }
    Program program =
        Program.zveno("import", "--difficulty", "1", "--data-dir", recording.data().toString());
    byte[] document = chain.document().getBytes(StandardCharsets.UTF_8);
    Program.Outcome outcome = recording.recorded(program).run(out -> out.write(document));
    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    load.promises.add(new Promise.Length(recording.steps(), blocks));
    return load;
  }

  private Load failing() throws Exception {
    Recording recording = new Recording("round " + rounds);
    Load load = new Load(recording);
    Fault fault =
        List.of(Fault.WRITE_FAILS, Fault.HALF_A_WRITE, Fault.SYNC_FAILS).get(random.nextInt(3));
    String part =
        List.of(".log", ".log", ".log", "MANIFEST", ".sst", "ACKNOWLEDGED", "engine")
            .get(random.nextInt(7));
    int error = random.nextBoolean() ? EIO : ENOSPC;
    int times = 1 + random.nextInt(5);
    try (NodeProcess node = recording.node()) {
      load.on(node, 20);
      recording.arm(fault, part, error, random.nextInt(20), times);
      load.on(node, 80);
      if (node.isAlive()) {
        node.kill9();
      }
    }
    System.out.printf(
        "PowerLossTest: round %d: %s of %s, %s, %d of %d times%n",
        rounds, fault, part, error == EIO ? "EIO" : "ENOSPC", recording.fired(), times);
    return load;
  }

  @Test
  void whatWasAcknowledgedSurvivesTheLossOfPower() throws Exception {
    List<Round> kinds = List.of(this::load, this::failing, this::imported, this::failing);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    List<Luck> lucks =
        List.of(Luck.NOTHING, Luck.SOMETHING, Luck.SOMETHING, Luck.SOMETHING, Luck.EVERYTHING);
    while (rounds < kinds.size() || System.nanoTime() < end) {
      Load load = kinds.get(rounds % kinds.size()).run();
      assertThat(cut(load, CUTS, lucks)).isEmpty();
      load.recording.remove();
      rounds++;
    }
    System.out.printf("PowerLossTest: %d rounds, %d folders looked at%n", rounds, looked);
    assertThat(looked).isGreaterThanOrEqualTo(CUTS * 2);
  }

  @Test
  void anFsyncThatIsLostIsNoticed() throws Exception {
    Recording recording = new Recording("lies");
    Load load = new Load(recording);
    recording.arm(Fault.SYNC_LIES, ".log", 0, 20, Integer.MAX_VALUE);
    try (NodeProcess node = recording.node()) {
      load.on(node, 60);
      node.kill9();
    }
    assertThat(recording.fired()).isPositive();
    assertThat(cut(load, CUTS, List.of(Luck.NOTHING))).anyMatch(what -> what.contains("lost: "));
  }

  @Test
  void aBackupAndWhatIsRestoredOfItAreOnTheDiskWhenTheCommandEnds() throws Exception {
    Recording recording = new Recording("copies");
    Load load = new Load(recording);
    Path backup = recording.root.resolve("backups/of/monday");
    Path restored = recording.root.resolve("restored/data");
    try (NodeProcess node = recording.node()) {
      load.on(node, 60);
      succeeds(recording, "backup", "--data-dir", recording.data().toString(), backup.toString());
      node.kill9();
    }
    succeeds(recording, "restore", backup.toString(), "--data-dir", restored.toString());
    RecordedDisk disk = new RecordedDisk(recording.rootNumber);
    recording.read().forEach(disk::apply);
    Path image = temp.resolve("image");
    disk.image(image, Habit.STRICT, Luck.NOTHING, random);
    for (Path copy : List.of(backup, restored)) {
      Path there = image.resolve(recording.root.relativize(copy));
      assertThat(there).exists();
      assertThat(wrong(there, load, Long.MAX_VALUE)).isEmpty();
    }
  }

  @Test
  void anExportedChainIsOnTheDiskWhenTheCommandEnds() throws Exception {
    Path folder = temp.resolve("exported");
    try (OwnNode node = OwnNode.on(folder, "--difficulty", "1")) {
      node.api().mine(3);
    }
    Recording recording = new Recording("export");
    Path file = recording.root.resolve("chain.json");
    succeeds(recording, "export", "--data-dir", folder.toString(), "--output", file.toString());
    RecordedDisk disk = new RecordedDisk(recording.rootNumber);
    recording.read().forEach(disk::apply);
    Path image = temp.resolve("image");
    disk.image(image, Habit.STRICT, Luck.NOTHING, random);
    assertThat(image.resolve("chain.json")).hasSameBinaryContentAs(file);
    assertThat(file).content().endsWith("\"length\": 4}\n");
  }

  private static void succeeds(Recording recording, String... command) throws Exception {
    Program.Outcome outcome = recording.recorded(Program.zveno(command)).run();
    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
  }

  private static Set<Path> engineFiles(Recording recording) throws IOException {
    try (Stream<Path> files = Files.list(recording.data().resolve("engine"))) {
      return new TreeSet<>(files.toList());
    }
  }

  /** Whether the record is on the disk is not known, so nothing may be written after it. */
  @Test
  void aFullDiskThatIsMetByAnFsyncStopsAllWriting() throws Exception {
    Recording recording = new Recording("full");
    Load load = new Load(recording);
    try (NodeProcess node = recording.node()) {
      load.on(node, 20);
      recording.arm(Fault.SYNC_FAILS, ".log", ENOSPC, 0, 1);
      assertThat(load.post(node, 0, random)).isEqualTo(503);
      Set<Path> files = engineFiles(recording);
      long end = System.nanoTime() + ENGINE_RETRIES_NANOS;
      for (int i = 0; i < 3 || System.nanoTime() < end; i++) {
        assertThat(load.post(node, 0, random)).isEqualTo(503);
        String nodes = "{\"nodes\": [\"http://192.168.0." + i % 256 + ":5000\"]}";
        assertThat(node.api().post("/nodes/register", nodes).status()).isEqualTo(503);
        String peer = "{\"address\": \"http://192.168.0." + i % 256 + ":5000\"}";
        assertThat(node.api().post("/api/v1/peers", peer).status()).isEqualTo(503);
        assertThat(node.api().get("/nodes/resolve").status()).isEqualTo(503);
        assertThat(node.api().get("/readyz").expect(503).text()).contains("stopped writing");
      }
      assertThat(engineFiles(recording)).isEqualTo(files);
      node.kill9();
    }
    assertThat(cut(load, CUTS, List.of(Luck.EVERYTHING, Luck.SOMETHING))).isEmpty();
  }

  /** The record is not whole, so it cannot come back: the node goes on when there is room. */
  @Test
  void aFullDiskThatIsMetByAWriteIsSaidAndGotOver() throws Exception {
    Recording recording = new Recording("full");
    Load load = new Load(recording);
    try (NodeProcess node = recording.node()) {
      load.on(node, 20);
      recording.arm(Fault.HALF_A_WRITE, ".log", ENOSPC, 0, 1);
      assertThat(load.post(node, 0, random)).isEqualTo(507);
      var _ = Await.until("ready", () -> node.api().get("/readyz").status(), code -> code == 200);
      load.on(node, 40);
      assertThat(load.refused).hasSize(1);
      node.kill9();
    }
    assertThat(cut(load, 2 * CUTS, List.of(Luck.NOTHING, Luck.SOMETHING, Luck.EVERYTHING)))
        .isEmpty();
  }
}
