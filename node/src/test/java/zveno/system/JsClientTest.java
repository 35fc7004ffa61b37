package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.kernel.bytes.Hash;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.strict.StrictNets.Person;
import zveno.node.explorer.Explorer;

/**
 * The client in JavaScript, {@code clients/js}: on the vectors, on a node, in Node.js and in a
 * browser.
 */
@Timeout(120)
class JsClientTest {

  private static final Path MODULE = Path.of(System.getProperty("basedir", "."));
  private static final Path CLIENT = MODULE.resolve("../clients/js");
  private static final Path EXPLORER = MODULE.resolve("src/main/resources/zveno/node/explorer");
  private static final Path SCRIPTS = MODULE.resolve("src/test/js");
  private static final Path VECTORS = MODULE.resolve("../kernel/src/test/resources/vectors");
  private static final Path ANSWERS =
      MODULE.resolve("src/main/resources/zveno/node/signatures/known-answers.txt");

  private static final Person ANN = Person.numbered(1);

  @TempDir Path home;

  /** Runs a script of {@link #SCRIPTS} with Node.js; what it prints. */
  private static String node(String script, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("node", SCRIPTS.resolve(script).toString()));
    command.addAll(List.of(arguments));
    Process process;
    try {
      process = Program.track(new ProcessBuilder(command).redirectError(Redirect.INHERIT).start());
    } catch (IOException e) {
      String missing = "no node on the PATH (Debian: nodejs): the client was not tried in Node.js";
      if (Boolean.getBoolean("zveno.require.browser")) {
        fail(missing, e);
      }
      assumeTrue(false, missing);
      throw e;
    }
    try (InputStream out = process.getInputStream()) {
      String printed = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(printed).isZero();
      return printed;
    }
  }

  private static String client() {
    return CLIENT.resolve("zveno.js").toAbsolutePath().toString();
  }

  @LongRunning
  @Test
  void findsWhatTheVectorsSayInNode() throws Exception {
    assertThat(node("run-check.mjs", client(), VECTORS.toString(), ANSWERS.toString()))
        .isEqualTo("all as it should be\n");
  }

  @LongRunning
  @Test
  void findsWhatTheVectorsSayInABrowser() throws Exception {
    assumeTrue(Browser.isHere());
    try (OwnNode node = OwnNode.ephemeral();
        Browser browser = Browser.start(home.resolve("profile"))) {
      browser.open(node, "");
      String vectors =
          "{pieces: %s, chain: %s, receipts: %s, blocks: %s, answers: arguments[1]}"
              .formatted(
                  vectors("strict/pieces"),
                  vectors("strict/chain"),
                  vectors("strict/receipts"),
                  vectors("blocks"));
      Object wrong =
          browser.runAsync(
              Files.readString(SCRIPTS.resolve("client-check.js"))
                  + "const done = arguments[2]; import(arguments[0]).then((z) => check(z, "
                  + vectors
                  + ")).then(done, (e) => done([String(e), e.stack]));",
              "./explorer/" + Explorer.load().edition() + "/client/zveno.js",
              Files.readString(ANSWERS));
      assertThat((List<?>) wrong).isEmpty();
    }
  }

  private static String vectors(String name) throws IOException {
    return Files.readString(VECTORS.resolve(name + ".json"));
  }

  @LongRunning
  @Test
  void paysRecordsWaitsAndFollowsOnANode() throws Exception {
    Genesis genesis = StrictNets.genesis(50, 0, 2, Map.of(ANN.address(), new Coins(1_000)));
    Path file = Files.write(home.resolve("genesis.json"), genesis.canonical());
    try (OwnNode node =
        OwnNode.ephemeral(
            "--rules=strict",
            "--genesis=" + file,
            "--mining-threads=1",
            "--reward-address=" + ANN.address().text())) {
      String seed = HexFormat.of().formatHex(ANN.seed());
      assertThat(node("on-a-node.mjs", client(), node.api().url().toString(), seed))
          .isEqualTo(
              """
              paid and confirmed
              recorded
              refused with a reason
              followed events, each once
              gave up in time
              told what was dropped
              paid once though answers were lost
              signed for no other chain
              kept the token
              checked a receipt
              """);
    }
  }

  /** What is vendored is what was published: the checksums are those of the packages. */
  @Test
  void vendoredFilesAreAsTheyWere() throws IOException {
    for (Path folder : List.of(CLIENT, EXPLORER)) {
      List<String> sums = Files.readAllLines(folder.resolve("SHA256SUMS"));
      assertThat(sums).isNotEmpty();
      for (String line : sums) {
        String[] parts = line.split(" {2}", 2);
        assertThat(Hash.of(Files.readAllBytes(folder.resolve(parts[1]))).hex())
            .as(parts[1])
            .isEqualTo(parts[0]);
      }
    }
  }
}
