package zveno.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.kernel.StoreSamples;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.Chain;
import zveno.kernel.chain.PathReader;
import zveno.kernel.model.Block;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Transaction;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.pool.PoolState;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.classic.Blocks;
import zveno.kernel.rules.classic.ClassicRules;
import zveno.node.config.RuleOptions;
import zveno.node.service.ChainService;
import zveno.node.service.EasyService;
import zveno.node.service.IdempotencyKey;
import zveno.node.storage.Folders;
import zveno.node.storage.RocksBatch;
import zveno.node.storage.RocksStore;
import zveno.node.storage.Salvage;
import zveno.node.storage.StoreSettings;
import zveno.node.storage.engine.EngineSizes;
import zveno.node.storage.errors.StoreDamagedException;
import zveno.node.storage.errors.StoreException;
import zveno.node.storage.errors.StoreRefusedException;

/** {@code --accept-loss}, where a store cannot go on as it once was: what can be read is saved. */
@Tag("slow")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SalvageTest {

  private static final RuleSet RULES = Blocks.EASY;
  private static final EngineSizes TINY = new EngineSizes(1 << 20, 1 << 20, 4 << 20);
  private static final int HEIGHT = 300;

  /** How many entries wait in the end. */
  private static final int WAITING = 5;

  @TempDir static Path original;

  @TempDir Path temp;

  private static Path master = Path.of("");
  private static String nodeId = "";
  private static EntryKey removed = StoreSamples.posted(0, "none").key();

  /** The height that the chain had when each file was first seen. */
  private static final Map<String, Long> SEEN_AT = new HashMap<>();

  private Path folder = Path.of("");

  /** A chain whose columns are sorted into tables at different times, killed with many logs. */
  @BeforeAll
  static void killAStore() throws IOException {
    Path folder = original.resolve("store");
    StoreSettings settings = settings(folder);
    try (RocksStore store = RocksStore.open(settings);
        ChainService service = EasyService.over(store)) {
      service.start();
      nodeId = store.nodeId();
      removed = service.submit(List.of(Blocks.pay("ann", "bob", 0))).accepted().getFirst();
      service.remove(removed);
      while (service.tip().height() < HEIGHT) {
        int next = (int) service.tip().height() + 1;
        service.submit(
            List.of(Blocks.pay("ann", "bob" + next % 7, next)),
            Optional.of(
                new IdempotencyKey(StoreSamples.hash("key " + next), StoreSamples.hash("r"))));
        EasyService.mine(service, "me");
        fill(store, next);
        for (Path file : engineFiles(folder, "")) {
          SEEN_AT.putIfAbsent(file.getFileName().toString(), (long) next);
        }
      }
      for (int i = 1; i <= WAITING; i++) {
        service.submit(List.of(Blocks.pay("ann", "carl", HEIGHT + i)));
      }
      master = Folders.killed(folder, original.resolve("killed"));
    }
    assertThat(engineFiles(master, ".log")).hasSizeGreaterThan(2);
  }

  /** First blocks are sorted into tables, with what fills them up; later ones stay in the logs. */
  private static void fill(RocksStore store, int next) {
    if (next < HEIGHT / 3) {
      BlockPosition garbage = new BlockPosition(1_000_000, next);
      store.stage(batch -> batch.add(garbage, StoreSamples.block("x".repeat(4_000), 1), List.of()));
    } else {
      RocksBatch peer = store.begin();
      peer.putPeer("peer", new byte[8_000]);
      store.commit(peer);
    }
  }

  private static StoreSettings settings(Path folder) {
    return StoreSettings.in(folder).with(TINY).with(RULES.parameters());
  }

  @BeforeEach
  void copy() throws IOException {
    folder = Folders.killed(master, temp.resolve("node"));
  }

  /** Those whose names end, or begin, like this, oldest first. */
  private static List<Path> engineFiles(Path store, String kind) throws IOException {
    try (Stream<Path> files = Files.list(store.resolve("engine"))) {
      return files
          .filter(file -> {
            String name = file.getFileName().toString();
            return name.endsWith(kind) || name.startsWith(kind);
          })
          .sorted()
          .toList();
    }
  }

  private static void flipBit(Path file, long at) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(at);
      int was = bytes.read();
      bytes.seek(at);
      bytes.write(was ^ 4);
    }
  }

  /** The same where the node's id must be among it. */
  private long saved(Path store) {
    long height = savedOf(store);
    try (RocksStore opened = RocksStore.open(settings(store))) {
      assertThat(opened.nodeId()).isEqualTo(nodeId);
    }
    return height;
  }

  /** Accepts the loss, checks all that was saved, and returns how many blocks. */
  private long savedOf(Path store) {
    long height;
    try (RocksStore opened = Salvage.open(settings(store).acceptingLoss(), RuleOptions::rulesOf)) {
      assertThat(opened.parameters()).isEqualTo(RULES.parameters());
      height = new Chain(RULES, opened, 0).path().length();
      assertThatNothingIsThereTwice(opened);
    }
    assertThat(StoreCheck.of(store)).contains(": valid");
    return height;
  }

  private static void assertThatNothingIsThereTwice(RocksStore store) {
    Set<Transaction> seen = new HashSet<>();
    try (PathReader blocks =
        PathReader.ascending(
            store.live(), new Chain(RULES, store, 0).path(), 1, Long.MAX_VALUE >> 1)) {
      while (blocks.next()) {
        var block = decode(blocks);
        for (Transaction request : ClassicRules.userTransactions(block)) {
          assertThat(seen.add(request)).as("twice: %s", request).isTrue();
        }
      }
    }
    waiting(store).forEach(one -> assertThat(seen.add(one)).as("twice: %s", one).isTrue());
  }

  private static Block decode(PathReader blocks) {
    try {
      return RULES.codec().block(blocks.bytes(), blocks.height());
    } catch (DecodeException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Transaction> waiting(RocksStore store) {
    PoolState bounds = store.livePool().poolState();
    return store.livePool().entries(bounds.first(), bounds.next(), 10_000, Long.MAX_VALUE).stream()
        .map(PoolEntry::transaction)
        .toList();
  }

  private static List<Path> kept(Path store) throws IOException {
    try (Stream<Path> files = Files.list(store)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("engine.damaged-"))
          .toList();
    }
  }

  @Test
  @LongRunning
  void whicheverLogIsDamagedTheChainIsThereUpToIt() throws IOException {
    long seed = Long.getLong("zveno.seed", 20_171);
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<String> logs =
        engineFiles(master, ".log").stream().map(log -> log.getFileName().toString()).toList();
    for (int i = 1; i <= 4; i++) {
      String name = logs.get(i * (logs.size() - 1) / 4);
      Path store = Folders.killed(master, temp.resolve("copy" + i));
      Path log = store.resolve("engine").resolve(name);
      if (i % 2 == 0) {
        flipBit(log, random.nextLong(Files.size(log)));
      } else {
        Files.delete(log);
      }
      long atLeast = Math.max(1, SEEN_AT.getOrDefault(name, 1L) - 1);
      long saved = saved(store);
      System.out.printf("without %s: %d saved, at least %d%n", name, saved, atLeast);
      assertThat(saved).isBetween(atLeast, (long) HEIGHT);
    }
  }

  /** Refused for its last commits; but more than those before the cut can be read. */
  @Test
  void whatCanBeReadBehindALogThatWasCutOffIsSaved() throws IOException {
    List<Path> logs = engineFiles(folder, ".log");
    Path log = logs.get(logs.size() / 2);
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.setLength(file.length() - 1);
    }
    assertThatThrownBy(() -> RocksStore.open(settings(folder)).close())
        .isInstanceOf(StoreException.class);
    long atLeast = SEEN_AT.getOrDefault(log.getFileName().toString(), 1L) - 1;
    assertThat(saved(folder)).isBetween(atLeast, (long) HEIGHT);
    assertThat(kept(folder)).hasSize(1);
  }

  @Test
  void withoutAManifestAllIsThere() throws IOException {
    for (Path manifest : engineFiles(folder, "MANIFEST-")) {
      Files.delete(manifest);
    }
    assertThat(saved(folder)).isEqualTo(HEIGHT);
    assertThat(kept(folder)).hasSize(1);
    try (RocksStore store = RocksStore.open(settings(folder))) {
      assertThat(waiting(store)).hasSize(WAITING);
      assertThat(store.live().wasRemoved(removed)).isTrue();
      assertThat(store.live().answerTo(StoreSamples.hash("key 2"))).isPresent();
      assertThat(store.live().answerTo(StoreSamples.hash("key " + HEIGHT))).isPresent();
      assertThat(store.live().peers()).containsOnlyKeys("peer");
      try (ChainService service = EasyService.over(store)) {
        service.start();
        EasyService.mine(service, "me");
        assertThat(service.tip().height()).isEqualTo(HEIGHT + 1);
        assertThat(service.entriesWaiting()).isZero();
      }
    }
    assertThat(StoreCheck.of(folder)).contains(": valid");
  }

  @Test
  @LongRunning
  void whereverTheManifestIsDamagedAllIsThere() throws IOException {
    Path manifest = engineFiles(folder, "MANIFEST-").getLast();
    long size = Files.size(manifest);
    for (long at : new long[] {10, size / 2}) {
      Path store = Folders.killed(master, temp.resolve("copy" + at));
      flipBit(store.resolve("engine").resolve(manifest.getFileName()), at);
      assertThatThrownBy(() -> RocksStore.open(settings(store)).close())
          .isInstanceOf(StoreDamagedException.class);
      assertThat(saved(store)).isEqualTo(HEIGHT);
    }
  }

  @Test
  void aNodeWithAcceptLossStarts() throws Exception {
    Files.delete(folder.resolve("engine/CURRENT"));
    List<String> options = List.of("--data-dir", folder.toString(), "--accept-loss");
    try (NodeHere node = NodeHere.start(options);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest chain = HttpRequest.newBuilder(node.uri().resolve("/chain")).build();
      assertThat(client.send(chain, HttpResponse.BodyHandlers.ofString()).body())
          .contains("\"length\": " + HEIGHT);
    }
    assertThat(kept(folder)).hasSize(1);
    assertThat(StoreCheck.of(folder)).contains(": valid", HEIGHT + " blocks");
  }

  @Test
  void ofADamagedTableTheRestIsSaved() throws IOException {
    Path table =
        engineFiles(folder, ".sst").stream()
            .max(Comparator.comparingLong(file -> file.toFile().length()))
            .orElseThrow();
    flipBit(table, Files.size(table) / 2);
    assertThat(saved(folder)).isPositive();
    assertThat(kept(folder)).hasSize(1);
  }

  @Test
  @LongRunning
  void whateverIsMissingNothingIsThereTwice() throws IOException {
    long seed = Long.getLong("zveno.seed", 20_171);
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 4; round++) {
      Path store = Folders.killed(master, temp.resolve("copy" + round));
      for (Path table : engineFiles(store, ".sst")) {
        if (random.nextInt(5) == 0) {
          Files.delete(table);
        }
      }
      List<Path> logs = engineFiles(store, ".log");
      Path log = logs.get(random.nextInt(logs.size()));
      flipBit(log, random.nextLong(Files.size(log)));
      try {
        System.out.println("round " + round + ": salvaged " + savedOf(store));
      } catch (StoreDamagedException e) {
        assertThat(e).hasMessageContaining("its first block cannot be read");
      }
    }
  }

  @Test
  void whereNothingCanBeReadThatIsSaid() throws IOException {
    List<Path> files = new ArrayList<>(engineFiles(folder, ".sst"));
    files.addAll(engineFiles(folder, ".log"));
    for (Path file : files) {
      Files.write(file, new byte[1_000]);
    }
    assertThatThrownBy(() -> saved(folder))
        .isInstanceOf(StoreDamagedException.class)
        .hasMessageContaining("its first block cannot be read")
        .hasMessageContaining("restore it from a backup");
    assertThat(engineFiles(folder, ".log")).isNotEmpty();
    assertThat(kept(folder)).isEmpty();
    assertThat(folder.resolve("SALVAGE.zveno")).doesNotExist();
  }

  /** Kills the node, in effect, between any two steps of the exchange. */
  @Test
  @LongRunning
  void anInterruptedExchangeIsFinishedByTheNextStart() throws IOException {
    Path manifest = engineFiles(folder, "MANIFEST-").getLast();
    flipBit(manifest, Files.size(manifest) / 2);
    Path damaged = Folders.killed(folder, temp.resolve("damaged"));
    assertThat(saved(folder)).isEqualTo(HEIGHT);
    for (int steps = 0; steps <= 4; steps++) {
      Path store = Folders.killed(damaged, temp.resolve("steps" + steps));
      Folders.killed(folder.resolve("engine"), store.resolve("SALVAGED.zveno/engine"));
      Files.copy(folder.resolve("ACKNOWLEDGED"), store.resolve("SALVAGED.zveno/ACKNOWLEDGED"));
      Files.copy(folder.resolve("FORMAT"), store.resolve("SALVAGED.zveno/FORMAT"));
      Files.createDirectories(store.resolve("SALVAGE.zveno/rows"));
      Files.writeString(store.resolve("SALVAGE.zveno/rows/000004.log"), "left over");
      String[][] moves = {
        {"engine", "engine.damaged-1"},
        {"SALVAGED.zveno/engine", "engine"},
        {"SALVAGED.zveno/ACKNOWLEDGED", "ACKNOWLEDGED"},
        {"SALVAGED.zveno/FORMAT", "FORMAT"},
      };
      for (int i = 0; i < steps; i++) {
        Files.deleteIfExists(
            moves[i][1].equals("engine") ? store.resolve("none") : store.resolve(moves[i][1]));
        Files.move(store.resolve(moves[i][0]), store.resolve(moves[i][1]));
      }
      assertThatThrownBy(() -> StoreCheck.of(store)).isInstanceOf(StoreRefusedException.class);
      RocksStore.open(settings(store)).close();
      assertThat(StoreCheck.of(store)).contains(": valid", HEIGHT + " blocks");
      assertThat(kept(store)).hasSize(1);
      assertThat(store.resolve("SALVAGE.zveno")).doesNotExist();
      assertThat(store.resolve("SALVAGED.zveno")).doesNotExist();
    }
  }
}
