package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.system.Program.Outcome;

/** A disk that does not keep what it was given. */
@Tag("slow")
@Timeout(120)
class DamageTest {

  private static final int LOG_ROUNDS = Integer.getInteger("zveno.damage.rounds", 4);

  @TempDir Path home;

  @LongRunning
  @Test
  void aDamagedTableEndsTheNodeAsSoonAsItIsReadAndIsNamed() throws Exception {
    Path folder = home.resolve("chain");
    Outcome imported =
        Program.zveno("import", "--data-dir", folder.toString())
            .run(out -> HandMadeChain.write(out, 5_000));
    assertThat(imported.exitCode()).as(imported.errors()).isZero();

    Path table;
    try (NodeProcess node = NodeProcess.on(folder)) {
      table = largest(folder, ".sst");
      flip(table, Files.size(table) / 3);
      // the answer breaks off, or never begins
      try {
        node.api().get("/chain");
      } catch (IOException e) {
        assertThat(e).isNotNull();
      }
      assertThat(node.exitCode()).as(node.errors()).isNotZero();
      assertThat(node.errors()).contains(table.getFileName().toString());
      assertThat(node.errors()).doesNotContain("\tat ");
    }

    Outcome verified = Program.zveno("verify", "--data-dir", folder.toString()).run();
    assertThat(verified.exitCode()).isNotZero();
    assertThat(verified.errors().lines().toList().getLast())
        .contains("damaged", table.getFileName().toString());
  }

  @Test
  @LongRunning
  void aDamagedLogIsRefusedOrHasEverything() throws Exception {
    Random random = Seeds.random("DamageTest");
    Path folder = home.resolve("chain");
    Acknowledged acknowledged = new Acknowledged();
    try (NodeProcess node = NodeProcess.on(folder, "--difficulty", "2")) {
      for (int i = 0; i < 40; i++) {
        String transaction = Api.transaction("a", "b", i);
        acknowledged.asking(transaction);
        node.api().submit(transaction);
        acknowledged.promised(transaction);
        if (i % 4 == 3) {
          acknowledged.mined(node.api().mine());
        }
      }
      node.kill9();
    }

    int refused = 0;
    for (int round = 0; round < LOG_ROUNDS; round++) {
      Path copy = home.resolve("copy " + round);
      copy(folder, copy);
      Path log = largest(copy, ".log");
      if (round % 3 == 2) {
        truncate(log, random.nextLong(Files.size(log)));
      } else {
        flip(log, random.nextLong(Files.size(log)));
      }
      Outcome verified = Program.zveno("verify", "--data-dir", copy.toString()).run();
      if (verified.exitCode() == 0) {
        try (NodeProcess node = NodeProcess.on(copy)) {
          acknowledged.checkAgainst(node.api().chain(), node.api().pool(), "nobody");
        }
      } else {
        refused++;
        Outcome started = NodeProcess.program("--data-dir", copy.toString()).run();
        assertThat(started.exitCode()).isNotZero();
        assertThat(started.errors().lines()).as(started.errors()).hasSize(1);
        assertThat(started.errors()).contains(copy.toString());
      }
    }
    System.out.printf("DamageTest: %d damaged logs, %d refused%n", LOG_ROUNDS, refused);
  }

  private static Path largest(Path folder, String suffix) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.filter(file -> file.toString().endsWith(suffix)).toList();
    }
    return all.stream()
        .max(Comparator.comparingLong(file -> file.toFile().length()))
        .orElseThrow(() -> new AssertionError("no " + suffix + " in " + folder));
  }

  private static void flip(Path file, long at) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(at);
      int old = bytes.read();
      bytes.seek(at);
      bytes.write(old ^ 0x10);
    }
  }

  private static void truncate(Path file, long length) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.setLength(length);
    }
  }

  /** Files and folders; the socket that a killed node leaves is nothing to copy. */
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file :
          files.filter(one -> Files.isRegularFile(one) || Files.isDirectory(one)).toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
