package zveno.node.rules.strict.receipts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;

/**
 * What docs/receipts.md and docs/record-keeping.md print to be typed and saved does what they say,
 * in the order of the page. Needs bash, curl and Python with cryptography; Node.js for the client
 * in JavaScript.
 */
@LongRunning
@Timeout(600)
class PrintedReceiptsTest {

  private static final Pattern BLOCK =
      Pattern.compile("^```(sh|python)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private static final Path ROOT = Path.of(System.getProperty("basedir", ".")).resolve("..");

  @TempDir Path home;
  private final Map<String, String> environment = new TreeMap<>();
  private final List<Process> servers = new ArrayList<>();
  private int port;

  @BeforeEach
  void prepare() throws Exception {
    Optional<String> python = pythonWithCryptography();
    assumeTrue(
        python.isPresent() || System.getenv("REQUIRE_PYTHON") != null,
        "no python3 with cryptography");
    script(
        "zveno",
        "exec '%s' -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED"
            + " --sun-misc-unsafe-memory-access=allow -cp '%s' zveno.node.cli.Main \"$@\"",
        Path.of(System.getProperty("java.home"), "bin", "java"),
        System.getProperty("java.class.path"));
    Files.createDirectory(home.resolve("bin"));
    script("bin/python3", "exec '%s' \"$@\"", python.orElse("python3"));
    Files.copy(ROOT.resolve("clients/python/zveno.py"), home.resolve("zveno.py"));
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
  }

  private static Optional<String> pythonWithCryptography() throws Exception {
    for (String python : List.of("/usr/bin/python3", "python3")) {
      try {
        Process asked = new ProcessBuilder(python, "-c", "import cryptography").start();
        if (asked.waitFor() == 0) {
          return Optional.of(python);
        }
      } catch (IOException e) {
        // another one may be there
      }
    }
    return Optional.empty();
  }

  private void script(String name, String line, Object... arguments) throws IOException {
    Path script = home.resolve(name);
    Files.writeString(script, "#!/bin/sh\n" + line.formatted(arguments) + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (Process server : servers) {
      server.destroy();
      server.waitFor();
    }
  }

  private ProcessBuilder bash(String commands, Path output) {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("HOME", home.toString());
    builder.environment().put("PATH", home.resolve("bin") + ":" + System.getenv("PATH"));
    return builder;
  }

  private String run(String commands) throws Exception {
    Path output = home.resolve("output");
    int code = bash(commands, output).start().waitFor();
    String printed = Files.readString(output);
    assertThat(code).as("%s%n%s", commands, printed).isZero();
    return printed;
  }

  private void serve(String command) throws Exception {
    Path log = home.resolve("node.log");
    String here =
        command.replace("./zveno node ", "exec ./zveno node --data-dir data --port " + port + " ");
    Process server = bash(here, log).start();
    servers.add(server);
    while (!Files.readString(log).contains("running on")) {
      assertThat(server.isAlive()).as("%s%n%s", command, Files.readString(log)).isTrue();
      server.waitFor(50, TimeUnit.MILLISECONDS);
    }
  }

  /** Runs and saves what a page prints; what the commands have printed, one after the other. */
  private List<String> follow(String page) throws Exception {
    List<String> printed = new ArrayList<>();
    String text = Files.readString(ROOT.resolve("docs").resolve(page));
    for (MatchResult block : BLOCK.matcher(text).results().toList()) {
      String here = block.group(2).replace("127.0.0.1:5000", "127.0.0.1:" + port);
      if (block.group(1).equals("python")) {
        String name = here.lines().findFirst().orElseThrow().replaceFirst("^# ", "");
        Files.writeString(home.resolve(name), here);
      } else if (here.startsWith("./zveno node ")) {
        serve(here);
      } else {
        printed.add(run(here.replace("./zveno receipt ", "./zveno receipt --node " + url() + " ")));
      }
    }
    return printed;
  }

  private String url() {
    return "http://127.0.0.1:" + port;
  }

  @Test
  void aServicesLogIsKeptAndAChangeIsFound() throws Exception {
    List<String> printed = follow("record-keeping.md");

    assertThat(printed.get(2)).contains("recorded 52 bytes as ", "recorded 77 bytes as ");
    String found = printed.get(5);
    assertThat(found.split("Below the block whose hash you hold", -1)).hasSize(3);
    assertThat(found.split("The file is the recorded one, \"service.log\"", -1)).hasSize(3);
    assertThat(printed.getLast())
        .contains("The file is not the recorded one, \"service.log\"", "It does not hold.");
  }

  @Test
  void aReceiptIsCheckedByAFewLinesAndByHand() throws Exception {
    run("python3 -c 'import zveno; print(zveno.Key.new().text(), end=\"\")' > log.key");
    run("./zveno genesis --network t --spacing 1 --half-life 16 --bits 0x2000ffff genesis.json");
    serve(
        "./zveno node --rules strict --genesis genesis.json"
            + " --reward-address \"$(sed -n 's/^address: //p' log.key)\"");
    String mine = "curl --silent --fail " + url() + "/mine > /dev/null; ";
    String id =
        run("python3 -c 'import zveno; node = zveno.Node(\""
                + url()
                + "\");"
                + " print(node.send(node.sign(zveno.Key.read(open(\"log.key\").read()),"
                + " data=\"alone\")))'")
            .strip();
    String hash = "python3 -c 'import zveno; print(zveno.Node(\"" + url() + "\").tip()[1])'";
    environment.put("ID", id);
    environment.put("CARRIER", run(mine + hash).strip());
    environment.put("HASH", run(mine.repeat(5) + hash).strip());

    List<String> printed = follow("receipts.md");

    assertThat(printed.get(0)).contains("Below the block whose hash you hold");
    assertThat(printed.get(1)).isEqualTo("it stands below the block that I know\n");
    assertThat(printed.get(2))
        .endsWith(
            "the transaction is below this header\nand the header is that of the block that I"
                + " know\n");
    bothClientsAndTheCommandAgree();
  }

  /** On the receipt that the node has given, and on one with another text. */
  private void bothClientsAndTheCommandAgree() throws Exception {
    assumeTrue(System.getenv("REQUIRE_BROWSER") != null || isThere("node"), "no Node.js");
    Files.writeString(
        home.resolve("judge.mjs"),
        """
        import { readFileSync } from "node:fs";
        const [client, receipt, held] = process.argv.slice(2);
        const { checkReceipt } = await import(client);
        const verdict = await checkReceipt(readFileSync(receipt, "utf8"), { held });
        process.exit(verdict.level === "below-held-block" ? 0 : 1);
        """);
    String client = ROOT.resolve("clients/js/zveno.js").toAbsolutePath().toUri().toString();
    List<String> judges =
        List.of(
            "./zveno check %s --anchor \"$HASH\"",
            "python3 zveno.py check %s \"$HASH\"", "node judge.mjs '" + client + "' %s \"$HASH\"");
    run("sed 's/\"alone\"/\"alonf\"/' receipt.json > tampered.json");
    assertThat(home.resolve("tampered.json"))
        .content()
        .isNotEqualTo(Files.readString(home.resolve("receipt.json")));
    for (String judge : judges) {
      run(judge.formatted("receipt.json"));
      assertThat(run(judge.formatted("tampered.json") + " || echo \"code $?\""))
          .as(judge)
          .endsWith("code 1\n");
    }
  }

  private static boolean isThere(String program) throws InterruptedException {
    try {
      return new ProcessBuilder(program, "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
