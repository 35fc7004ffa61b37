package zveno.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.strict.StrictNets.Person;
import zveno.node.config.CommandException;
import zveno.system.Await;

/** Nodes that take the first block of a network from one of its nodes. */
@Tag("slow")
@Timeout(60)
class JoinTest {

  private static final Person MINER = Person.numbered(3);

  private final ObjectMapper json = new ObjectMapper();
  private final List<NodeHere> nodes = new ArrayList<>();
  private final Genesis genesis = StrictNets.genesis(50, 0, 2, Map.of());

  @TempDir Path home;

  @AfterEach
  void close() {
    nodes.reversed().forEach(NodeHere::close);
  }

  private NodeHere start(String... options) {
    NodeHere node = NodeHere.start(List.of(options));
    nodes.add(node);
    return node;
  }

  private NodeHere first() throws IOException {
    Path file = home.resolve("genesis.json");
    Files.write(file, genesis.canonical());
    return start(
        "--ephemeral",
        "--rules=strict",
        "--genesis=" + file,
        "--mining-threads=1",
        "--reward-address=" + MINER.address().text());
  }

  private JsonNode get(NodeHere node, String path) {
    try (InputStream in = node.uri().resolve(path).toURL().openStream()) {
      return json.readTree(in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private String tip(NodeHere node) {
    return get(node, "/api/v1/tip").path("hash").asString();
  }

  @Test
  void aNewNodeTrustsAPeersFirstBlockAndFollowsIt() throws Exception {
    NodeHere first = first();
    get(first, "/mine");
    Path folder = home.resolve("second");
    String[] options = {"--rules=strict", "--data-dir=" + folder, "--join=" + first.uri()};
    NodeHere second = start(options);

    String unused = Await.until("it follows", () -> tip(second), tip(first)::equals);
    assertThat(get(second, "/api/v1/status").path("rules").path("genesis").asString())
        .isEqualTo(genesis.id().hex());

    // from then on it needs no peer for that, whatever the options say
    nodes.reversed().forEach(NodeHere::close);
    nodes.clear();
    NodeHere again = start(options);
    assertThat(get(again, "/api/v1/status").path("height").asInt()).isEqualTo(2);
  }

  @Test
  void whatCannotBeJoinedIsSaidInOneLine() throws Exception {
    URI nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = URI.create("http://127.0.0.1:" + free.getLocalPort());
    }
    refused("the first block cannot be taken from", "--rules=strict", "--join=" + nobody);
    refused("--join: ", "--rules=strict", "--join=nowhere at all");

    Path folder = home.resolve("tutorial");
    NodeHere tutorial = start("--ephemeral", "--difficulty=1");
    refused(
        "is none under the rules strict: ",
        "--rules=strict",
        "--join=" + tutorial.uri(),
        "--data-dir=" + folder);
    assertThat(folder).as("nothing is made in vain").doesNotExist();
    NodeHere first = first();
    refused(
        "omit one of them",
        "--rules=strict",
        "--genesis=" + home.resolve("genesis.json"),
        "--join=" + first.uri());
  }

  @Test
  void eachMistakeOfAGenesisFileIsNamed() throws Exception {
    String right = new String(genesis.canonical(), StandardCharsets.US_ASCII);
    wrong(right.replaceFirst("\"spacing\": \\d+", "\"spacing\": 0"), "spacing must be an integer");
    wrong(right.replaceFirst("\"maturity\": \\d+", "\"maturity\": 10001"), "from 0 to 10000");
    wrong(right.replaceFirst("\"halving\": \\d+", "\"halving\": true"), "halving must be");
    wrong(right.replaceFirst("\"reward\": \\d+", "\"reward\": 1.5"), "reward must be");
    wrong(right.replaceFirst("\"rules\": 1", "\"rules\": 2"), "rules must be 1");
    wrong(right.replaceFirst("\"half_life\": \\d+", "\"half_life\": 1"), "half_life must be");
    wrong(right.replaceFirst("\"block_bytes\": \\d+", "\"block_bytes\": 1"), "block_bytes must be");
    wrong(right.replaceFirst("\"limit\": \\d+", "\"limit\": 1"), "limit must be the shortest");
    wrong(right.replaceFirst("\"bits\": \\d+", "\"bits\": -1"), "bits must be");
    wrong(right.replaceFirst("\"network\": \"", "\"network\": \"N"), "network must be 1 to 32");
    wrong(
        right.replaceFirst("\"allocations\": \\{\\}", "\"allocations\": {\"x\": 1}"),
        "allocations");
    wrong(right.replaceFirst("\"index\": 1", "\"index\": 2"), "index must be 1");
    wrong(right.replaceFirst("\"proof\": 0", "\"proof\": 1"), "proof must be 0");
    wrong(right.replaceFirst("\"version\": \\d+", "\"version\": 1"), "version must be 536870912");
    wrong(right.replaceFirst("\"timestamp\": \\d+", "\"timestamp\": -1"), "timestamp must be");
    wrong(right.replaceFirst("\"proof\": 0, ", ""), "a genesis must have the member \"proof\"");
    wrong(right.replaceFirst("\"proof\"", "\"prove\": 1, \"proof\""), "has no member \"prove\"");
    wrong(right.replace("0000000000\"", "0000000001\""), "previous_hash must be 64 zeros");
    wrong(right.substring(1), "is not a genesis block");
  }

  private void wrong(String text, String words) throws IOException {
    Path file = home.resolve("wrong.json");
    Files.writeString(file, text);
    assertThatThrownBy(() -> start("--ephemeral", "--rules=strict", "--genesis=" + file))
        .as(words)
        .isInstanceOfSatisfying(
            CommandException.class,
            refused -> assertThat(refused.exitCode()).isEqualTo(CommandException.BAD_INPUT))
        .hasMessageContaining(words)
        .hasMessageNotContaining("\n");
  }

  private void refused(String words, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    if (all.stream().noneMatch(option -> option.startsWith("--data-dir"))) {
      all.add("--ephemeral");
    }
    assertThatThrownBy(() -> start(all.toArray(String[]::new)))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining(words)
        .hasMessageNotContaining("\n");
  }
}
