package zveno.node.rules.strict.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zveno.kernel.rules.strict.StrictTransaction;
import zveno.kernel.rules.strict.keys.Address;
import zveno.node.rules.strict.wallet.Wallet.Run;

/** The commands of a wallet that need no node. */
@Tag("slow")
class WalletCommandTest {

  private static final String ALICE =
      "zv1qqkr3wkhrt4e6kcw63zx4g3l5rhdvfhpfdrpucdd83lnlcd5vt6cw7yedsy";
  private static final String ABANDON = "abandon ".repeat(23) + "art";
  private static final String GENESIS = "ab".repeat(32);

  @TempDir Path home;
  private Wallet wallet;

  @BeforeEach
  void open() {
    wallet = new Wallet(home.resolve("wallet"));
  }

  private Run done(String... arguments) {
    Run run = wallet.wallet(arguments);
    assertThat(run.code()).as("%s: %s", List.of(arguments), run.errors()).isZero();
    return run;
  }

  private Run refused(int code, String message, String... arguments) {
    Run run = wallet.wallet(arguments);
    assertThat(run.code()).as("%s: %s", List.of(arguments), run.errors()).isEqualTo(code);
    assertThat(run.errors()).contains(message);
    assertThat(run.errors().lines()).as("%s", run.errors()).hasSize(1);
    assertThat(run.output()).isEmpty();
    return run;
  }

  private Path file(String name, String content) throws Exception {
    return Files.writeString(home.resolve(name), content);
  }

  @Test
  void aNewKeyIsListedAndHasItsAddress() {
    String address = done("new", "shop", "--no-words").output().strip();
    assertThat(Address.parse(address)).isPresent();
    done("new", "later", "--no-words", "--scheme=ml-dsa-44");

    assertThat(done("list").output()).isEqualTo("later\nshop\n");
    assertThat(done("address", "shop").output().strip()).isEqualTo(address);
    assertThat(done("address", "shop", "--json").output().strip())
        .isEqualTo(
            "{\"address\": \"" + address + "\", \"name\": \"shop\", \"scheme\": \"ed25519\"}");
  }

  @Test
  void wordsAreShownAndAskedBackBeforeAnythingIsWritten() {
    wallet.passphrase = "";
    Typed typed = Typed.lines("secret phrase", "secret phras", "secret phrase", "secret phrase");
    wallet.terminal = Optional.of(typed.then(prompt -> answer(typed, prompt)));

    Run run = done("new", "shop");
    assertThat(Address.parse(run.output().strip())).isPresent();
    assertThat(typed.shown).contains("These were not the same.");
    assertThat(typed.prompts.stream().filter(prompt -> prompt.startsWith("Word "))).hasSize(3);
    wallet.passphrase = "secret phrase";
    String words = done("words", "shop").output();
    assertThat(words.split(" ")).hasSize(24);
    assertThat(shownWord(typed, 24)).isEqualTo(words.strip().split(" ")[23]);
    assertThat(run.output() + run.errors()).doesNotContain(words.split(" ")[0] + " ");
  }

  private static Optional<String> answer(Typed typed, String prompt) {
    Matcher place = Pattern.compile("Word (\\d+): ").matcher(prompt);
    assertThat(place.matches()).as(prompt).isTrue();
    return Optional.of(
        " " + shownWord(typed, Integer.parseInt(place.group(1))).toUpperCase(Locale.ROOT));
  }

  private static String shownWord(Typed typed, int place) {
    Matcher cell =
        Pattern.compile("(?:^| )" + place + " ([a-z]+)")
            .matcher(
                String.join("\n", typed.shown.subList(typed.shown.size() - 8, typed.shown.size())));
    assertThat(cell.find()).isTrue();
    return cell.group(1);
  }

  @Test
  void whoCannotSayTheWordsHasNoKey() {
    wallet.terminal = Optional.of(Typed.lines("wrong", "words"));

    refused(2, "the words were not said; nothing was written", "new", "shop");
    assertThat(home.resolve("wallet")).doesNotExist();
  }

  @Test
  void withoutATerminalThereAreOtherWays() throws Exception {
    refused(2, "there is no terminal to show the words", "new", "shop");
    wallet.passphrase = "";
    refused(2, "no terminal to ask for the passphrase", "new", "shop", "--no-words");
    String secret = file("secret", "tüpfel\r\nand more\n").toString();
    done("new", "shop", "--no-words", "--password-file=" + secret);
    refused(2, "no terminal to ask for the passphrase", "address", "shop");
    wallet.passphrase = "tu\u0308pfel"; // typed in two characters
    done("address", "shop");
    refused(2, "the first line of", "address", "shop", "--password-file=" + file("no", "\nx"));
    refused(2, "no such file", "address", "shop", "--password-file=" + home.resolve("missing"));
  }

  @Test
  void withoutTheRightPassphraseNothingIsShownOrWritten() throws Exception {
    done("new", "shop", "--no-words");
    byte[] before = Files.readAllBytes(wallet.keys().file("shop"));
    wallet.passphrase = "incorrect horse";
    String wrong = "key shop: the passphrase is wrong";

    refused(4, wrong, "address", "shop");
    refused(4, wrong, "words", "shop");
    refused(4, wrong, "export", "shop");
    refused(4, wrong, "export", "shop", "-o", home.resolve("out").toString());
    refused(4, wrong, "passwd", "shop", "--new-password-file=" + file("new", "x"));
    refused(4, wrong, "send", "shop", "--to=" + ALICE, "--amount=1");
    refused(
        4,
        wrong,
        "sign",
        "shop",
        "--to=" + ALICE,
        "--amount=1",
        "--nonce=0",
        "--expires=9",
        "--genesis=" + GENESIS);
    assertThat(home.resolve("out")).doesNotExist();
    assertThat(Files.readAllBytes(wallet.keys().file("shop"))).isEqualTo(before);
  }

  @Test
  void anExportedKeyIsImportedElsewhere() throws Exception {
    String address = done("new", "shop", "--no-words").output();
    String exported = done("export", "shop").output();
    assertThat(exported).startsWith("-----BEGIN AGE ENCRYPTED FILE-----\n");
    Path copy = home.resolve("copy");
    done("export", "shop", "--output=" + copy);
    assertThat(copy).hasContent(exported);
    refused(2, "already exists; name a new file", "export", "shop", "-o", copy.toString());

    assertThat(done("import", "other", copy.toString()).output()).isEqualTo(address);
    refused(2, "there is a key other already", "import", "other", copy.toString());
    refused(2, "is not of the age format", "import", "third", file("not", "a key").toString());
    wallet.passphrase = "incorrect horse";
    refused(4, "the passphrase is wrong", "import", "third", copy.toString());
  }

  @Test
  void wordsGiveTheSameKeyAgain() throws Exception {
    String first = "zv1qzdkyes5hmre2f7g6qtk6pyuuukva2wtk39gpd9n0p8degvdmxe3kq4ypwv";
    Typed typed = Typed.lines(ABANDON.replace("art", " ART "));
    wallet.terminal = Optional.of(typed);
    assertThat(done("import", "one", "--words").output().strip()).isEqualTo(first);
    assertThat(typed.secretPrompts).containsExactlyElementsOf(typed.prompts).hasSize(1);
    Path paper = file("paper", ABANDON.replace(' ', '\n') + "\n");
    assertThat(done("import", "two", "--words-file=" + paper).output().strip()).isEqualTo(first);
    assertThat(done("import", "three", "--words-file=" + paper, "--number=1").output().strip())
        .isEqualTo("zv1qz4xyhkernx85arxnv836tvwc2cz7nayntfhl9axf4xp9d8jnuvmje6et84");
    assertThat(done("words", "three").output().strip()).isEqualTo(ABANDON);

    Path wrong = file("wrong", ABANDON.replace("art", "arm"));
    refused(2, "the checksum of the words is wrong", "import", "x", "--words-file=" + wrong);
    Path none = file("none", ABANDON.replace("art", "arth"));
    refused(2, "word 24 is not in the English list", "import", "x", "--words-file=" + none);
    refused(2, "give one of FILE, --words", "import", "x");
  }

  @Test
  void anotherPassphraseOpensTheKey() throws Exception {
    String address = done("new", "shop", "--no-words").output();
    assertThat(done("passwd", "shop", "--new-password-file=" + file("new", "next")).output())
        .isEmpty();
    refused(4, "the passphrase is wrong", "address", "shop");
    wallet.passphrase = "next";
    assertThat(done("address", "shop").output()).isEqualTo(address);
  }

  @Test
  void signsWithoutANetworkWhatOptionsSay() throws Exception {
    String sender = done("new", "shop", "--no-words").output().strip();
    Run run =
        done(
            "sign",
            "shop",
            "--to=" + ALICE,
            "--amount=5",
            "--fee=1",
            "--nonce=7",
            "--expires=1000",
            "--data=line\nand \u001b[31mmore",
            "--genesis=" + GENESIS);

    StrictTransaction signed =
        StrictTransaction.parse(run.output().getBytes(StandardCharsets.UTF_8));
    assertThat(signed.sender().text()).isEqualTo(sender);
    assertThat(signed.amount().units()).isEqualTo(5);
    assertThat(run.errors())
        .contains(
            "amount 5, fee 1, nonce 7, in a block up to 1000", "data (18 bytes) line?and ?[31m")
        .contains("  zveno strict transaction\n  " + GENESIS + "\n  {\"amount\": 5, \"data\"")
        .doesNotContain("\u001b");
    Path file = file("signed.json", run.output());
    Run right =
        done("check", file.toString(), "--genesis=" + "00".repeat(32), "--genesis=" + GENESIS);
    assertThat(right.output())
        .contains("transaction " + signed.id().hex(), "the signature holds on chain " + GENESIS);
    Run elsewhere = wallet.wallet("check", file.toString(), "--genesis=" + "00".repeat(32));
    assertThat(elsewhere.code()).isEqualTo(1);
    assertThat(elsewhere.output()).contains("the signature does not hold on chain 0000");
    wallet.input = run.output().replace("\"amount\": 5", "\"amount\": 6");
    Run forged = wallet.wallet("check", "--json", "--genesis=" + GENESIS);
    assertThat(forged.code()).isEqualTo(1);
    assertThat(forged.output()).startsWith("{\"genesis\": null, \"holds\": false, \"id\": \"");
  }

  @Test
  void signsForBothSchemesWhatADraftSays() throws Exception {
    for (String scheme : List.of("ed25519", "ml-dsa-44")) {
      String sender = done("new", scheme, "--no-words", "--scheme=" + scheme).output().strip();
      Path draft = home.resolve(scheme + ".json");
      done(
          "send",
          "--from=" + sender,
          "--to=" + ALICE,
          "--amount=3",
          "--nonce=0",
          "--expires=9",
          "--genesis=" + GENESIS,
          "--unsigned=" + draft);
      assertThat(Files.readString(draft))
          .startsWith("{\"genesis\": \"" + GENESIS + "\", \"transaction\": {\"amount\": 3, ")
          .endsWith("}, \"unsigned\": \"zveno-1\"}")
          .doesNotContain("\"key\"");
      refused2("the transaction is not signed yet", 1, "check", draft.toString());

      Path signed = home.resolve(scheme + ".signed");
      done("sign", scheme, draft.toString(), "--output=" + signed);
      assertThat(done("check", signed.toString(), "--genesis=" + GENESIS).output())
          .contains("the signature holds");
      refused(
          2,
          "already exists",
          "send",
          "--from=" + sender,
          "--to=" + ALICE,
          "--amount=3",
          "--nonce=0",
          "--expires=9",
          "--genesis=" + GENESIS,
          "--unsigned=" + draft);
    }
    Run other = wallet.wallet("sign", "ed25519", home.resolve("ml-dsa-44.json").toString());
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.errors()).contains("and the key is of");
    assertThat(other.output()).isEmpty();
  }

  private void refused2(String message, int code, String... arguments) {
    Run run = wallet.wallet(arguments);
    assertThat(run.code()).isEqualTo(code);
    assertThat(run.errors()).contains(message);
  }

  @Test
  void whatIsWrongIsSaidInOneLine() throws Exception {
    done("new", "shop", "--no-words");
    refused(2, "name one of new, list, address");
    refused(2, "there is a key shop already", "new", "shop", "--no-words");
    refused(2, "the name of a key must be", "new", "a/b", "--no-words");
    refused(2, "there is no key shopp", "address", "shopp");
    refused(2, "--scheme must be ed25519 or ml-dsa-44, not rsa", "new", "x", "--scheme=rsa");
    refused(2, "--number must be 0 to 2147483647", "new", "x", "--number=2147483648");
    refused(2, "give one of NAME, --from and --signed", "send", "--to=" + ALICE, "--amount=1");
    refused(2, "--from needs --unsigned", "send", "--from=" + ALICE, "--amount=1");
    refused(2, "--signed sends what is in the file", "send", "--signed=x", "--amount=1");
    refused(2, "--wait must be 0 to", "send", "shop", "--wait=-1");
    refused(2, "--timeout must be 1 to", "send", "shop", "--timeout=0");
    refused(2, "give FILE, or all of", "sign", "shop", "--amount=1");
    wrongPayment("--to must say who is paid", "--amount=1");
    wrongPayment("--amount must say how much", "--to=" + ALICE);
    wrongPayment("--amount must be 0 to 9007199254740991, not -1", "--to=" + ALICE, "--amount=-1");
    wrongPayment(
        "character 10 of the address",
        "--amount=1",
        "--to="
            + ALICE.substring(0, 9)
            + (ALICE.charAt(9) == 'q' ? 'p' : 'q')
            + ALICE.substring(10));
    wrongPayment("--fee must be 0 to", "--to=" + ALICE, "--amount=1", "--fee=-1");
    wrongPayment("data must be 1 to 16384 bytes", "--data=");
    refused(
        2,
        "--genesis must be a hash",
        "sign",
        "shop",
        "--data=x",
        "--nonce=0",
        "--expires=1",
        "--genesis=nothing");
    refused(2, "holds no unsigned transaction", "sign", "shop", file("d", "{}").toString());
    refused(2, "cannot read", "sign", "shop", home.resolve("missing").toString());
    refused(2, "holds no signed transaction", "check", file("s", "[]").toString());
    refused(
        2,
        "must be like http://127.0.0.1:5000",
        "check",
        file("t", tx()).toString(),
        "--node=ftp://x");
    refused(
        1,
        "cannot be reached: connection refused",
        "check",
        file("u", tx()).toString(),
        "--node=http://127.0.0.1:1");
  }

  private String tx() {
    return done("sign", "shop", "--data=x", "--nonce=0", "--expires=1", "--genesis=" + GENESIS)
        .output();
  }

  private void wrongPayment(String message, String... options) {
    List<String> all = new ArrayList<>(List.of("sign", "shop"));
    all.addAll(List.of("--nonce=0", "--expires=1", "--genesis=" + GENESIS));
    all.addAll(List.of(options));
    Run run = wallet.wallet(all.toArray(String[]::new));
    assertThat(run.code()).as(run.errors()).isEqualTo(2);
    assertThat(run.errors()).contains(message);
    assertThat(run.output()).isEmpty();
  }

  @Test
  void recordsNeedOneKindOfThing() {
    for (String[] wrong : new String[][] {{}, {"--lines", "--text=x"}}) {
      Run run = wallet.record(wrong);
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.errors()).contains("give one of FILE, --text and --lines");
    }
    Run none = wallet.record("--text=x");
    assertThat(none.errors()).contains("there is no key yet");
    done("new", "a", "--no-words");
    done("new", "b", "--no-words");
    assertThat(wallet.record("--text=x").errors()).contains("--key must name one of a, b");
    Run missing = wallet.record("--key=a", home.resolve("missing").toString());
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.errors()).contains("is no file that can be read");
  }
}
