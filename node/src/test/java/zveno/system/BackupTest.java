package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.kernel.json.JsonValue;
import zveno.system.Program.Outcome;

/** The rehearsal of docs/operations.md: back up, restore, and find everything there. */
@Tag("slow")
@Timeout(180)
class BackupTest {

  @TempDir Path home;

  private static Program backup(Path folder, Path target) {
    return Program.zveno("backup", "--data-dir", folder.toString(), target.toString());
  }

  private static Program restore(Path backup, Path folder) {
    return Program.zveno("restore", "--data-dir", folder.toString(), backup.toString());
  }

  private static String succeeds(Program program) throws IOException, InterruptedException {
    Outcome outcome = program.run();
    assertThat(outcome.exitCode()).as("%s: %s", program, outcome.errors()).isZero();
    return outcome.text();
  }

  private static void refused(Program program, String... words)
      throws IOException, InterruptedException {
    Outcome outcome = program.run();
    assertThat(outcome.exitCode()).as("%s: %s", program, outcome.errors()).isEqualTo(2);
    assertThat(outcome.errors().lines()).as(program.toString()).hasSize(1);
    assertThat(outcome.errors()).as(program.toString()).contains(words);
  }

  @Test
  @LongRunning
  void allThatWasAcknowledgedBeforeABackupUnderLoadIsInIt() throws Exception {
    Path folder = home.resolve("chain");
    Path copy = home.resolve("backup");
    Acknowledged before = new Acknowledged();
    AtomicReference<Acknowledged> now = new AtomicReference<>(before);
    AtomicLong number = new AtomicLong();
    AtomicBoolean enough = new AtomicBoolean();
    Semaphore answers = new Semaphore(0);
    try (NodeProcess node = NodeProcess.on(folder, "--difficulty", "2");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> load = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        load.add(
            threads.submit(() -> {
              while (!enough.get()) {
                post(node, number.incrementAndGet(), now);
                answers.release();
              }
              return null;
            }));
      }
      load.add(
          threads.submit(() -> {
            while (!enough.get()) {
              Acknowledged mine = now.get();
              JsonValue block = node.api().mine();
              if (now.get() == mine) {
                mine.mined(block);
              }
            }
            return null;
          }));
      assertThat(answers.tryAcquire(500, 60, TimeUnit.SECONDS)).isTrue();
      now.set(new Acknowledged());
      assertThat(succeeds(backup(folder, copy))).contains("backup: ", ": valid");
      assertThat(answers.tryAcquire(50, 60, TimeUnit.SECONDS)).as("it goes on").isTrue();
      enough.set(true);
      for (Future<?> one : load) {
        one.get();
      }
      assertThat(folder.resolve("BACKUP.zveno")).doesNotExist();
      assertThat(node.terminate()).isZero();
      assertThat(node.errors()).contains("making a backup").doesNotContain("WARN ", "\tat ");
    }
    assertThat(before.transactions()).isGreaterThan(400);

    Path again = home.resolve("again");
    assertThat(succeeds(restore(copy, again))).contains(": valid");
    try (OwnNode node = OwnNode.on(again)) {
      before.checkAgainst(node.api().chain(), node.api().pool(), "nobody");
      node.api().submit(Api.transaction("after", "all", 1));
      node.api().mine();
    }
    assertThat(succeeds(Program.zveno("verify", "--data-dir", copy.toString())))
        .contains(": valid");
  }

  private static void post(NodeProcess node, long amount, AtomicReference<Acknowledged> now)
      throws IOException, InterruptedException {
    Acknowledged asked = now.get();
    String transaction = Api.transaction("a", "b", amount);
    asked.asking(transaction);
    node.api().submit(transaction);
    if (now.get() == asked) { // or the answer may have come after the backup was begun
      asked.promised(transaction);
    }
  }

  @LongRunning
  @Test
  void aStoppedNodeIsBackedUpTooAlsoAfterItWasKilled() throws Exception {
    Path folder = home.resolve("chain");
    List<String> hashes;
    try (NodeProcess node = NodeProcess.on(folder, "--difficulty", "2")) {
      node.api().mine(3);
      node.api().submit(Api.transaction("a", "b", 1));
      hashes = node.api().hashes();
      node.kill9();
    }
    assertThat(succeeds(backup(folder, home.resolve("backup"))))
        .contains("4 blocks, 3 transactions, 1 waiting");
    assertThat(succeeds(restore(home.resolve("backup"), home.resolve("again"))))
        .contains(": valid");
    try (OwnNode node = OwnNode.on(home.resolve("again"))) {
      assertThat(node.api().hashes()).isEqualTo(hashes);
      assertThat(node.api().pool()).hasSize(1);
    }
    try (NodeProcess node = NodeProcess.on(folder)) { // what the killed one left is in nobody's way
      assertThat(succeeds(backup(folder, home.resolve("second")))).contains("4 blocks");
      assertThat(node.terminate()).isZero();
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("FORMAT", "ACKNOWLEDGED", "LOCK.zveno", "engine");
    }
  }

  @Test
  @LongRunning
  void aFolderMayHaveALongName() throws Exception {
    Path folder = home.resolve("x".repeat(120)).resolve("chain");
    Path tmp = Files.createDirectory(home.resolve("t"));
    Program program =
        NodeProcess.program("--difficulty", "1", "--data-dir", folder.toString())
            .withJava("-Djava.io.tmpdir=" + tmp);
    try (NodeProcess node = NodeProcess.start(program)) {
      assertThat(succeeds(backup(folder, home.resolve("backup")))).contains("1 block,");
      assertThat(node.terminate()).isZero();
    }
    assertThat(tmp).isEmptyDirectory();
    assertThat(folder.resolve("CONTROL.zveno")).doesNotExist();
  }

  @Test
  void onlyTheOwnerOfTheFolderCanAsk() throws Exception {
    Path folder = home.resolve("chain");
    try (OwnNode node = OwnNode.on(folder, "--difficulty", "1")) {
      assertThat(Files.getPosixFilePermissions(folder.resolve("CONTROL.zveno")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(node.api().post("/api/v1/backup", "{}").status()).isEqualTo(404);
    }
  }

  @Test
  @LongRunning
  void nothingIsOverwritten() throws Exception {
    Path folder = home.resolve("chain");
    Path full = Files.createDirectory(home.resolve("full"));
    Files.writeString(full.resolve("letter"), "dear");
    try (NodeProcess node = NodeProcess.on(folder, "--difficulty", "1")) {
      refused(backup(folder, full), full.toString(), "not empty");
      assertThat(node.isAlive()).isTrue();
      succeeds(backup(folder, home.resolve("copy")));
      refused(backup(folder, home.resolve("copy")), "not empty");
      refused(restore(home.resolve("copy"), folder), folder.toString(), "not empty");
    }
    assertThat(full.resolve("letter")).hasContent("dear");
  }

  @Test
  @LongRunning
  void aDamagedBackupIsNotRestored() throws Exception {
    Path folder = home.resolve("chain");
    Path copy = home.resolve("copy");
    try (OwnNode node = OwnNode.on(folder, "--difficulty", "1")) {
      node.api().mine(5);
    }
    succeeds(backup(folder, copy));
    Path table;
    try (Stream<Path> files = Files.list(copy.resolve("engine"))) {
      table =
          files.filter(file -> file.toString().endsWith(".sst")).max(Path::compareTo).orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(table);
    bytes[10] ^= 1;
    Files.delete(table); // it is shared with the chain's folder
    Files.write(table, bytes);
    Outcome outcome = restore(copy, home.resolve("again")).run();
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.errors().lines()).hasSize(1);
    assertThat(outcome.errors()).contains("damaged", table.getFileName().toString());
    assertThat(home.resolve("again")).doesNotExist();
  }
}
