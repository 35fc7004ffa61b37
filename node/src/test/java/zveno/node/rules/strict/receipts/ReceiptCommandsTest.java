package zveno.node.rules.strict.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.strict.StrictNets.Person;
import zveno.kernel.rules.strict.StrictTransaction;
import zveno.node.cli.Main;
import zveno.node.cli.NodeHere;
import zveno.node.rules.strict.FileRecord;

/** {@code zveno receipt} and {@code zveno check}, with a real node, and offline. */
@Tag("slow")
@Timeout(60)
class ReceiptCommandsTest {

  private static final Person ANN = Person.numbered(1);
  private static final String NOTHING = "0".repeat(64);
  private static final String DIGITS = "must be 64 lowercase hexadecimal digits";

  private final Genesis genesis =
      StrictNets.genesis(50, 0, 2, Map.of(ANN.address(), new Coins(1_000)));

  @TempDir Path home;
  private NodeHere node;
  private Path report;
  private StrictTransaction record;
  private Path receipt;

  /** What a command has done. */
  private record Done(int code, String out, String errors) {}

  private static Done zveno(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter errors = new StringWriter();
    CommandLine zveno =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(errors));
    List<String> typed = new ArrayList<>();
    for (Object argument : arguments) {
      typed.add(argument.toString());
    }
    int code = zveno.execute(typed.toArray(String[]::new));
    return new Done(code, out.toString(), errors.toString());
  }

  @BeforeEach
  void recordAFile() throws IOException {
    Path file = home.resolve("genesis.json");
    Files.write(file, genesis.canonical());
    node =
        NodeHere.start(
            List.of(
                "--ephemeral",
                "--rules=strict",
                "--genesis=" + file,
                "--mining-threads=1",
                "--reward-address=" + ANN.address().text()));
    report = home.resolve("report.txt");
    Files.writeString(report, "all is well\n");
    record = ANN.records(genesis.id(), FileRecord.of(report).data(), 0, 0);
    call("/transactions/new", record.toString());
    call("/mine", "");
    receipt = home.resolve("receipt.json");
    Files.writeString(receipt, fetched());
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private String fetched(Object... options) {
    List<Object> all = new ArrayList<>(List.of("receipt", record.id().hex(), "--node", url()));
    all.addAll(List.of(options));
    Done done = zveno(all.toArray());
    assertThat(done.code()).as(done.errors()).isZero();
    return done.out();
  }

  private String url() {
    return "http://" + node.uri().getAuthority();
  }

  private JsonNode call(String path, String body) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(url() + path).toURL().openConnection();
    if (!body.isEmpty()) {
      connection.setDoOutput(true);
      connection.setRequestProperty("Content-Type", "application/json");
      connection.getOutputStream().write(body.getBytes(StandardCharsets.US_ASCII));
    }
    try (InputStream in = connection.getInputStream()) {
      return JsonMapper.shared().readTree(in.readAllBytes());
    }
  }

  private String tip() throws IOException {
    return call("/api/v1/tip", "").path("hash").asString();
  }

  @Test
  void aReceiptIsFetchedAndCheckedOffline() throws IOException {
    String carrier = tip();
    Done alone = zveno("check", receipt);
    assertThat(alone.code()).isZero();
    assertThat(alone.out())
        .contains("Under this header: ", "To learn more, check it with --anchor", "It holds");
    for (int i = 0; i < 5; i++) {
      call("/mine", "");
    }
    Files.writeString(receipt, fetched());
    String anchor = tip();
    assertThat(fetched("--anchor", carrier)).doesNotContain("anchor");
    node.close();

    Done held = zveno("check", receipt, report, "--anchor", anchor);
    assertThat(held.code()).isZero();
    assertThat(held.out())
        .contains("Below the block whose hash you hold", "The file is the recorded one")
        .contains("worth as much as the place where you got the hash");
    assertThat(zveno("check", receipt, "--anchor", carrier).code()).isZero();
    Done other = zveno("check", receipt, "--anchor", NOTHING);
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.out()).contains("Not below the block whose hash you hold", "does not hold");
    JsonNode json = JsonMapper.shared().readTree(zveno("check", receipt, report, "--json").out());
    assertThat(json.path("level").asString()).isEqualTo("under-this-header");
    assertThat(json.path("file").path("matches").asBoolean()).isTrue();
    assertThat(json.path("holds").asBoolean()).isTrue();
  }

  @Test
  void theReceiptCommandNamesTheAnchorOnStandardError() throws IOException {
    Done done = zveno("receipt", record.id().hex(), "--node", url());

    assertThat(done.errors()).contains("leads to block 2, " + tip(), "worth as much as the place");
    assertThat(done.out()).startsWith("{\"block\": {").endsWith("}}" + System.lineSeparator());
  }

  @Test
  void aNodeSaysWhetherTheBlockIsOnItsChain() throws IOException {
    Done on = zveno("check", receipt, "--node", url());
    assertThat(on.code()).isZero();
    assertThat(on.out())
        .contains("On the chain that the node at " + url() + " follows now: the block has 1");

    call("/api/v1/rewind", "{\"toHeight\": 1, \"drop\": true}");
    Done off = zveno("check", receipt, "--node", url());
    assertThat(off.code()).isEqualTo(1);
    assertThat(off.out()).contains("Not on the chain that the node at", "It does not hold.");

    node.close();
    refused("cannot be reached", "check", receipt, "--node", url());
  }

  @Test
  void whatHasBeenChangedDoesNotHold() throws IOException {
    String right = Files.readString(receipt);
    Path wrong = home.resolve("wrong.json");
    for (String[] change :
        new String[][] {
          {"\"nonce\": 0", "\"nonce\": 1"},
          {"\"count\": 1", "\"count\": 2"},
          {"\"position\": 0", "\"position\": 1"},
          {"report.txt", "deport.txt"},
          {"\"genesis\": \"" + genesis.id().hex(), "\"genesis\": \"" + NOTHING},
          {"\"path\": []", "\"path\": [\"" + NOTHING + "\"]"}
        }) {
      assertThat(right).contains(change[0]);
      Files.writeString(wrong, right.replace(change[0], change[1]));
      Done done = zveno("check", wrong, "--node", url());
      assertThat(done.code()).as(change[1]).isEqualTo(1);
      assertThat(done.out()).contains("The receipt is wrong: ", "It does not hold.");
    }
    Files.writeString(report, "all is lost\n");
    Done file = zveno("check", receipt, report);
    assertThat(file.code()).isEqualTo(1);
    assertThat(file.out())
        .contains("The file is not the recorded one, \"report.txt\": that has 12");
  }

  @Test
  void whatIsNoReceiptIsRefusedInOneLine() throws IOException {
    String right = Files.readString(receipt);
    Path none = home.resolve("none.json");
    String hashes = ("\"" + NOTHING + "\", ").repeat(65) + "\"" + NOTHING + "\"";
    for (String text :
        List.of(
            "",
            "receipt",
            "[".repeat(100_000),
            " ".repeat(1_000_000) + right,
            right.replace("\"path\": []", "\"path\": [" + hashes + "]"),
            right.replace("\"position\": 0", "\"position\": 99999999999999999999"),
            right.replace("\"block\"", "\"\\u001b[2J\""))) {
      Files.writeString(none, text);
      refused(none + " is no receipt: ", "check", none);
    }
    refused("no such file", "check", home.resolve("missing"));
    refused("no such file", "check", receipt, home.resolve("missing"));
    refused("--anchor " + DIGITS, "check", receipt, "--anchor", "7");
    refused("exclude each other", "check", receipt, "--anchor", NOTHING, "--node", url());
    refused("URL must be like", "check", receipt, "--node", "here");
    refused("ID " + DIGITS, "receipt", "7");
    refused("--anchor " + DIGITS, "receipt", NOTHING, "--anchor", "7");
  }

  private static void refused(String words, Object... arguments) {
    Done done = zveno(arguments);
    assertThat(done.code()).as(done.out() + done.errors()).isEqualTo(2);
    assertThat(done.errors().strip()).contains(words).doesNotContain("\n", "\u001b");
    assertThat(done.out()).isEmpty();
  }

  @Test
  void aNodeWithoutTheReceiptSaysWhy() {
    Done done = zveno("receipt", NOTHING, "--node", url());

    assertThat(done.code()).isEqualTo(1);
    assertThat(done.errors().strip())
        .isEqualTo(
            "zveno receipt: " + url() + ": no block on the chain has a transaction with this id");
  }

  @Test
  void recordsOfFilesAreReadOnlyInTheirForm() throws IOException {
    FileRecord of = FileRecord.of(report);
    assertThat(of.data())
        .isEqualTo(
            "{\"name\": \"report.txt\", \"sha256\": \"%s\", \"size\": 12}"
                .formatted(of.sha256().hex()));
    assertThat(FileRecord.read(of.data())).contains(of);
    for (String other :
        List.of(
            "text",
            "{}",
            of.data().replace("12", "12.0"),
            of.data().replace("12", "-1"),
            of.data().replace("\"size\"", "\"more\": 1, \"size\""),
            of.data().replace("\"name\": \"report.txt\"", "\"name\": 1"),
            of.data().replace("\"size\": 12", "\"size\": 12, \"size\": 12"),
            of.data().replaceFirst("[0-9a-f]\", \"size", "A\", \"size"))) {
      assertThat(FileRecord.read(other)).as(other).isEmpty();
    }
  }
}
