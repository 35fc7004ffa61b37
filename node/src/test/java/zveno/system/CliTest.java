package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.system.Program.Outcome;

/** The commands as a user types them: what they say, and how they end. */
@Tag("slow")
@Timeout(300)
class CliTest {

  private static final String[] EASY = {"--difficulty", "2"};

  @TempDir Path home;

  private static Program on(Path folder, String... arguments) {
    return Program.zveno(arguments).and("--data-dir", folder.toString());
  }

  private static Program node(Path folder, String... options) {
    return NodeProcess.program(options).and("--data-dir", folder.toString());
  }

  /** Runs what must be refused in one line with all these words in it. */
  private static void refused(Program program, String... words)
      throws IOException, InterruptedException {
    Outcome outcome = program.run();
    assertThat(outcome.exitCode()).as("%s: %s", program, outcome.errors()).isNotZero();
    assertThat(outcome.errors().lines()).as(program.toString()).hasSize(1);
    assertThat(outcome.errors()).as(program.toString()).contains(words);
    assertThat(outcome.text()).as(program.toString()).isEmpty();
  }

  private static Outcome succeeds(Program program) throws IOException, InterruptedException {
    Outcome outcome = program.run();
    assertThat(outcome.exitCode()).as("%s: %s", program, outcome.errors()).isZero();
    return outcome;
  }

  // Refusals.

  /** One of each kind; {@code RefusalsTest} has them all. */
  @Test
  @LongRunning
  void whatIsWrongIsRefusedInOneLine() throws Exception {
    refused(Program.zveno("node", "--prot", "5001"), "--prot", "did you mean --port?");
    Path file = Files.writeString(home.resolve("zveno.properties"), "rate = -1\n");
    Program node = NodeProcess.program("--ephemeral");
    refused(
        node.withEnvironment("ZVENO_CONFIG", file.toString()), "rate must be 0", "rate in " + file);
    refused(node.withEnvironment("ZVENO_TOKEN", "short"), "ZVENO_TOKEN");
    Path strange = Files.createDirectory(home.resolve("strange"));
    Files.writeString(strange.resolve("letter"), "dear");
    refused(node(strange), strange.toString());
    assertThat(strange.resolve("letter")).hasContent("dear");
  }

  @Test
  @LongRunning
  void settingsComeFromTheEnvironmentAndAFileToo() throws Exception {
    Path file =
        Files.writeString(home.resolve("zveno.properties"), "difficulty = 2\nephemeral = true\n");
    Program program =
        Program.zveno("node", "--config", file.toString(), "--port", "0")
            .withEnvironment("ZVENO_DIFFICULTY", "1")
            .withEnvironment("ZVENO_PORT", "70000");
    try (NodeProcess node = NodeProcess.start(program)) {
      assertThat(node.errors()).contains("data in memory", "difficulty=1");
    }
  }

  @Test
  @LongRunning
  void aTokenGuardsWhatActs() throws Exception {
    Path file = Files.writeString(home.resolve("token"), "correct-horse-battery\nand a note\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    try (NodeProcess node =
        NodeProcess.ephemeral("--difficulty", "2", "--token-file", file.toString())) {
      node.api().get("/mine").expect(401);
      node.api().get("/mine", "Authorization", "Bearer correct-horse-battery").expect(200);
      node.api().get("/chain").expect(200);
      assertThat(node.errors()).doesNotContain("horse", "WARN");
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    try (NodeProcess node = NodeProcess.ephemeral("--token-file", file.toString())) {
      assertThat(node.errors().lines().filter(line -> line.contains("WARN")))
          .singleElement()
          .asString()
          .contains(file.toString(), "chmod 600")
          .doesNotContain("horse");
    }
    Program told =
        NodeProcess.program("--ephemeral").withEnvironment("ZVENO_TOKEN", "x".repeat(16));
    try (NodeProcess node = NodeProcess.start(told)) {
      node.api().get("/mine").expect(401);
    }
  }

  @Test
  @LongRunning
  void optionsForCallersApplyOnLoopbackToo() throws Exception {
    try (NodeProcess node =
        NodeProcess.ephemeral(
            "--rate",
            "1",
            "--allow-origin",
            "https://shop.example",
            "--allow-host",
            "node.example")) {
      var allowed =
          node.api().get("/chain", "Origin", "https://shop.example").expect(200).headers();
      assertThat(allowed.firstValue("Access-Control-Allow-Origin"))
          .contains("https://shop.example");
      int status = 0;
      for (int i = 0; i < 40 && status != 429; i++) {
        status = node.api().get("/api/v1/tip").status();
      }
      assertThat(status).isEqualTo(429);
    }
  }

  @Test
  @LongRunning
  void aNodeListensOnAllHostsOrOnNone() throws Exception {
    // All of 127.0.0.0/8 is this machine's on Linux.
    try (NodeProcess node = NodeProcess.ephemeral("--host", "127.0.0.1", "--host", "127.0.0.2")) {
      int port = node.api().uri().getPort();
      assertThat(node.errors()).contains("http://127.0.0.1:" + port, "http://127.0.0.2:" + port);
      for (String host : List.of("127.0.0.1", "127.0.0.2")) {
        new Api(URI.create("http://" + host + ":" + port)).get("/chain").expect(200);
      }
    }
    Path folder = home.resolve("none");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.2"))) {
      String port = Integer.toString(taken.getLocalPort());
      Outcome outcome =
          on(folder, "node", "--host", "127.0.0.1", "--host", "127.0.0.2", "--port", port).run();
      assertThat(outcome.exitCode()).as(outcome.errors()).isEqualTo(2);
      assertThat(outcome.errors()).contains("cannot listen on 127.0.0.2:" + port);
    }
  }

  @Test
  @LongRunning
  void aFolderKeepsTheRulesItWasBegunWith() throws Exception {
    Path folder = home.resolve("chain");
    OwnNode.on(folder, "--difficulty", "2", "--rules", "upstream").close();
    Path genesis =
        Files.writeString(
            home.resolve("genesis.json"),
            "{\"index\":1,\"previous_hash\":\"1\",\"proof\":7,\"timestamp\":0,\"transactions\":[]}");

    refused(node(folder, "--difficulty", "3"), "difficulty", "2", "3", folder.toString());
    refused(node(folder, "--rules", "classic"), "classic", "upstream", folder.toString());
    refused(node(folder, "--genesis", genesis.toString()), "genesis", folder.toString());
    try (OwnNode node = OwnNode.on(folder)) {
      refused(node(folder), folder.toString(), "in use");
      assertThat(node.api().mine()).isNotNull();
    }

    Files.writeString(folder.resolve("FORMAT"), "zveno-store 999\n");
    refused(node(folder), folder.toString(), "999", "newer");
    refused(on(folder, "verify"), folder.toString(), "999");
  }

  // Nodes.

  @Test
  @LongRunning
  void anEphemeralNodeLeavesNothingBehind() throws Exception {
    Program program =
        NodeProcess.program("--ephemeral", "--difficulty", "2")
            .withEnvironment("XDG_DATA_HOME", home.toString())
            .withEnvironment("HOME", home.toString())
            .withJava("-Djava.io.tmpdir=" + Files.createDirectory(home.resolve("tmp")));
    try (NodeProcess node = NodeProcess.start(program)) {
      node.api().mine(2);
      assertThat(node.terminate()).isZero();
      assertThat(node.output()).as("standard output").isEmpty();
    }
    try (Stream<Path> files = Files.walk(home)) {
      assertThat(files).containsExactlyInAnyOrder(home, home.resolve("tmp"));
    }
  }

  @Test
  void aSharedGenesisMakesOneNet() throws Exception {
    Path file =
        Files.writeString(
            home.resolve("genesis.json"),
            "{\"net\": \"ours\", \"transactions\": [], \"timestamp\": 1e0,\n \"index\": 1,"
                + " \"previous_hash\": 1, \"proof\": 100}");
    String[] shared = {"--difficulty", "2", "--genesis", file.toString()};
    try (OwnNode one = OwnNode.ephemeral(shared);
        OwnNode two = OwnNode.ephemeral(shared);
        OwnNode stranger = OwnNode.ephemeral(EASY)) {
      assertThat(one.api().hashes()).isEqualTo(two.api().hashes());
      assertThat(one.api().chain().getFirst().member("net")).isPresent();
      stranger.api().mine(3);
      two.api().mine(2);
      one.api().register(stranger, two);
      assertThat(one.api().resolve()).isTrue();
      assertThat(one.api().hashes()).isEqualTo(two.api().hashes());
    }
  }

  /** The way that the README and the manual show. */
  @Test
  @LongRunning
  void theFirstBlockOfANodeThatHasRunCanBeShared() throws Exception {
    Path first = home.resolve("first");
    Path file = home.resolve("genesis.json");
    try (OwnNode one = OwnNode.on(first, EASY)) {
      Files.write(file, one.api().get("/api/v1/blocks/1/canonical").expect(200).body());
      one.api().mine(3);
    }
    String[] shared = {"--difficulty", "2", "--genesis", file.toString()};
    try (OwnNode one = OwnNode.on(first, shared);
        OwnNode two =
            OwnNode.on(
                home.resolve("second"),
                "--difficulty",
                "2",
                "--genesis",
                file.toString(),
                "--peer",
                one.api().uri().toString())) {
      Net.awaitTip(one.api().hashes().getLast(), List.of(two.api()));
      two.api().mine(1);
      Net.awaitTip(two.api().hashes().getLast(), List.of(one.api()));
      assertThat(one.api().hashes()).hasSize(5).isEqualTo(two.api().hashes());
    }
    try (OwnNode one = OwnNode.on(first)) { // it need not be repeated
      assertThat(one.api().get("/api/v1/net/hello").text())
          .contains("\"genesis\": \"" + one.api().hashes().getFirst() + "\"");
    }
    Path other = home.resolve("other");
    OwnNode.on(other, EASY).close();
    refused(node(other, "--genesis", file.toString()), "begins with block", other.toString());
  }

  @Test
  void aNodeThatIsStoppedFinishesRequestsInProgress() throws Exception {
    Path folder = home.resolve("chain");
    Acknowledged acknowledged = new Acknowledged();
    AtomicLong number = new AtomicLong();
    Semaphore answers = new Semaphore(0);
    try (NodeProcess node = NodeProcess.on(folder, EASY);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> load = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        load.add(
            threads.submit(() -> {
              while (node.isAlive()) {
                String transaction = Api.transaction("a", "b", number.incrementAndGet());
                acknowledged.asking(transaction);
                Api.Answer answer = node.api().post("/transactions/new", transaction);
                if (answer.status() == 503) {
                  return null; // it is going
                }
                answer.expect(201);
                acknowledged.promised(transaction);
                answers.release();
              }
              return null;
            }));
      }
      assertThat(answers.tryAcquire(300, 60, TimeUnit.SECONDS)).isTrue();
      node.api().mine();
      assertThat(node.terminate()).as(node.errors()).isZero();
      for (Future<?> one : load) {
        ignoringBrokenConnections(one);
      }
      assertThat(node.errors()).doesNotContain("Exception", "\tat ");
    }
    try (NodeProcess node = NodeProcess.on(folder)) {
      acknowledged.checkAgainst(node.api().chain(), node.api().pool(), "nobody");
    }
  }

  @Test
  @LongRunning
  void aListenerDoesNotKeepANodeFromStopping() throws Exception {
    try (NodeProcess node = NodeProcess.ephemeral(EASY);
        InputStream events = node.api().events(0).body();
        InputStream chain = node.api().stream("/chain").body()) {
      node.api().mine();
      assertThat(events.read()).isNotNegative();
      assertThat(chain.read()).isEqualTo('{');
      long began = System.nanoTime();
      assertThat(node.terminate()).isZero();
      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)).isLessThan(8);
    }
  }

  private static void ignoringBrokenConnections(Future<?> request) throws Exception {
    try {
      request.get();
    } catch (java.util.concurrent.ExecutionException e) {
      if (!(e.getCause() instanceof IOException)) {
        throw e;
      }
    }
  }

  // The other commands.

  @Test
  void hashesTheBlockOfTheTutorialsListing() throws Exception {
    String block =
        """
        {
          "index": 1,
          "timestamp": 1506280650.770839,
          "transactions": [],
          "proof": 100,
          "previous_hash": 1
        }
        """;
    Outcome outcome = Program.zveno("hash").run(out -> out.write(utf8(block)));

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.errors()).isEmpty();
    assertThat(outcome.text().lines())
        .containsExactly(
            "{\"index\": 1, \"previous_hash\": 1, \"proof\": 100,"
                + " \"timestamp\": 1506280650.770839, \"transactions\": []}",
            "c099bc76471bfdd48ae262ba832388af2b87904924730633db415994fb82bfb7");

    Outcome bad = Program.zveno("hash").run(out -> out.write(utf8("{\"a\": 1,}")));
    assertThat(bad.exitCode()).isNotZero();
    assertThat(bad.errors().lines()).hasSize(1);
    assertThat(bad.text()).isEmpty();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  @LongRunning
  void aChainGoesOutAndInAgain() throws Exception {
    Path folder = home.resolve("chain");
    byte[] served;
    try (NodeProcess node = NodeProcess.on(folder, EASY)) {
      node.api().submit(HostileJson.transaction("1e16", "\"\\ud800\"", "-0.0"));
      node.api().mine(5);
      served = node.api().get("/chain").body();
      refused(on(folder, "export"), folder.toString(), "in use");
      assertThat(node.terminate()).isZero();
    }
    Outcome exported = succeeds(on(folder, "export"));
    assertThat(exported.output()).isEqualTo(served);

    Path copy = home.resolve("copy");
    Program into = on(copy, "import").and(EASY);
    Outcome imported = into.run(out -> out.write(served));
    assertThat(imported.exitCode()).as(imported.errors()).isZero();
    assertThat(imported.text()).isEqualTo("imported a chain of 6 blocks into " + copy + "\n");
    assertThat(imported.errors()).doesNotContain("imported");
    assertThat(succeeds(on(copy, "export")).output()).isEqualTo(served);
    assertThat(succeeds(on(copy, "verify")).text()).contains("6 blocks");

    Outcome again = into.run(out -> out.write(served));
    assertThat(again.exitCode()).as("it is there already: " + again.errors()).isZero();
    assertThat(again.text()).isEqualTo(copy + " already has this chain of 6 blocks\n");
    Outcome shorter = into.run(out -> out.write(utf8(HandMadeChain.beginning(2).document())));
    assertThat(shorter.exitCode()).as("shorter: " + shorter.errors()).isNotZero();
    assertThat(shorter.errors().lines()).hasSize(1);
    assertThat(succeeds(on(copy, "export")).output()).isEqualTo(served);
  }

  @Test
  @LongRunning
  void ofABrokenChainNothingIsTaken() throws Exception {
    Path folder = home.resolve("chain");
    OwnNode.on(folder, EASY).close();
    byte[] before = succeeds(on(folder, "export")).output();
    String right = HandMadeChain.beginning(2).add("").add("{\"amount\": 5}").add("").document();

    for (String broken :
        List.of(
            right.replace("\"amount\": 5", "\"amount\": 6"),
            right.substring(0, right.length() / 2),
            right + "x",
            HandMadeChain.beginning(2).add("").addWithProof("1").document(),
            "[]")) {
      Outcome outcome = on(folder, "import").run(out -> out.write(utf8(broken)));
      assertThat(outcome.exitCode()).as(outcome.errors()).isNotZero();
      assertThat(outcome.errors().lines()).hasSize(1);
    }
    assertThat(succeeds(on(folder, "export")).output()).isEqualTo(before);
    assertThat(succeeds(on(folder, "verify")).text()).contains("1 block,");
  }

  @Test
  @LongRunning
  void theDemonstrationEndsWellWithinAMinute() throws Exception {
    long began = System.nanoTime();
    Outcome outcome = succeeds(Program.zveno("demo"));
    assertThat(System.nanoTime() - began).isLessThan(TimeUnit.MINUTES.toNanos(1));
    assertThat(outcome.text()).contains("Our chain was replaced", "byte for byte");
    assertThat(outcome.text()).doesNotContain(" INFO ", " WARN ");
  }

  @Test
  void helpAndVersionGoToStandardOutput() throws Exception {
    assertThat(succeeds(Program.zveno("--help")).text())
        .contains("node", "export", "import", "verify", "hash", "demo")
        .doesNotContain("warm-up");
    assertThat(succeeds(Program.zveno("--version")).text()).startsWith("zveno ");
  }
}
