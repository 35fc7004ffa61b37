package zveno.node.rules.strict.genesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.Parameters;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.strict.StrictNets.Person;
import zveno.kernel.rules.strict.keys.Address;
import zveno.node.cli.Main;
import zveno.node.cli.NodeHere;
import zveno.node.config.CommandException;

/** A chain that is stuck is begun anew with its balances. */
@Tag("slow")
@Timeout(60)
class FromBalancesTest {

  private static final Person ANN = Person.numbered(1);
  private static final Person BOB = Person.numbered(2);
  private static final Person MINER = Person.numbered(3);
  private static final Person POOR = Person.numbered(4);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Genesis old =
      StrictNets.genesis(
          50, 0, 2, Map.of(ANN.address(), new Coins(1_000), POOR.address(), new Coins(3)));

  @TempDir Path home;

  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();

  private int run(String... options) {
    List<String> all = new ArrayList<>(List.of("genesis"));
    all.addAll(List.of(options));
    errors.getBuffer().setLength(0);
    CommandLine program = Main.commandLine();
    program.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(errors, true));
    return program.execute(all.toArray(String[]::new));
  }

  private Path folder() {
    return home.resolve("old");
  }

  private Path file() {
    return home.resolve("new.json");
  }

  private void post(URI node, String path, String body) throws Exception {
    var request =
        HttpRequest.newBuilder(node.resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    var response = http.send(request.build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
  }

  /** Four blocks: a payment of 100 with a fee of 1 in the first, and rewards in all. */
  private void liveOn(Genesis genesis) throws Exception {
    Path first = home.resolve("genesis.json");
    Files.write(first, genesis.canonical());
    List<String> options =
        List.of(
            "--rules=strict",
            "--genesis=" + first,
            "--data-dir=" + folder(),
            "--reward-address=" + MINER.address().text(),
            "--mining-threads=1");
    try (NodeHere node = NodeHere.start(options)) {
      String payment = ANN.pays(genesis.id(), BOB.address(), 100, 1, 0, 1_000).toString();
      post(node.uri(), "/api/v1/transactions", payment);
      post(node.uri(), "/api/v1/blocks", "{\"count\": 4}");
    }
  }

  private Genesis begun() throws Exception {
    return Genesis.parse(Files.readAllBytes(file()));
  }

  @Test
  void allBalancesAndParametersAreTakenOver() throws Exception {
    liveOn(old);

    assertThat(run("--from-balances=" + folder(), "--bits=0x207fffff", file().toString()))
        .as("%s", errors)
        .isZero();
    Map<Address, Coins> expected =
        Map.of(
            ANN.address(), new Coins(899),
            BOB.address(), new Coins(100),
            POOR.address(), new Coins(3),
            MINER.address(), new Coins(4 * 50 + 1)); // of which two rewards are not due yet
    Parameters was = old.parameters();
    assertThat(begun().parameters())
        .isEqualTo(
            new Parameters(
                was.network(),
                was.spacing(),
                was.halfLife(),
                was.limit(),
                was.reward(),
                was.halving(),
                was.maturity(),
                expected,
                was.blockBytes()));
    assertThat(begun().id()).isNotEqualTo(old.id());
    assertThat(errors.toString())
        .startsWith("taken over: 4 accounts with 1203 units after block 5 ")
        .doesNotContain("left out");

    // the new chain lives, and begins with nonces of 0
    liveOnIn(home.resolve("again"));
  }

  private void liveOnIn(Path folder) throws Exception {
    List<String> options =
        List.of(
            "--rules=strict",
            "--genesis=" + file(),
            "--data-dir=" + folder,
            "--reward-address=" + MINER.address().text(),
            "--mining-threads=1");
    try (NodeHere node = NodeHere.start(options)) {
      String payment = ANN.pays(begun().id(), BOB.address(), 899, 0, 0, 1_000).toString();
      post(node.uri(), "/api/v1/transactions", payment);
      post(node.uri(), "/api/v1/blocks", "{}");
    }
  }

  @Test
  void theSmallMayBeLeftOutAndParametersChanged() throws Exception {
    liveOn(old);

    assertThat(
            run(
                "--from-balances=" + folder(),
                "--at-least=100",
                "--network=anew",
                "--spacing=20",
                "--allocate=" + Person.numbered(9).address().text() + "=7",
                "--bits=0x207fffff",
                file().toString()))
        .as("%s", errors)
        .isZero();
    Parameters now = begun().parameters();
    assertThat(now.network()).isEqualTo("anew");
    assertThat(now.spacing()).isEqualTo(20);
    assertThat(now.halfLife()).isEqualTo(Parameters.usualHalfLife(20));
    assertThat(now.maturity()).isEqualTo(2);
    assertThat(now.allocations().keySet())
        .containsExactlyInAnyOrder(
            ANN.address(), BOB.address(), MINER.address(), Person.numbered(9).address());
    assertThat(errors.toString()).contains("left out: 1 account with less than 100 units, 3 units");
  }

  @Test
  void whatCannotBeTakenOverIsRefusedInOneLine() throws Exception {
    refused("there is no store in", "--from-balances=" + folder(), file().toString());
    try (NodeHere classic = NodeHere.start(List.of("--data-dir=" + folder(), "--no-mine"))) {
      refused("is in use", "--from-balances=" + folder(), file().toString());
      assertThat(classic.uri()).isNotNull();
    }
    refused("the rules classic, which know no balances", "--from-balances=" + folder());
    refused("--at-least is of use with --from-balances only", "--network=a", "--at-least=5");
    assertThat(file()).doesNotExist();
  }

  private void refused(String message, String... options) {
    assertThat(run(options)).as("%s", errors).isEqualTo(2);
    assertThat(errors.toString().lines()).hasSize(1);
    assertThat(errors.toString()).contains(message);
  }

  @Test
  void moreAccountsThanAFirstBlockHasRoomForAreRefusedWithAWayOut() {
    Map<Address, Coins> many = new LinkedHashMap<>();
    for (int i = 1; i <= 10_002; i++) {
      byte[] key = new byte[Address.LENGTH];
      ByteBuffer.wrap(key).putInt(1, i);
      many.put(Address.copiedFrom(key, 0), new Coins(i));
    }
    StuckChain chain = new StuckChain(Parameters.usual("a"), BlockId.ROOT, 7, many);
    Map<Address, Coins> given = Map.of(ANN.address(), new Coins(5));

    assertThatThrownBy(() -> Takeover.of(chain, new Coins(1), given))
        .isInstanceOfSatisfying(
            CommandException.class, why -> assertThat(why.exitCode()).isEqualTo(2))
        .hasMessage(
            "a first block has room for 10000 accounts, not for 10003: leave the small ones out"
                + " with --at-least 4");
    Takeover largest = Takeover.of(chain, new Coins(4), given);
    assertThat(largest.allocations()).hasSize(10_000).containsEntry(ANN.address(), new Coins(5));
    assertThat(largest.report().getLast())
        .isEqualTo("left out: 3 accounts with less than 4 units, 6 units");
    assertThatThrownBy(() -> Takeover.of(chain, new Coins(4), Map.of(firstOf(many), Coins.MAX)))
        .hasMessageContaining("which has a balance");
  }

  private static Address firstOf(Map<Address, Coins> many) {
    return many.keySet().stream().skip(100).findFirst().orElseThrow();
  }
}
