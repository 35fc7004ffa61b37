package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.kernel.json.JsonValue;

/**
 * What the Laboratory computes with, run in the browser that it is made for, and held against those
 * who have the truth: published vectors, Java's digests, Python's files, and the node.
 */
@Tag("slow")
@Timeout(300)
class LaboratoryPartsTest {

  /** Made by real Python; its README says how. */
  private static final Path VECTORS = Path.of("../kernel/src/test/resources/vectors");

  private static final int RANDOM_MESSAGES = 300;

  @TempDir static Path home;

  private static Browser browser;
  private static OwnNode node;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Browser.isHere());
    node = OwnNode.ephemeral("--difficulty", "1");
    browser = Browser.start(home.resolve("profile"));
    browser.open(node, "#/lab");
    browser.see(".lab-exercise");
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (node != null) {
      node.close();
    }
  }

  /**
   * Runs the body of a function that has the Laboratory's modules as {@code lab} and arguments as
   * {@code args}; a failure comes back as a text that begins with "failed".
   */
  private static Object compute(String body, Object... arguments) {
    String script =
        """
        const args = [...arguments];
        const done = args.pop();
        const root = new URL("..", document.querySelector("script[type=module]").src);
        const names = ["client/zveno", "lab/sha256", "lab/canonical", "lab/chain", "lab/proofs", "lab/asert",
          "lab/night", "lab/odds", "lab/luck", "lab/tree", "lab/quantum", "lab/ledger", "core/json", "core/api"];
        Promise.all(names.map((name) => import(new URL(name + ".js", root))))
          .then((modules) => Object.assign({}, ...modules))
          .then(async (lab) => { %s })
          .then(done, (e) => done("failed: " + e.stack));
        """;
    return browser.runAsync(script.formatted(body), arguments);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  // SHA-256.

  /** FIPS 180-4 and its examples at csrc.nist.gov. */
  @Test
  void hashesWhatIsPublishedAsIsPublished() {
    Map<String, String> published =
        Map.of(
            "",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "abc",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1",
            "a".repeat(1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");

    published.forEach((text, hash) ->
        assertThat(compute("return lab.sha256OfText(args[0]);", text)).isEqualTo(hash));
  }

  @Test
  void hashesAnythingAsJavaDoesAndTellsEachStepOfIt() {
    Random random = Seeds.random("LaboratoryPartsTest");
    List<byte[]> messages = new ArrayList<>();
    for (int length : new int[] {1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128}) {
      messages.add(new byte[length]);
    }
    while (messages.size() < RANDOM_MESSAGES) {
      messages.add(new byte[random.nextInt(700)]);
    }
    messages.forEach(random::nextBytes);

    Object hashes =
        compute(
            """
            const hexOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
            return args[0].map((hex) => {
              const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
              const hash = lab.sha256Hex(bytes);
              for (let i = 0; i < lab.pad(bytes).length / 64; i++) {
                const told = lab.trace(bytes, i);
                const added = told.working[64].map((word, k) => (word + told.before[k]) | 0);
                if (told.hash !== hash || hexOf(lab.sha256(bytes)) !== hash || told.working.length !== 65 || told.schedule.length !== 64
                    || lab.stateHex(added) !== lab.stateHex(told.after)) {
                  return "the steps of piece " + i + " of " + hex + " do not lead to " + hash;
                }
              }
              return hash;
            });
            """,
            messages.stream().map(HexFormat.of()::formatHex).toList());

    assertThat(hashes).isEqualTo(messages.stream().map(LaboratoryPartsTest::sha256).toList());
  }

  // The canonical text.

  @Test
  void printsBlocksAsPythonDoes() throws IOException {
    JsonValue vectors = Api.parse(Files.readAllBytes(VECTORS.resolve("blocks.json")));
    List<String> read = new ArrayList<>();
    List<String> printed = new ArrayList<>();
    List<String> hashes = new ArrayList<>();
    for (JsonValue vector : vectors.elements()) {
      read.add(Api.text(vector, "json"));
      printed.add(Api.text(vector, "canonical"));
      hashes.add(Api.text(vector, "sha256"));
    }

    assertThat(read).hasSizeGreaterThan(50);
    assertThat(compute("return args[0].map((text) => lab.print(lab.parse(text)));", read))
        .isEqualTo(printed);
    assertThat(compute("return args[0].map((text) => lab.print(lab.parse(text)));", printed))
        .isEqualTo(printed);
    assertThat(compute("return args[0].map((text) => lab.sha256OfText(text));", printed))
        .isEqualTo(hashes);
  }

  @Test
  void printsFloatsAsPythonDoes() throws IOException {
    String floats = Files.readString(VECTORS.resolve("floats.txt"));

    Object others =
        compute(
            """
            const view = new DataView(new ArrayBuffer(8));
            const lines = args[0].trim().split("\\n").map((line) => line.split(" "));
            return [lines.length, ...lines.filter(([bits, printed]) => {
              view.setBigUint64(0, BigInt("0x" + bits));
              return lab.repr(view.getFloat64(0)) !== printed;
            })];
            """,
            floats);

    assertThat(others).isEqualTo(List.of(20_000L));
  }

  @Test
  void seesWhetherAnEditChangesTheMeaning() {
    String text = "{\"a\": [1, 1.5, \"\\u0416\"], \"b\": null}";
    Map<String, String> edits =
        Map.of(
            text,
            "same",
            "{\"b\":null,\"a\":[1,1.50,\"\u0416\"]}",
            "rewritten",
            " {\"a\": 7, \"a\": [1, 15e-1, \"\\u0416\"], \"b\": null} ",
            "rewritten",
            "{\"a\": [1.0, 1.5, \"\\u0416\"], \"b\": null}",
            "changed",
            "{\"a\": [1, 1.5, \"\\u0416\"], \"B\": null}",
            "changed",
            text.substring(1),
            "unreadable",
            text + "}",
            "unreadable",
            "",
            "unreadable");

    edits.forEach((edit, kind) ->
        assertThat(compute("return lab.compare(args[0], args[1]).kind;", text, edit))
            .as(edit)
            .isEqualTo(kind));
  }

  /** Whatever was posted or came from a peer: the copy is what the node has hashed. */
  @Test
  void copiesEveryBlockAsTheNodeHashedIt() throws Exception {
    String strange = "{\"amount\": [NaN, -Infinity], \"recipient\": Infinity, \"sender\": 1e-07}";
    try (OwnNode other = OwnNode.ephemeral("--difficulty", "1");
        Stub peer = Stub.start()) {
      peer.says(
          HandMadeChain.beginning(1, ", \"zeal\": true")
              .add(strange)
              .add("7", "NaN", strange + ", " + strange, ", \"x\": [1.0, -0.0]")
              .document());
      other.api().register(peer);
      assertThat(other.api().resolve()).isTrue();
      for (String transaction : HostileJson.transactions()) {
        other.api().submit(transaction);
      }
      other.api().mine(2);
      browser.open(other, "#/lab");
      browser.see(".lab-exercise");

      Object copied =
          compute(
              """
              const { takeCopy } = await import(new URL("lab/copy.js", root));
              const copy = await takeCopy(lab, 60);
              return [copy.agreeing, ...copy.blocks.map(({ text, hash }) => text + hash)];
              """);

      List<Object> wanted = new ArrayList<>();
      wanted.add(5L);
      for (int height = 1; height <= 5; height++) {
        byte[] text = other.api().get("/api/v1/blocks/" + height + "/canonical").body();
        wanted.add(new String(text, StandardCharsets.US_ASCII) + sha256(text));
      }
      assertThat(copied).isEqualTo(wanted);
    } finally {
      browser.open(node, "#/lab");
      browser.see(".lab-exercise");
    }
  }

  // Proofs.

  /** The proofs of a chain of one's own at difficulty 4. */
  private static List<String> proofsOfPython() throws IOException {
    JsonValue vectors = Api.parse(Files.readAllBytes(VECTORS.resolve("proofs.json")));
    Stream<String> found = Api.elements(vectors, "proofs").stream().map(JsonValue::toString);
    return Stream.concat(Stream.of("100"), found).toList();
  }

  /** The first of them; {@link LaboratoryTest} has the circle closed before a reader's eyes. */
  @Test
  void findsTheProofsThatPythonFinds() throws IOException {
    Object found =
        compute(
            """
            const sequence = new lab.Sequence("100", 4);
            while (sequence.proofs.length < 25) {
              sequence.run(200_000);
            }
            return sequence.proofs;
            """);

    assertThat(found).isEqualTo(proofsOfPython().subList(0, 25));
  }

  /** With {@code -Dzveno.long=true}. */
  @Test
  @LongRunning
  void findsAllProofsThatPythonFindsAndTheirCircle() throws IOException {
    List<String> python = proofsOfPython();

    compute("window.sequence = new lab.Sequence('100', 4);");
    Object round = false;
    while (round.equals(false)) {
      round = compute("window.sequence.run(200_000); return window.sequence.circle !== null;");
    }
    Object found =
        compute(
            """
            const { sequence } = window;
            const { proofs, circle } = sequence;
            return [circle.tail, circle.period, sequence.tried,
              ...Array.from({ length: args[0] }, (_, i) => lab.proofAt(proofs, circle, i + 1))];
            """,
            python.size());

    assertThat(python).hasSizeGreaterThan(170); // into the second round of the circle
    List<Object> wanted = new ArrayList<>(List.of(47L, 61L));
    long tried = 0;
    for (int i = 1; i <= 108; i++) {
      tried += Long.parseLong(python.get(i)) + 1;
    }
    wanted.add(tried);
    wanted.addAll(python);
    assertThat(found).isEqualTo(wanted);
  }

  @Test
  @LongRunning
  void searchesForTheSmallestProofWhateverTheMessageLooksLike() {
    Random random = Seeds.random("LaboratoryPartsTest searches");
    List<List<Object>> puzzles = new ArrayList<>();
    List<String> wanted = new ArrayList<>();
    for (int length = 1; length < 70; length++) {
      String head = random.nextInt(1, 10) + "0".repeat(length - 1);
      String tail = random.nextBoolean() ? "" : sha256(head.getBytes(StandardCharsets.US_ASCII));
      puzzles.add(List.of(head, tail));
      long proof = 0;
      while (!sha256((head + proof + tail).getBytes(StandardCharsets.US_ASCII)).startsWith("00")) {
        proof++;
      }
      wanted.add(Long.toString(proof));
    }

    Object found =
        compute(
            """
            return args[0].map(([head, tail]) => {
              const search = new lab.Search({ head, tail, zeros: 2 });
              for (;;) {
                const found = search.run(7);
                if (found !== null) {
                  const right = lab.guessHash(head, found.proof, tail) === found.hash && search.tried === found.proof + 1;
                  return right ? String(found.proof) : "not " + found.proof;
                }
              }
            });
            """,
            puzzles);

    assertThat(found).isEqualTo(wanted);
  }

  // The rules.

  @Test
  void examinesAChainAsTheNodeDoes() throws Exception {
    List<String> texts = new ArrayList<>();
    node.api().mine(3);
    for (int height = 1; height <= 4; height++) {
      texts.add(node.api().get("/api/v1/blocks/" + height + "/canonical").text());
    }
    String block = texts.get(2);
    Map<String, String> edits =
        Map.of(
            block,
            "[][][][]",
            block.replace("\"amount\": 1,", "\"amount\": 1.0,"),
            "[][][][link]",
            block.replaceFirst("\"proof\": \\d+", "\"proof\": 4"),
            "[][][proof][link,proof]",
            block.replaceFirst("\"previous_hash\": \"..", "\"previous_hash\": \"zz"),
            "[][][form][before]",
            block.replaceFirst("\"proof\": (\\d+)", "\"proof\": $1.0"),
            "[][][form][before]",
            block.replaceFirst("\"timestamp\": [0-9.]+, ", ""),
            "[][][form][before]",
            block.replace("[{", "[7, {"),
            "[][][form][before]",
            block.replace("{", ""),
            "[][][unreadable][before]",
            block.replaceFirst("\"index\": 3", "\"index\": -12"),
            "[][][][link]");

    assertThat(edits).hasSize(9);
    edits.forEach((edit, faults) -> {
      List<String> edited = new ArrayList<>(texts);
      edited.set(2, edit);
      assertThat(
              compute(
                  """
                  const rules = { rules: "classic", difficulty: 1, genesis: "own" };
                  return lab.examine(args[0], rules, null)
                    .map(({ faults }) => "[" + faults.map(({ kind }) => kind).join() + "]").join("");
                  """,
                  edited))
          .as(edit)
          .isEqualTo(faults);
    });
  }

  // The second half: the strict rules.

  private static String strictVectors(String name) throws IOException {
    return Files.readString(VECTORS.resolve("strict").resolve(name));
  }

  /** The vectors are of an independent program in Python. */
  @Test
  void findsTheBitsOfTheStrictRules() throws IOException {
    Object others =
        compute(
            """
            const others = [];
            const { asert, bits } = JSON.parse(args[0]);
            for (const one of asert) {
              const rule = { anchor: one.anchor, limit: one.limit, halfLife: one.half_life };
              if (lab.bitsAfter(rule, one.behind) !== one.bits) others.push(one);
            }
            for (const one of bits) {
              const target = BigInt("0x" + one.target);
              if (lab.targetOf(one.bits) !== target || lab.bitsOf(target) !== one.bits
                  || lab.workOf(one.bits) !== BigInt(one.work)) others.push(one);
            }
            return [asert.length, bits.length, ...others];
            """,
            strictVectors("pieces.json"));

    assertThat(others).isEqualTo(List.of(33L, 6L));
  }

  @Test
  void keepsTheScheduleOfAStrictChain() throws IOException {
    Object others =
        compute(
            """
            const { chain, genesis, awake, next_bits } = JSON.parse(args[0]);
            const { limit, half_life: halfLife, spacing } = genesis.parameters;
            const schedule = new lab.Schedule({ anchor: genesis.bits, limit, halfLife, spacing });
            const others = [];
            chain.slice(1).forEach((block, i) => {
              if (schedule.bits !== block.bits) others.push(block.index);
              schedule.add(block.timestamp - chain[i].timestamp);
            });
            return [schedule.awake - awake, schedule.bits - next_bits, ...others];
            """,
            strictVectors("chain.json"));

    assertThat(others).isEqualTo(List.of(0L, 0L));
  }

  /** The night of docs/strict.md: 12 hours off, at 15 s a block. */
  @Test
  void owesNoNightOfBlocksIfTheClockSleeps() {
    Object found =
        compute(
            """
            const rule = { anchor: 0x1d00ffff, limit: 0x207fffff, halfLife: 3600, spacing: 15 };
            return [true, false].flatMap((sleeps) => {
              const net = new lab.Net(rule, 8, 1, sleeps);
              net.pass(8, 4 * 3600);
              const evening = net.blocks.length;
              net.pass(0, 12 * 3600);
              const dawn = net.now;
              net.pass(8, 3600);
              const first = net.blocks[evening].at;
              return [evening, first >= dawn, net.found(first, first + 60)];
            });
            """);

    List<?> numbers = (List<?>) found;
    assertThat(numbers.get(0)).isEqualTo(numbers.get(3)); // the same luck until the night
    assertThat((long) numbers.get(0)).isBetween(900L, 1020L); // 960 were due
    assertThat(List.of(numbers.get(1), numbers.get(4))).containsOnly(true);
    assertThat((long) numbers.get(2)).isBetween(3L, 20L);
    assertThat((long) numbers.get(5)).isBetween(1200L, 1450L);
  }

  /** What the papers print: Nakamoto, section 11; Rosenfeld, table 1. */
  @Test
  void knowsTheOddsOfTheTwoPapers() {
    Object odds =
        compute(
            """
            return [[0.1, 1], [0.1, 5], [0.1, 10], [0.3, 5], [0.3, 10], [0.3, 50]]
              .map(([q, n]) => lab.nakamoto(q, n).toFixed(7))
              .concat([[0.1, 1], [0.1, 2], [0.1, 6], [0.3, 6], [0.4, 10], [0.5, 9]]
                .map(([q, n]) => (100 * lab.rosenfeld(q, n)).toFixed(3)))
              .concat([0.1, 0.3].map((q) => String(lab.enough(q, 0.001))));
            """);

    assertThat(odds)
        .isEqualTo(
            List.of(
                "0.2045873",
                "0.0009137",
                "0.0000012",
                "0.1773523",
                "0.0416605",
                "0.0000006",
                "20.000",
                "5.600",
                "0.059",
                "15.645",
                "37.218",
                "100.000",
                "6",
                "32"));
  }

  @Test
  void playsTheGameThatTheFormulaIsAbout() {
    Object deviations =
        compute(
            """
            return [[0.1, 0], [0.1, 2], [0.2, 4], [0.3, 6], [0.4, 3], [0.45, 12]].map(([q, n], seed) => {
              const luck = new lab.Luck(seed);
              const games = 20_000;
              let won = 0;
              for (let i = 0; i < games; i++) won += lab.attack(q, n, luck) ? 1 : 0;
              const p = lab.rosenfeld(q, n);
              return Math.abs(won / games - p) <= 4 * Math.sqrt((p * (1 - p)) / games);
            });
            """);

    assertThat(deviations).isEqualTo(List.of(true, true, true, true, true, true));
  }

  @Test
  void growsTheTreesOfTheStrictRules() throws IOException {
    Object others =
        compute(
            """
            const hexOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
            const trees = JSON.parse(args[0]).trees.filter(({ leaves }) => leaves > 0);
            return [trees.length, ...trees.filter(({ leaves: n, path_of_last, root }) => {
              const leaves = Array.from({ length: n }, (_, i) => Uint8Array.of(i));
              const tree = lab.treeOf(leaves);
              const all = leaves.every((leaf, i) => {
                const path = lab.pathTo(tree, i).map(({ hash }) => hash);
                return path.length <= lab.longestPath(n)
                  && hexOf(lab.rootOfPath(lab.leafHash(leaf), i, n, path)) === root
                  && lab.lineTo(tree, i).at(-1).from === i;
              });
              const last = lab.pathTo(tree, n - 1).map(({ hash }) => hexOf(hash));
              return !all || hexOf(tree.hash) !== root || last.join() !== path_of_last.join();
            })];
            """,
            strictVectors("pieces.json"));

    assertThat(others).isEqualTo(List.of(6L));
  }

  /**
   * The verdicts of the independent program: of a right chain, of blocks that are wrong, each for
   * its reason. Left out are work and history, which the Laboratory does not look at.
   */
  @Test
  @LongRunning
  void judgesBlocksAndAccountsAsTheRulesSay() throws IOException {
    List<List<String>> wrong = new ArrayList<>();
    JsonValue blocks = Api.parse(strictVectors("wrong.json").getBytes(StandardCharsets.UTF_8));
    for (JsonValue one : Api.elements(blocks, "wrong")) {
      String kind = Api.text(one, "kind");
      if (!List.of("work", "history").contains(kind)) {
        wrong.add(List.of(kind, Api.member(one, "block").toString()));
      }
    }

    Object found =
        compute(
            """
            const strict = await import(new URL("client/zveno.js", root));
            const { chain, hashes, genesis, accounts, next_bits } = JSON.parse(args[0]);
            const { parameters, timestamp } = genesis;
            const given = Object.entries(parameters.allocations);
            let ledger = { genesis: hashes[0], parameters, height: 1, hash: hashes[0], timestamp,
              bits: chain[1].bits, due: [], issued: given.reduce((sum, [, units]) => sum + units, 0),
              accounts: new Map(given.map(([address, balance]) => [address, { balance, nonce: 0 }])) };
            const others = [];
            chain.slice(1).forEach((block, i) => {
              const judged = lab.judge(ledger, block, chain[i + 2]?.bits ?? next_bits);
              if (judged.refused !== null || judged.ledger.hash !== hashes[i + 1]) others.push(block.index);
              ({ ledger } = judged);
            });
            const print = (all) => JSON.stringify(all.map(([name, { balance, nonce }]) => [name, balance, nonce]).sort());
            others.push(print([...ledger.accounts]) === print(Object.entries(accounts)));
            for (const [kind, text] of args[1]) {
              let refused = "form";
              try {
                ({ refused } = lab.judge(ledger, strict.parse(text)));
              } catch (error) {
                if (!(error instanceof strict.ZvenoError)) throw error;
              }
              if (refused !== kind) others.push(kind + ", not " + refused + ": " + text);
            }
            return others;
            """,
            strictVectors("chain.json"),
            wrong);

    assertThat(wrong).hasSizeGreaterThan(30);
    assertThat(found).isEqualTo(List.of(true));
  }

  /** The size that the Laboratory states is that of a payment from the vectors. */
  @Test
  void measuresPaymentsAsTheyAre() throws IOException {
    JsonValue signed =
        Api.elements(
                Api.parse(strictVectors("pieces.json").getBytes(StandardCharsets.UTF_8)), "signing")
            .getFirst();
    JsonValue transaction = Api.member(signed, "transaction");
    int digits = Api.member(transaction, "expires").toString().length() - 4;
    int nonce = Api.member(transaction, "nonce").toString().length() - 1;

    assertThat(compute("return lab.paymentBytes(lab.SCHEMES[0]);"))
        .isEqualTo((long) transaction.toString().length() - digits - nonce);
  }

  // The texts.

  @Test
  void bothLanguagesHaveTheSameTexts() {
    Object differences =
        compute(
            """
            const [en, ru] = (await Promise.all(["en", "ru"].map((lang) => import(new URL(`i18n/lab.${lang}.js`, root)))))
              .map((module) => module.default);
            const forms = (text) => (typeof text === "string" ? { other: text } : text);
            const names = (text) => [...new Set(text.match(/\\{\\w+\\}/g) ?? [])].sort().join();
            const plurals = { en: ["one", "other"], ru: ["one", "few", "many", "other"] };
            const bad = Object.keys(en).filter((key) => !(key in ru)).concat(Object.keys(ru).filter((key) => !(key in en)));
            for (const [lang, texts] of [["en", en], ["ru", ru]]) {
              for (const [key, text] of Object.entries(texts)) {
                if (typeof text !== "string" && Object.keys(text).join() !== plurals[lang].join()) bad.push(lang + " " + key + ": forms");
                const wanted = names(forms(en[key]).other);
                if (forms(text).other === "" || names(forms(text).other) !== wanted) bad.push(lang + " " + key + ": " + wanted);
              }
            }
            return [Object.keys(en).length > 150, ...bad];
            """);

    assertThat(differences).isEqualTo(List.of(true));
  }
}
