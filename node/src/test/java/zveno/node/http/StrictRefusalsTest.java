package zveno.node.http;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.Hex;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.pool.PoolLimits;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.strict.StrictNets.Person;
import zveno.kernel.rules.strict.StrictRules;
import zveno.kernel.rules.strict.StrictTransaction;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.keys.Scheme;
import zveno.node.assembly.Node;
import zveno.node.assembly.NodeConfig;
import zveno.node.http.transport.HttpLimits;
import zveno.node.miner.MinerSettings;
import zveno.node.service.ServiceLimits;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;

/**
 * Whatever is wrong with a transaction of the strict rules, its sender reads why, and a program can
 * tell it from other refusals; nothing is kept. Held against the table in docs/strict.md.
 */
@Tag("slow")
@Timeout(120)
class StrictRefusalsTest {

  private static final Person ANN = Person.numbered(1);
  private static final Person BOB = Person.numbered(2);
  private static final Person CID = Person.numbered(3);
  private static final Person STRANGER = Person.numbered(9);
  private static final String POST = "/api/v1/transactions";
  private static final String CHECK = "/api/v1/transactions/check";
  private static final String URN = "urn:zveno:problem:";

  /** Such an address would have to be of a scheme that there is not. */
  private static final String SCHEME_2 =
      "zv1qgqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqw37jrk";

  /** Refusals that cannot be brought about by a call, and why. */
  private static final Map<String, String> OUT_OF_REACH =
      Map.of("too-large", "the largest transaction fits into the smallest block_bytes");

  private final Genesis genesis =
      StrictNets.genesis(
          50,
          0,
          2,
          Map.of(
              ANN.address(), new Coins(1_000_000),
              BOB.address(), new Coins(10),
              CID.address(), new Coins(1_000)));

  private final StrictTransaction right = pay(ANN, 5, 1, 1, 1_000);
  private final Set<String> seen = new TreeSet<>();
  private Node node;
  private Client client;

  @BeforeEach
  void start() throws DecodeException {
    StrictRules rules = StrictNets.rules(genesis.id());
    Block first = rules.codec().block(genesis.canonical(), 1);
    RocksStore store =
        RocksStore.open(StoreSettings.ephemeral().with(Map.copyOf(rules.parameters())));
    NodeConfig usual =
        NodeConfig.on(
            new HttpSettings("127.0.0.1", 0, HttpLimits.DEFAULT),
            new MinerSettings(false, 1).payingTo(Optional.of(CID.address().text())),
            "memory");
    NodeConfig config =
        new NodeConfig(
            usual.http(),
            usual.miner(),
            usual.durability(),
            ServiceLimits.ofPool(new PoolLimits(70, 1 << 20)),
            usual.chains(),
            usual.patience(),
            usual.policy(),
            usual.peers(),
            usual.trust(),
            Optional.empty(),
            Optional.empty());
    node = new Node(config, store, rules, () -> first, Clock.systemUTC());
    client = new Client(node.uri());
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private StrictTransaction pay(Person from, long amount, long fee, long nonce, long expires) {
    return from.pays(genesis.id(), BOB.address(), amount, fee, nonce, expires);
  }

  /** Each rule of a transaction's form, broken; and words of the answer. */
  private Map<String, String> malformed() {
    String text = right.toString();
    Map<String, String> cases = new LinkedHashMap<>();
    for (String name :
        List.of("amount", "expires", "fee", "nonce", "recipient", "sender", "signature")) {
      cases.put(text.replaceFirst("\"" + name + "\": [^,}]+,? ?", "").replace(", }", "}"), name);
    }
    for (String name : List.of("amount", "expires", "fee", "nonce")) {
      String below = name.equals("expires") ? "0" : "-1";
      List<String> values =
          name.equals("amount")
              ? List.of(
                  below,
                  "9007199254740992",
                  "1" + "0".repeat(30),
                  "1.0",
                  "1e3",
                  "true",
                  "null",
                  "[]",
                  "\"5\"",
                  "-0",
                  "NaN")
              : List.of(below, "9007199254740992", "1.0");
      for (String value : values) {
        String integer = "an integer from " + (name.equals("expires") ? 1 : 0);
        boolean isJson = !value.equals("-0") && !value.equals("NaN");
        cases.put(with(name, value), isJson ? name + " must be " + integer : "");
      }
    }
    for (String value :
        List.of("5", "null", "\"" + "0".repeat(127) + "\"", "\"" + "A".repeat(128) + "\"")) {
      cases.put(with("signature", value), "signature must be a string of 128 lowercase hexa");
    }
    cases.put(plus("tip", "1"), "tip");
    cases.put(plus("amount", "5"), "amount");
    cases.put(plus("data", "\"\""), "data must be 1 to 16384 bytes of UTF-8, not 0");
    cases.put(plus("data", "\"" + "x".repeat(16_385) + "\""), "not 16385");
    cases.put(plus("data", "5"), "data must be a string");
    cases.put(plus("data", "\"\\ud800\""), "half");
    cases.put(plus("key", "\"00\""), "key is for addresses of scheme 1 alone");
    String later = later().text();
    cases.put(with("sender", "\"" + later + "\""), "must have the member \"key\"");
    cases.put("[" + text + "]", "object");
    cases.put("5", "object");
    cases.put("", "empty");
    cases.put(text.substring(1), "cannot be read");
    cases.put(text + text, "cannot be read");
    return cases;
  }

  private static Address later() {
    return Address.of(Scheme.ML_DSA_44, new byte[Scheme.ML_DSA_44.keyLength()]);
  }

  /** The transaction with another value for a member. */
  private String with(String name, String json) {
    return right.toString().replaceFirst("(\"" + name + "\": )[^,}]+", "$1" + json);
  }

  /** The transaction with one more member. */
  private String plus(String name, String json) {
    return "{\"" + name + "\": " + json.replace("$", "\\$") + ", " + right.toString().substring(1);
  }

  /** Texts that are no address, and words of the answer. */
  private static Map<String, String> noAddresses() {
    String text = BOB.address().text();
    char other = text.charAt(19) == 'q' ? 'p' : 'q';
    String broken = text.substring(0, 19) + other + text.substring(20);
    byte[] nonCanonical = new byte[33];
    Arrays.fill(nonCanonical, 1, 33, (byte) 0xff);
    byte[] smallOrder = new byte[33];
    smallOrder[1] = 1;
    return Map.of(
        broken,
        "character 20 of the address does not fit the checksum",
        text.toUpperCase(Locale.ROOT),
        "character 1 of the address is a capital",
        text.substring(1),
        "an address has 62 characters, not 61",
        "bc" + text.substring(2),
        "an address begins with zv1",
        text.substring(0, 30) + "b" + text.substring(31),
        "is none that an address may have",
        Address.copiedFrom(nonCanonical, 0).text(),
        "carries no Ed25519 key",
        Address.copiedFrom(smallOrder, 0).text(),
        "carries no Ed25519 key",
        SCHEME_2,
        "scheme 2, which must be 0 or 1");
  }

  /** Signatures that are wrong for this very text, and under every condition of the rules. */
  private List<String> forged() {
    String digits = Hex.of(signature(right));
    BigInteger order =
        BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    byte[] r = Arrays.copyOf(signature(right), 32);
    byte[] s = Arrays.copyOfRange(signature(right), 32, 64);
    byte[] larger = little(big(s).add(order));
    BlockId elsewhere = new BlockId(Hash.of("another network".getBytes(StandardCharsets.US_ASCII)));
    StrictTransaction foreign = ANN.pays(elsewhere, BOB.address(), 5, 1, 1, 1_000);
    return List.of(
        digits.substring(2) + digits.substring(0, 2),
        Hex.of(r) + Hex.of(larger), // S + L
        "01" + "0".repeat(62) + Hex.of(s), // R of small order
        "ff".repeat(32) + Hex.of(s), // R not canonical
        Hex.of(signature(foreign)));
  }

  private static byte[] signature(StrictTransaction signed) {
    String digits = Got.parsed(signed.toString()).path("signature").asString();
    return Hex.parse(digits).orElseThrow();
  }

  private static BigInteger big(byte[] littleEndian) {
    return new BigInteger(1, reversed(littleEndian));
  }

  private static byte[] little(BigInteger number) {
    byte[] big = number.toByteArray();
    byte[] fixed = new byte[32];
    int count = Math.min(32, big.length);
    System.arraycopy(big, big.length - count, fixed, 32 - count, count);
    return reversed(fixed);
  }

  private static byte[] reversed(byte[] bytes) {
    ByteBuffer turned = ByteBuffer.allocate(bytes.length);
    for (int i = bytes.length - 1; i >= 0; i--) {
      turned.put(bytes[i]);
    }
    return turned.array();
  }

  @Test
  void everyWrongTransactionIsRefusedInWordsAndByName() throws IOException {
    malformed().forEach((body, words) -> refused(body, "form", words));
    for (String name : List.of("sender", "recipient")) {
      noAddresses()
          .forEach(
              (text, words) -> refused(with(name, "\"" + text + "\""), "address", name + ": "));
      refused(with(name, "5"), "form", name + " must be a string");
    }
    noAddresses()
        .forEach((text, words) -> refused(with("sender", "\"" + text + "\""), "address", words));
    for (String signature : forged()) {
      refused(
          with("signature", "\"" + signature + "\""),
          "signature",
          "not of "
              + ANN.address()
              + " for this transaction on the chain of genesis "
              + genesis.id());
    }
    assertThat(client.get("/api/v1/pool").json().path("count").asInt()).isZero();

    accepted(pay(ANN, 5, 10, 0, 1_000));
    client.get("/mine");
    refused(pay(ANN, 6, 1, 0, 1_000), "nonce-used", "nonce 0 is used: the sender's next is 1");
    refused(pay(ANN, 6, 1, 1, 2), "expired", "expires must be at least 3, not 2");
    refused(pay(BOB, 15, 1, 0, 1_000), "balance", "amount and fee are 16, and the sender has 15");
    refused(pay(STRANGER, 1, 0, 0, 1_000), "unknown-sender", "no block has paid anything");
    accepted(pay(ANN, 5, 100, 1, 1_000));
    refused(pay(ANN, 6, 109, 1, 1_000), "underpriced", "fee must be at least 110, not 109");
    for (int nonce = 2; nonce <= 64; nonce++) {
      accepted(pay(ANN, 1, 10, nonce, 1_000));
    }
    refused(pay(ANN, 1, 10, 65, 1_000), "too-many", "64 transactions of the sender wait already");
    for (int nonce = 0; nonce < 6; nonce++) {
      accepted(pay(CID, 1, 2, nonce, 1_000));
    }
    refused(pay(BOB, 1, 1, 0, 1_000), "full", "what waits pays at least as much for each byte");
    refused(pay(STRANGER, 0, 0, 0, 1_000), "full", "the sender has no balance");

    StrictTransaction replaced = pay(ANN, 1, 10, 64, 1_000);
    StrictTransaction better = pay(ANN, 2, 12, 64, 1_000);
    JsonNode drop = client.post(CHECK, better.toString()).json().path("drops").path(0);
    assertThat(drop.path("id").asString()).isEqualTo(replaced.id().hex());
    assertThat(drop.path("type").asString()).isEqualTo(URN + "replaced");
    accepted(better);
    fate(replaced, "replaced");
    StrictTransaction evicted = pay(CID, 1, 2, 5, 1_000);
    accepted(pay(BOB, 1, 5, 0, 1_000));
    fate(evicted, "evicted");
    repeatedLineIsRefusedAsBefore();

    seen.addAll(OUT_OF_REACH.keySet());
    assertThat(seen).isEqualTo(documented());
  }

  private static Set<String> documented() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "strict.md"));
    String table = page.substring(page.indexOf("| reason |"), page.indexOf("## What they do not"));
    Set<String> reasons = new TreeSet<>();
    Matcher rows = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|").matcher(table);
    while (rows.find()) {
      reasons.add(rows.group(1));
    }
    assertThat(reasons).isNotEmpty();
    return reasons;
  }

  private void accepted(StrictTransaction transaction) {
    JsonNode foretold = client.post(CHECK, transaction.toString()).json();
    Got got = client.post(POST, transaction.toString());
    assertThat(got.status()).as(got.text()).isEqualTo(201);
    assertThat(foretold.path("status").asInt()).isEqualTo(201);
    assertThat(foretold.path("id")).isEqualTo(got.json().path("id"));
    assertThat(foretold.path("known").asBoolean()).isFalse();
    assertThat(client.post(CHECK, transaction.toString()).json().path("known").asBoolean())
        .isTrue();
  }

  private void refused(StrictTransaction transaction, String type, String words) {
    refused(transaction.toString(), type, words);
  }

  private void refused(String body, String type, String words) {
    int status = type.equals("full") ? 429 : 400;
    Got api = client.post(POST, body);
    assertThat(api.status()).as(body).isEqualTo(status);
    assertThat(api.contentType()).isEqualTo("application/problem+json");
    JsonNode problem = api.json();
    assertThat(problem.path("type").asString()).as(body).isEqualTo(URN + type);
    String detail = problem.path("detail").asString();
    assertThat(detail).as(body).contains(words).isNotBlank();
    assertThat(problem.path("title").asString()).isNotBlank().endsWith(".");

    JsonNode foretold = client.post(CHECK, body).json();
    for (String member : List.of("status", "type", "title", "detail")) {
      assertThat(foretold.path(member)).as(body).isEqualTo(problem.path(member));
    }
    Got tutorial = client.post("/transactions/new", body);
    assertThat(tutorial.status()).as(body).isEqualTo(status);
    if (!tutorial.text().equals("Missing values")) {
      assertThat(tutorial.text()).startsWith("Error: ").hasSizeGreaterThan(20);
    }
    seen.add(type);
  }

  private void fate(StrictTransaction transaction, String reason) {
    JsonNode fate =
        client.get(POST + "/" + transaction.id().hex()).json().path("occurrences").path(0);
    assertThat(fate.path("status").asString()).isEqualTo("dropped");
    assertThat(fate.path("reason").asString()).isEqualTo(reason);
    assertThat(fate.path("type").asString()).isEqualTo(URN + reason);
    assertThat(fate.path("detail").asString()).isNotBlank();
    seen.add(reason);
  }

  private void repeatedLineIsRefusedAsBefore() {
    String lines = pay(ANN, 3, 30, 64, 1_000) + "\n" + pay(ANN, 1, 1, 0, 1_000) + "\n";
    List<Map<String, String>> answers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Got got =
          client.send(
              client
                  .request(POST)
                  .header("Content-Type", "application/x-ndjson")
                  .header("Idempotency-Key", "\"one\"")
                  .POST(BodyPublishers.ofString(lines)));
      answers.add(
          got.text()
              .lines()
              .map(Got::parsed)
              .collect(
                  toMap(
                      each -> each.path("line").toString(),
                      each -> each.path("type").asString(""))));
    }
    assertThat(answers)
        .containsExactly(
            Map.of("1", "", "2", URN + "nonce-used"), Map.of("1", "", "2", URN + "before"));
    seen.add("before");
  }
}
