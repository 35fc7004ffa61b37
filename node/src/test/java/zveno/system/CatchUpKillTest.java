package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.kernel.json.JsonValue;
import zveno.system.Program.Outcome;

/**
 * A node is killed while it takes over a peer's long chain; it goes on where it was, and what it
 * has told of is there, also when it is killed while a reorganisation is on its way.
 */
@Tag("slow")
@LongRunning
@Timeout(1200)
class CatchUpKillTest {

  private static final int BLOCKS = 100_000;
  private static final int FORK = 20_000;
  private static final int ROUNDS = 6;

  private final Random random = Seeds.random("CatchUpKillTest");

  @TempDir Path home;

  private static void importChain(Path folder, int blocks, int miner) throws Exception {
    Outcome outcome =
        Program.zveno("import", "--data-dir", folder.toString())
            .run(out -> HandMadeChain.write(out, blocks, miner));
    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
  }

  private static void verify(Path folder) throws Exception {
    Outcome outcome = Program.zveno("verify", "--data-dir", folder.toString()).run();
    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
  }

  /** Reads events until one tells of this height or a greater one; the height that it told. */
  private static long readUntil(long height, Api api) throws Exception {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(api.events(0).body(), StandardCharsets.UTF_8))) {
      long told = 0;
      while (told < height) {
        String line = lines.readLine();
        if (line == null) {
          throw new AssertionError("the events have ended at height " + told);
        }
        if (line.startsWith("data:") && line.contains("\"height\"")) {
          told = Math.max(told, Api.integer(Api.parse(line.substring(5).strip()), "height"));
        }
      }
      return told;
    }
  }

  @Test
  void aNodeThatIsKilledInALongSyncResumes() throws Exception {
    importChain(home.resolve("source"), BLOCKS, 7);
    Path folder = home.resolve("chain");
    try (OwnNode source = OwnNode.on(home.resolve("source"))) {
      long acknowledged = 1;
      for (int round = 1; round <= ROUNDS; round++) {
        long next = (long) BLOCKS * round / (ROUNDS + 1) + random.nextInt(500);
        try (NodeProcess node = NodeProcess.on(folder, "--peer", source.api().url())) {
          assertThat(Net.height(node.api())).isGreaterThanOrEqualTo(acknowledged);
          acknowledged = readUntil(next, node.api());
          node.kill9();
        }
      }
      try (NodeProcess alone = NodeProcess.on(folder)) {
        assertThat(Net.height(alone.api())).isGreaterThanOrEqualTo(acknowledged);
        assertThat(alone.terminate()).isZero();
      }
      verify(folder);
      try (NodeProcess node = NodeProcess.on(folder, "--peer", source.api().url())) {
        Net.awaitTip(Net.tip(source.api()), List.of(node.api()));
        assertThat(node.terminate()).isZero();
      }
      verify(folder);
    }
  }

  @Test
  void whatTwoPeersBringAtOnceIsNotTakenForAnotherChain() throws Exception {
    importChain(home.resolve("source"), BLOCKS, 7);
    copy(home.resolve("source"), home.resolve("twin"));
    Path folder = home.resolve("chain");
    try (OwnNode source = OwnNode.on(home.resolve("source"));
        OwnNode twin = OwnNode.on(home.resolve("twin"));
        OwnNode node = OwnNode.on(folder)) {
      node.api().register(source, twin);
      assertThat(node.api().resolve()).isTrue();
      Net.awaitTip(Net.tip(source.api()), List.of(node.api()));
      assertThat(mostLeaving(node.api())).isLessThanOrEqualTo(1); // our own first block
    }
    verify(folder);
  }

  /** Of a store that nobody uses. */
  private static void copy(Path store, Path to) throws Exception {
    try (Stream<Path> files = Files.walk(store)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(store.relativize(file).toString()));
      }
    }
  }

  /** Of all events up to the last block. */
  private static long mostLeaving(Api api) throws Exception {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(api.events(0).body(), StandardCharsets.UTF_8))) {
      long most = 0;
      for (long height = 0; height < BLOCKS; ) {
        String line = lines.readLine();
        if (line == null) {
          throw new AssertionError("the events have ended at height " + height);
        }
        if (line.startsWith("data:") && line.contains("\"height\"")) {
          JsonValue event = Api.parse(line.substring(5).strip());
          height = Api.integer(event, "height");
          most = Math.max(most, line.contains("\"leaving\"") ? Api.integer(event, "leaving") : 0);
        }
      }
      return most;
    }
  }

  @Test
  void aNodeThatIsKilledInAReorganisationHasOneChainOrTheOther() throws Exception {
    Path folder = home.resolve("chain");
    importChain(folder, FORK, 7);
    importChain(home.resolve("rival"), FORK + 100, 8);
    String waiting = Api.parse(Api.transaction("waiting", "for ever", 5)).toString();
    String before;
    try (NodeProcess node = NodeProcess.on(folder)) {
      before = Net.tip(node.api());
      node.api().submit(waiting);
      assertThat(node.terminate()).isZero();
    }
    try (OwnNode rival = OwnNode.on(home.resolve("rival"));
        Gate gate = Gate.open()) {
      gate.leadTo(rival.api());
      List<String> theirs = rival.api().hashes();
      long bytes = rival.api().get("/api/v1/net/blocks?from=1&to=1000").body().length;
      for (int round = 1; round < ROUNDS; round++) {
        // most blocks are on their way, or have come
        long last = bytes * FORK / 1_000 * (90 + random.nextInt(10)) / 100;
        try (NodeProcess node = NodeProcess.on(folder, "--peer", gate.url())) {
          gate.after(last, () -> killNow(node));
          node.exitCode();
        }
        try (NodeProcess node = NodeProcess.on(folder)) {
          String tip = Net.tip(node.api());
          long height = Net.height(node.api());
          boolean isTheirs = height > FORK && theirs.get(Math.toIntExact(height) - 1).equals(tip);
          assertThat(isTheirs || tip.equals(before)).as("%s at %d", tip, height).isTrue();
          assertThat(node.terminate()).isZero();
        }
        verify(folder);
      }
      try (NodeProcess node = NodeProcess.on(folder, "--peer", gate.url())) {
        assertThat(readUntil(FORK + 1, node.api())).isGreaterThan(FORK);
        node.kill9(); // it has just moved
      }
      verify(folder);
      try (NodeProcess node = NodeProcess.on(folder, "--peer", gate.url())) {
        assertThat(Net.height(node.api())).isGreaterThan(FORK);
        Net.awaitTip(theirs.getLast(), List.of(node.api()));
        // Both chains have the same posted transactions, each of them once: none is to be paid
        // again.
        assertThat(node.api().pool()).extracting(JsonValue::toString).containsExactly(waiting);
      }
    }
  }

  private static void killNow(NodeProcess node) {
    try {
      node.kill9();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
