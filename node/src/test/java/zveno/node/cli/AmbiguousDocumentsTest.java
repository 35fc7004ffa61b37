package zveno.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.strict.StrictNets.Person;
import zveno.node.sync.StubPeer;

/**
 * What readers of JSON understand differently is refused by the strict rules, whoever hands it in:
 * never read in one way and handed on in another. The tutorial's rules read it as Python does.
 */
@Tag("slow")
@Timeout(120)
class AmbiguousDocumentsTest {

  private static final Person ANN = Person.numbered(1);

  /** A member that comes twice, minus zero, and half a character, in a transaction. */
  private static final List<List<String>> CHANGES =
      List.of(
          List.of("\"amount\": 5", "\"amount\": 4, \"amount\": 5"),
          List.of("\"nonce\": 0", "\"nonce\": -0"),
          List.of("\"data\": \"text\"", "\"data\": \"text\\ud83d\""));

  private final Genesis genesis =
      StrictNets.genesis(50, 0, 2, Map.of(ANN.address(), new Coins(1_000)));
  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir Path home;
  private Path file;
  private NodeHere source;
  private NodeHere node;

  @BeforeEach
  void start() throws IOException {
    file = home.resolve("genesis.json");
    Files.write(file, genesis.canonical());
    source = strict();
    node = strict();
  }

  private NodeHere strict() {
    return NodeHere.start(
        List.of(
            "--rules=strict",
            "--genesis=" + file,
            "--ephemeral",
            "--mining-threads=1",
            "--reward-address=" + ANN.address().text()));
  }

  @AfterEach
  void close() {
    node.close();
    source.close();
    http.close();
  }

  private static String changed(String document, List<String> change) {
    String changed = document.replace(change.getFirst(), change.getLast());
    assertThat(changed).isNotEqualTo(document);
    return changed;
  }

  private String get(NodeHere from, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(from.uri().resolve(path)).build();
    return http.send(request, BodyHandlers.ofString()).body();
  }

  private HttpResponse<String> post(NodeHere to, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(to.uri().resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  private static String payment(Genesis genesis) {
    return ANN.records(genesis.id(), "text", 5, 0).toString();
  }

  /** The second block, with a transaction of all kinds of members. */
  private void mine() throws Exception {
    assertThat(post(source, "/transactions/new", payment(genesis)).statusCode()).isEqualTo(201);
    assertThat(post(source, "/api/v1/blocks", "{}").statusCode()).isEqualTo(201);
  }

  private void insistOnHeight(int height) throws Exception {
    assertThat(get(node, "/api/v1/status")).contains("\"height\": " + height);
  }

  @Test
  void aPushedBlockIsRefused() throws Exception {
    mine();
    String blocks = get(source, "/api/v1/net/blocks?from=2");
    for (List<String> change : CHANGES) {
      HttpResponse<String> answer =
          post(node, "/api/v1/net/blocks?from=2", changed(blocks, change));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    }
    insistOnHeight(1);
    assertThat(post(node, "/api/v1/net/blocks?from=2", blocks).statusCode()).isEqualTo(200);
    insistOnHeight(2);
  }

  @Test
  void aRelayedTransactionIsRefused() throws Exception {
    String entries =
        "{\"entries\": [{\"entry\": \"%s\", \"transaction\": %s}]}"
            .formatted(new UUID(1, 2), payment(genesis));
    for (List<String> change : CHANGES) {
      HttpResponse<String> answer = post(node, "/api/v1/net/entries", changed(entries, change));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    }
    assertThat(get(node, "/api/v1/pool")).contains("\"count\": 0");
    assertThat(post(node, "/api/v1/net/entries", entries).body()).contains("taken");
  }

  @Test
  void aWholeChainOfAPeerIsRefused() throws Exception {
    mine();
    String chain = get(source, "/chain");
    for (List<String> change : CHANGES) {
      assertThat(resolved(changed(chain, change))).contains("Our chain is authoritative");
    }
    insistOnHeight(1);
    assertThat(resolved(chain)).contains("Our chain was replaced");
    insistOnHeight(2);
  }

  private String resolved(String chain) throws Exception {
    byte[] body = chain.getBytes(StandardCharsets.UTF_8);
    try (StubPeer peer =
        StubPeer.ofTheTutorial(out -> {
          out.write(
              ("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
          out.write(body);
        })) {
      String register = "{\"nodes\": [\"" + peer.address().base() + "\"]}";
      assertThat(post(node, "/nodes/register", register).statusCode()).isEqualTo(201);
      return get(node, "/nodes/resolve");
    }
  }

  @Test
  void anImportedChainIsRefused() throws Exception {
    mine();
    String chain = get(source, "/chain");
    for (int i = 0; i < CHANGES.size(); i++) {
      assertThat(imported("wrong" + i, changed(chain, CHANGES.get(i)))).isEqualTo(2);
    }
    assertThat(imported("right", chain)).isZero();
  }

  private int imported(String folder, String chain) throws IOException {
    Path document = home.resolve(folder + ".json");
    Files.writeString(document, chain);
    return Main.commandLine(Map.of())
        .execute(
            "import",
            "--rules=strict",
            "--genesis=" + file,
            "--data-dir=" + home.resolve(folder),
            document.toString());
  }

  @Test
  void theTutorialsRulesReadItAsPythonDoes() throws Exception {
    try (NodeHere classic = NodeHere.start(List.of("--ephemeral", "--difficulty=1"));
        NodeHere other = NodeHere.start(List.of("--ephemeral", "--difficulty=1"))) {
      post(classic, "/transactions/new", "{\"sender\":\"a\",\"recipient\":\"b\",\"amount\":0}");
      get(classic, "/mine");
      String blocks = get(classic, "/api/v1/net/blocks?from=1");
      String twice = changed(blocks, List.of("\"amount\": 0", "\"amount\": 7, \"amount\": -0"));
      assertThat(post(other, "/api/v1/net/blocks?from=1", twice).body()).contains("\"joined\": 2");
      assertThat(get(other, "/api/v1/tip")).isEqualTo(get(classic, "/api/v1/tip"));
    }
  }
}
