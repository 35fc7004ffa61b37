package zveno.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import zveno.node.cli.LocalNode;
import zveno.node.cli.Main;
import zveno.node.rules.DemoNetwork;
import zveno.node.rules.DemoNetworkProvider;

/** Chains for the tests, and the commands that are tried on them. */
final class Chains {

  /** What a client may post under the tutorial's rules, and what other programs like to change. */
  static final List<String> EDGES =
      List.of(
          "{\"sender\": \"ann\", \"recipient\": \"bob\", \"amount\": 5}",
          "{\"sender\": \"ann\", \"recipient\": \"bob\", \"amount\": 1e16}",
          "{\"sender\": \"ann\", \"recipient\": \"bob\", \"amount\": -0.0}",
          "{\"sender\": \"a\\u0000b\", \"recipient\": \"\\ud800\", \"amount\": 1}",
          "{\"sender\": \"\\udc00x\", \"recipient\": \"\\ud83d\\ude00\", \"amount\": 0.1}",
          "{\"sender\": \"quo\\\"te, and\\nline\", \"recipient\": \"back\\\\slash\\t\", \"amount\":"
              + " 2}",
          "{\"sender\": \"\", \"recipient\": \"\\\\N\", \"amount\": 3}",
          "{\"sender\": \"big\", \"recipient\": \"max\", \"amount\": " + "9".repeat(38) + "}",
          "{\"sender\": \"big\", \"recipient\": \"min\", \"amount\": -" + "9".repeat(38) + "}",
          "{\"sender\": \"big\", \"recipient\": \"39\", \"amount\": 1" + "0".repeat(38) + "}",
          "{\"sender\": \"big\", \"recipient\": \"400\", \"amount\": 7" + "3".repeat(399) + "}",
          "{\"sender\": \"big\", \"recipient\": \"2^53\", \"amount\": 9007199254740993}",
          "{\"sender\": \"big\", \"recipient\": \"2^64\", \"amount\": 18446744073709551616}",
          "{\"sender\": \"tiny\", \"recipient\": \"float\", \"amount\": 5e-324}",
          "{\"sender\": \"huge\", \"recipient\": \"float\", \"amount\": 1.7976931348623157e308}",
          "{\"sender\": [1, {\"b\": null}], \"recipient\": {\"x\": [true]}, \"amount\": \"12\"}",
          "{\"sender\": 1, \"recipient\": false, \"amount\": null}");

  private Chains() {}

  /** What a command printed, and how it ended. */
  record Outcome(int exitCode, String output, String errors) {}

  /** Runs a command in this process. */
  static Outcome zveno(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter errors = new StringWriter();
    CommandLine line =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(errors));
    String[] typed = new String[arguments.length];
    for (int i = 0; i < typed.length; i++) {
      typed[i] = arguments[i].toString();
    }
    int exitCode = line.execute(typed);
    return new Outcome(exitCode, out.toString(), errors.toString());
  }

  /** Posts all odd transactions, and mines them into a block. */
  static void mineEdges(LocalNode node) throws IOException, InterruptedException {
    for (String edge : EDGES) {
      node.post("/transactions/new", edge);
    }
    node.mine();
  }

  static void mine(LocalNode node, int blocks) throws IOException, InterruptedException {
    for (int i = 0; i < blocks; i++) {
      node.mine();
    }
  }

  /** Makes a folder with a chain of the tutorial's rules: the odd transactions in block 2. */
  static void classic(Path folder, int blocks) throws IOException, InterruptedException {
    try (LocalNode node = LocalNode.on(folder)) {
      mineEdges(node);
      mine(node, blocks - 2);
    }
  }

  /** Makes a folder with a chain of the strict rules, a transfer in each block but the first. */
  static void strict(Path folder, int blocks) throws IOException, InterruptedException {
    DemoNetwork network = DemoNetworkProvider.of("strict").orElseThrow().begin(2, List.of());
    Path genesis = folder.resolveSibling(folder.getFileName() + ".genesis");
    Path chain = folder.resolveSibling(folder.getFileName() + ".json");
    Files.write(genesis, network.genesis());
    String ann = network.addresses().get(0);
    String bob = network.addresses().get(1);
    try (LocalNode node = LocalNode.start("strict", network.genesis(), ann);
        HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < blocks - 1; i++) {
        node.post("/api/v1/transactions", network.transfer(0, bob, 10 + i, i));
        node.mine();
      }
      HttpResponse<byte[]> whole =
          client.send(
              HttpRequest.newBuilder(URI.create(node.url() + "/chain")).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      Files.write(chain, whole.body());
    }
    Outcome done =
        zveno("import", "--data-dir", folder, "--rules", "strict", "--genesis", genesis, chain);
    assertThat(done.exitCode()).as(done.errors()).isZero();
  }
}
