package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;

/** {@code zveno devnet} as a user types it. */
@Tag("slow")
@Timeout(300)
class DevnetTest {

  private static final Pattern ROW = Pattern.compile("node-\\d+ +(http://127\\.0\\.0\\.1:\\d+) .*");

  @TempDir Path home;

  /** A running net of processes. */
  private static final class Running implements AutoCloseable {

    private final Process process;
    private final CompletableFuture<String> log;
    private final List<Api> nodes = new ArrayList<>();

    Running(Program program, int count) throws IOException {
      process = program.start();
      log = new CompletableFuture<>();
      Thread.ofPlatform().daemon().start(this::read);
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      String line = out.readLine();
      while (line != null && !line.startsWith("Ctrl+C")) {
        Matcher row = ROW.matcher(line);
        if (row.matches()) {
          nodes.add(new Api(URI.create(row.group(1))));
        }
        line = out.readLine();
      }
      assertThat(nodes).as("nodes").hasSize(count);
    }

    private void read() {
      try (var errors = process.getErrorStream()) {
        log.complete(new String(errors.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        log.completeExceptionally(e);
      }
    }

    List<ProcessHandle> children() {
      return process.toHandle().descendants().toList();
    }

    /** Waits for the end; the exit code. */
    int exitCode() throws InterruptedException {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
      return process.exitValue();
    }

    @Override
    public void close() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      process.onExit().join();
    }
  }

  private Program devnet(String... options) throws IOException {
    return net("--difficulty", "1").and(options);
  }

  private Program net(String... options) throws IOException {
    Path temporary = Files.createDirectories(home.resolve("tmp"));
    return Program.zveno("devnet", "--base-port", "0")
        .and(options)
        .withEnvironment("ZVENO_HOST", "203.0.113.7") // is for a node of one's own, not for these
        .withJava("-Djava.io.tmpdir=" + temporary);
  }

  private static void assertGone(List<ProcessHandle> processes) {
    for (ProcessHandle one : processes) {
      one.onExit().orTimeout(60, TimeUnit.SECONDS).join();
      assertThat(one.isAlive()).isFalse();
    }
  }

  private void assertNothingIsLeft() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("tmp"))) {
      assertThat(files).isEmpty();
    }
  }

  @LongRunning
  @Test
  void allAgreeAfterABlockAndNothingStays() throws Exception {
    int nodes = Boolean.getBoolean("zveno.long") ? 4 : 2;
    try (Running net = new Running(devnet("--nodes", Integer.toString(nodes)), nodes)) {
      String tip = Api.text(net.nodes.getLast().mineAnew(), "hash");
      Net.awaitTip(tip, net.nodes);
      List<ProcessHandle> children = net.children();
      assertThat(children).hasSize(nodes);

      net.process.toHandle().destroy();
      assertThat(net.exitCode()).isZero();
      assertGone(children);
      assertNothingIsLeft();
      List<String> log = net.log.get().lines().toList();
      for (int i = 1; i <= nodes; i++) {
        String name = "node-" + i + " | ";
        assertThat(log).anyMatch(line -> line.startsWith(name) && line.contains("running on"));
      }
      assertThat(log).noneMatch(line -> line.contains("\u001b"));
      assertThat(log).contains("SIGTERM; stopping all nodes").endsWith("all nodes have ended");
    }
  }

  @Test
  @LongRunning
  void whenOneFailsTheOthersStop() throws Exception {
    Path kept = home.resolve("kept");
    try (Running net =
        new Running(devnet("--nodes", "3", "--mine=one", "--data-dir", kept.toString()), 3)) {
      long unused =
          Await.until("mined", () -> Net.height(net.nodes.getLast()), height -> height > 3);
      List<ProcessHandle> children = net.children();
      children.get(1).destroyForcibly();
      assertThat(net.exitCode()).isEqualTo(1);
      assertGone(children);
      assertThat(net.log.get()).contains("failed with exit code");
      assertThat(kept.resolve("node-3")).isDirectory();
    }
  }

  /** With strict rules the net has one first block and accounts, and goes on with them later. */
  @Test
  @LongRunning
  void aNetWithStrictRulesIsContinued() throws Exception {
    String[] strict = {
      "--rules", "strict", "--nodes", "2", "--data-dir", home.resolve("kept").toString()
    };
    String tip;
    try (Running net = new Running(net(strict), 2)) {
      tip = Api.text(net.nodes.getLast().mineAnew(), "hash");
      Net.awaitTip(tip, net.nodes);
      net.process.toHandle().destroy();
      assertThat(net.exitCode()).isZero();
    }
    try (Running net = new Running(net(strict), 2)) {
      Net.awaitTip(tip, net.nodes);
      Net.awaitTip(Api.text(net.nodes.getFirst().mineAnew(), "hash"), net.nodes);
    }
  }

  /** What a process ignores is ignored by those that it starts: below nohup there is no hangup. */
  static boolean ignoresHangups() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .map(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
        .anyMatch(ignored -> (ignored & 1) != 0);
  }

  @Test
  @LongRunning
  void allStopWhenTheTerminalGoes() throws Exception {
    assumeFalse(
        ignoresHangups(), "hangups are ignored here, as below nohup, and so by what is started");
    try (Running net = new Running(devnet("--nodes", "2"), 2)) {
      List<ProcessHandle> children = net.children();
      String id = Long.toString(net.process.pid());
      assertThat(new ProcessBuilder("kill", "-HUP", id).start().waitFor()).isZero();
      assertThat(net.exitCode()).isZero();
      assertGone(children);
      assertNothingIsLeft();
    }
  }

  @Test
  @LongRunning
  void noNodeOutlivesTheCommand() throws Exception {
    try (Running net = new Running(devnet("--nodes", "2"), 2)) {
      List<ProcessHandle> children = net.children();
      net.process.destroyForcibly();
      net.process.onExit().join();
      assertGone(children);
    }
  }
}
