package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.LongRunning;

/**
 * A node in a file system of 64 MiB of its own, which becomes full. Only the superuser can make
 * such a one; for others this is skipped.
 */
@Tag("slow")
@Timeout(120)
@LongRunning
class FullDiskTest {

  private static final int MIB = 1 << 20;

  @TempDir Path home;

  private Path disk;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(home.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString()),
        "cannot mount a small file system here (not root?): a full disk was not tried");
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", disk.toString());
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false; // there is no such command
    }
  }

  @Test
  void aSmallDiskIsEnough() throws Exception {
    try (NodeProcess node = NodeProcess.on(disk.resolve("chain"), "--difficulty", "2")) {
      for (int i = 0; i < 20; i++) {
        node.api().submit(Api.transaction("a", "b", i));
        node.api().mine();
      }
      assertThat(node.api().chain()).hasSize(21);
      assertThat(node.terminate()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whenItIsFullReadingGoesOnAndNothingIsLost(boolean politely) throws Exception {
    Path ballast = Files.write(disk.resolve("ballast"), new byte[36 * MIB]);
    Path folder = disk.resolve("chain");
    Acknowledged acknowledged = new Acknowledged();
    try (NodeProcess node = NodeProcess.on(folder, "--difficulty", "2")) {
      int refused = postUntilRefused(node.api(), acknowledged);
      assertThat(refused).isIn(503, 507);
      assertThat(node.api().get("/mine").status()).as("GET /mine").isIn(503, 507);
      assertThat(node.api().get("/readyz").expect(503).text()).contains("free space");
      check(node, acknowledged);
      if (politely) {
        assertThat(node.terminate()).as(node.errors()).isZero();
      } else {
        node.kill9();
      }
    }
    try (NodeProcess node = NodeProcess.on(folder)) {
      check(node, acknowledged);
      Files.delete(ballast);
      String transaction = Api.transaction("after", "all", 1);
      acknowledged.asking(transaction);
      node.api().submit(transaction);
      acknowledged.promised(transaction);
      acknowledged.mined(node.api().mine());
      check(node, acknowledged);
      node.api().get("/readyz").expect(200);
    }
  }

  private static void check(NodeProcess node, Acknowledged acknowledged) throws Exception {
    acknowledged.checkAgainst(node.api().chain(), node.api().pool(), "nobody");
  }

  /** Posts large transactions, and mines now and then; returns the status that ended it. */
  private static int postUntilRefused(Api api, Acknowledged acknowledged) throws Exception {
    String much = randomText(200_000);
    for (int i = 0; i < 1_000; i++) {
      String transaction = Api.transaction(i + much, "b", i);
      acknowledged.asking(transaction);
      int status = api.post("/transactions/new", transaction).status();
      if (status != 201) {
        return status;
      }
      acknowledged.promised(transaction);
      if (i % 20 == 19) {
        Api.Answer answer = api.get("/mine");
        if (answer.status() != 200) {
          return answer.status();
        }
        acknowledged.mined(answer.json());
      }
    }
    throw new AssertionError("200 MB went into a file system of 64");
  }

  /** Text that does not compress well. */
  private static String randomText(int length) {
    return Seeds.random("FullDiskTest")
        .ints(length, ' ', 127)
        .filter(c -> c != '"' && c != '\\')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
