package zveno.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import sun.misc.Signal;
import sun.misc.SignalHandler;
import zveno.node.config.CommandException;
import zveno.node.logging.LogFormat;
import zveno.node.logging.LogSetup;
import zveno.node.tls.Authority;
import zveno.node.tls.Authority.Issued;

/**
 * What the program does not take, it refuses in one line that says what to do. The commands are run
 * here, without a process for each, as {@code Main} runs them; {@code CliTest} starts processes.
 */
@Tag("slow")
@Timeout(120)
class RefusalsTest {

  private static final Map<String, String> SILENT = Map.of();

  @TempDir Path home;

  private final Map<Signal, SignalHandler> handlers = new LinkedHashMap<>();

  /** A node that comes as far as its start listens to signals, which are this JVM's too. */
  @BeforeEach
  void keepSignals() {
    for (String name : List.of("TERM", "INT", "HUP", "USR1")) {
      Signal signal = new Signal(name);
      handlers.put(signal, Signal.handle(signal, SignalHandler.SIG_DFL));
    }
    handlers.forEach(Signal::handle);
  }

  @AfterEach
  void giveSignalsBack() {
    handlers.forEach(Signal::handle);
  }

  /** Where a node comes as far as that, it has the log of this whole JVM written its way. */
  @AfterEach
  void logAsBefore() {
    LogSetup.use(LogFormat.TEXT, Level.INFO);
  }

  /** Runs what must be refused in one line with all these words in it. */
  private static void refused(
      Map<String, String> environment, List<String> arguments, String... words) {
    StringWriter output = new StringWriter();
    StringWriter errors = new StringWriter();
    CommandLine program = Main.commandLine(environment);
    program.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(errors, true));
    int code = program.execute(arguments.toArray(String[]::new));
    assertThat(code).as("%s: %s", arguments, errors).isEqualTo(CommandException.BAD_INPUT);
    assertThat(errors.toString().lines()).as("%s", arguments).hasSize(1);
    assertThat(errors.toString()).as("%s", arguments).contains(words);
    assertThat(output.toString()).as("%s", arguments).isEmpty();
  }

  private static void refused(List<String> arguments, String... words) {
    refused(SILENT, arguments, words);
  }

  private static List<String> node(String... options) {
    return and(List.of("node", "--port", "0", "--ephemeral"), options);
  }

  private static List<String> and(List<String> some, String... more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(List.of(more));
    return all;
  }

  private static List<String> on(Path folder, String command, String... more) {
    return and(List.of(command, "--data-dir", folder.toString()), more);
  }

  private static List<String> nodeOn(Path folder, String... options) {
    return and(on(folder, "node", "--port", "0"), options);
  }

  /** Each of these beside a command is refused by its own words. */
  private static void refusedEach(List<String> command, List<List<String>> wrong) {
    for (List<String> options : wrong) {
      String[] words = options.toArray(String[]::new);
      refused(and(command, words), words);
    }
  }

  // The node.

  @Test
  void wrongOptionsAreNamed() throws IOException {
    refused(List.of("node", "--colour", "red"), "--colour");
    refused(List.of("node", "--ephemeral", "--port", "70000"), "70000");
    refused(node("--rules", "monopoly"), "monopoly");
    refused(node("--difficulty", "65"), "65");
    refused(node("--peer-policy", "wan"), "any, lan, public", "wan");
    refused(node("--max-chain-blocks", "0"), "--max-chain-blocks");
    refused(node("--max-chain-bytes", "x"), "--max-chain-bytes");
    refused(node("--mine=sometimes"), "--mine", "when-waiting", "sometimes");
    for (String interval : List.of("0", "-1s", "8d", "soon", "1w", "")) {
      refused(node("--block-interval", interval), "--block-interval", "500ms");
    }
    for (String threads : List.of("0", "-1", "257", "two")) {
      refused(node("--mining-threads", threads), "--mining-threads");
    }
    refused(List.of("mime"), "mime");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      refused(List.of("node", "--ephemeral", "--port", port), port);
    }
  }

  @Test
  void whereToListenIsANameOrAnAddressAndNothingIsMadeForAnotherThing() {
    Path folder = home.resolve("none");
    for (String host :
        List.of(
            "",
            "http://localhost",
            "localhost:5000",
            "127.0.0.1:5000",
            "[::1",
            "::1]",
            "[::1]:1",
            "[127.0.0.1.5]",
            "a b",
            "-a",
            "a..b",
            "*",
            "::1%none",
            "1.2.3.4.5")) {
      refused(nodeOn(folder, "--host", host), host);
    }
    refused(nodeOn(folder, "--host", "http://localhost"), "--host", "without http:// and port");
    refused(nodeOn(folder, "--host", "\u0436"), "--host", "not \"?\"");
    refused(nodeOn(folder, "--host", "nobody.invalid"), "unknown host");
    refused(nodeOn(folder, "--host", "192.0.2.1"), "192.0.2.1");
    assertThat(folder).doesNotExist();
  }

  @Test
  void ofATypingMistakeIsSaidWhatMayHaveBeenMeant() {
    refused(List.of("node", "--prot", "5001"), "--prot", "did you mean --port?");
    refused(List.of("node", "--difficult=3"), "did you mean --difficulty?");
    refused(List.of("verfy"), "did you mean verify?");
  }

  @Test
  void aWrongSettingIsNamedWithWhereItComesFrom() throws IOException {
    Path file = Files.writeString(home.resolve("zveno.properties"), "rate = -1\n");
    refused(node("--config", file.toString()), "rate must be 0", "rate in " + file);
    refused(Map.of("ZVENO_CONFIG", file.toString()), node(), "rate must be 0", "rate in " + file);
    refused(Map.of("ZVENO_RATE", "many"), node(), "many", "--rate comes from ZVENO_RATE");
    refused(Map.of("ZVENO_MINE", "maybe"), node(), "ZVENO_MINE", "when-waiting or false");
    refused(Map.of("ZVENO_RAT", "1"), node(), "ZVENO_RAT;", "ZVENO_RATE?");
    refused(Map.of("ZVENO_RAT", "1"), on(home.resolve("x"), "verify"), "ZVENO_RAT;");
    Files.writeString(file, "rat = 1");
    refused(node("--config", file.toString()), "rat in " + file, "did you mean rate?");
  }

  @Test
  void optionsForCallersAreChecked() throws IOException {
    refused(node("--allow-host", "http://a.example"), "--allow-host");
    refused(node("--trusted-proxy", "10.0.0.0/33"), "--trusted-proxy");
    refused(node("--trusted-proxy", "ann.example"), "--trusted-proxy");
    refused(node("--peer", "http://ann.example/zveno"), "--peer", "remove everything after");
    refused(
        node("--advertise", "http://ann.example/zveno/"), "--advertise", "remove everything after");
    refused(node("--allow-origin", "*"), "--allow-origin");
    refused(node("--rate", "-1"), "--rate", "-1");
    refused(node("--acting-rate", "many"), "--acting-rate", "many");

    Path nothing = home.resolve("nothing");
    refused(node("--token-file", nothing.toString()), nothing.toString());
    refused(node("--token-file", home.toString()), home.toString());
    for (String bad :
        List.of("", "\n", "too short", "has spaces in between, as people do", "\0\1")) {
      Path file = Files.writeString(home.resolve("bad"), bad);
      refused(node("--token-file", file.toString()), file.toString());
    }
  }

  /** As PowerShell's {@code >} writes, and as the Windows editor saves. */
  @Test
  void filesInUtf16AreCalledSoAndAByteOrderMarkIsPassedOver() throws IOException {
    Path file = home.resolve("file");
    Path folder = home.resolve("none");
    String[] words = {file.toString(), "it is UTF-16", "save it as UTF-8"};
    for (var encoding : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      for (String mark : List.of("\ufeff", "")) {
        Files.write(file, (mark + "rate = 1\r\n").getBytes(encoding));
        refused(node("--config", file.toString()), words);
        refused(nodeOn(folder, "--token-file", file.toString()), words);
        refused(nodeOn(folder, "--peer-token-file", file.toString()), words);
        refused(nodeOn(folder, "--tls-ca", file.toString()), words);
        Files.write(file, (mark + "{}").getBytes(encoding));
        refused(nodeOn(folder, "--genesis", file.toString()), words);
        refused(on(folder, "import", file.toString()), words);
      }
    }
    // With a mark, what is wrong is what would be wrong without it.
    Files.writeString(file, "\ufeffrate = -1\n");
    refused(node("--config", file.toString()), "rate must be 0");
    Files.writeString(file, "\ufeff{}");
    refused(nodeOn(folder, "--genesis", file.toString()), "is not a genesis block: ", "index");
    Files.writeString(file, "\ufeff{\"chain\": []}");
    refused(on(folder, "import", file.toString()), "invalid chain", "expected an element");
    Files.writeString(file, "\ufeffsecret-of-16-bytes\n");
    refused(
        node("--token-file", file.toString(), "--rate", "-1"), "--rate must be 0"); // token is read
    assertThat(folder).doesNotExist();
  }

  @Test
  void wrongCertificatesAndKeysAreNamed() throws Exception {
    Authority ours = new Authority(home, "ours");
    Issued ann = ours.issue("ann");
    Issued bob = ours.issue("bob");
    refused(tls(new Issued(ann.certificate(), bob.key())), "is not that of the first");
    refused(tls(ours.issueExpired("old")), "has expired on");
    refused(tls(new Issued(home.resolve("none"), ann.key())), "no such file:");
    refused(node("--tls-cert", ann.certificate().toString()), "must be given together");
    refused(node("--tls-ca", ann.key().toString()), "--tls-ca: ");
  }

  private static List<String> tls(Issued issued) {
    String certificate = issued.certificate().toString();
    return node("--tls-cert", certificate, "--tls-key", issued.key().toString());
  }

  // Folders.

  @Test
  void whatIsNoFolderOfOursIsLeftAlone() throws IOException {
    Path file = Files.writeString(home.resolve("file"), "mine");
    refused(nodeOn(file), file.toString());
    assertThat(file).hasContent("mine");

    Path strange = Files.createDirectory(home.resolve("strange"));
    Files.writeString(strange.resolve("letter"), "dear");
    refused(nodeOn(strange), strange.toString());
    refused(on(strange, "verify"), strange.toString());
    refused(on(strange, "restore", home.resolve("other").toString()), "other");
    refused(on(home.resolve("other"), "restore", strange.toString()), strange.toString());
    try (Stream<Path> files = Files.list(strange)) {
      assertThat(files).containsExactly(strange.resolve("letter"));
    }

    Path nothing = home.resolve("nothing");
    refused(on(nothing, "verify"), nothing.toString());
    refused(on(nothing, "export"), nothing.toString());
    String copy = home.resolve("copy").toString();
    refused(on(nothing, "backup", copy), "there is no store in", nothing.toString());
    refused(on(nothing, "backup"), "TARGET");
    assertThat(nothing).doesNotExist();
  }

  // Nets.

  @Test
  void wrongOptionsOfANetAreRefused() throws IOException {
    refused(List.of("devnet", "--nodes", "0"), "--nodes");
    refused(List.of("devnet", "--nodes", "65"), "--nodes");
    refused(List.of("devnet", "--nodes", "many"), "--nodes");
    refused(List.of("devnet", "--difficulty", "65"), "65");
    refused(List.of("devnet", "--mine=two"), "--mine");
    refused(List.of("devnet", "--base-port", "65535"), "--base-port");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      refused(List.of("devnet", "--nodes", "1", "--base-port", port), port);
    }
  }
}
