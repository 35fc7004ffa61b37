package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.kernel.bytes.Hex;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.strict.StrictNets.Person;
import zveno.kernel.rules.strict.UnsignedTransaction;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.keys.JdkSignatures;
import zveno.kernel.rules.strict.keys.Scheme;
import zveno.node.cli.NodeHere;

/** One address can have only so many wrong signatures verified; nobody else notices. */
@LongRunning
@Timeout(240)
class WastedVerificationTest {

  private static final Person ANN = Person.numbered(1);

  private final Genesis genesis =
      StrictNets.genesis(50, 0, 2, Map.of(ANN.address(), new Coins(1_000)));

  @TempDir Path home;
  private NodeHere node;

  @BeforeEach
  void start() throws IOException {
    node = strictNode();
  }

  private NodeHere strictNode() throws IOException {
    Path file = home.resolve("genesis.json");
    Files.write(file, genesis.canonical());
    return NodeHere.start(
        List.of(
            "--ephemeral",
            "--rules=strict",
            "--genesis=" + file,
            "--mining-threads=1",
            "--reward-address=" + ANN.address().text()));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  /** The right form, the right key, and the signature of something else: that costs most. */
  private String forged() {
    KeyPair pair = JdkSignatures.pair(Scheme.ML_DSA_44, JdkSignatures.fixed(new byte[] {1}));
    byte[] key = JdkSignatures.raw(Scheme.ML_DSA_44, pair);
    Address sender = Address.of(Scheme.ML_DSA_44, key);
    UnsignedTransaction said =
        new UnsignedTransaction(
            sender,
            ANN.address(),
            new Coins(1),
            Coins.NONE,
            0,
            1_000,
            Optional.empty(),
            Optional.of(Hex.of(key)));
    byte[] signature = JdkSignatures.sign(Scheme.ML_DSA_44, pair.getPrivate(), new byte[1]);
    String text = new String(said.canonical(), StandardCharsets.US_ASCII);
    return text.substring(0, text.length() - 1) + ", \"signature\": \"" + Hex.of(signature) + "\"}";
  }

  @Test
  void whoHasTooMuchVerifiedInVainMustWait() throws Exception {
    Client client = new Client(node.uri());
    String line = forged() + "\n";
    assertThat(client.post("/api/v1/transactions", "application/x-ndjson", line).text())
        .contains("the signature is not of");
    String lines = line.repeat(500);
    Got answer = client.post("/api/v1/transactions", "application/x-ndjson", lines);
    for (int i = 0; answer.status() == 200 && i < 1_000; i++) {
      answer = client.post("/api/v1/transactions", "application/x-ndjson", lines);
    }
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.json().path("detail").asString()).contains("signatures of yours were wrong");
    assertThat(Integer.parseInt(answer.header("Retry-After").orElseThrow())).isBetween(1, 10);

    // what is read is not counted, nor are blocks, which have cost work
    assertThat(client.get("/api/v1/status").status()).isEqualTo(200);
    try (NodeHere other = strictNode()) {
      Client its = new Client(other.uri());
      assertThat(its.post("/api/v1/blocks", "{}").status()).isEqualTo(201);
      String blocks = its.get("/api/v1/net/blocks?from=2").text();
      assertThat(client.post("/api/v1/net/blocks?from=2", blocks).status()).isEqualTo(200);
    }

    String right = ANN.pays(genesis.id(), ANN.address(), 1, 0, 0, 1_000).toString();
    try (HttpClient elsewhere =
        HttpClient.newBuilder().localAddress(InetAddress.getByName("127.0.0.2")).build()) {
      HttpRequest post =
          HttpRequest.newBuilder(node.uri().resolve("/transactions/new"))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(right))
              .build();
      assertThat(elsewhere.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
    }
  }
}
