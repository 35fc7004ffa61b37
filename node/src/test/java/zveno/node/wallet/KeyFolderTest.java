package zveno.node.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zveno.kernel.rules.strict.keys.InstalledVerifier;
import zveno.kernel.rules.strict.keys.Scheme;
import zveno.kernel.rules.strict.keys.Signatures;
import zveno.node.wallet.WalletException.Kind;

/** Key files: what they hold, and what is refused. */
@Tag("slow")
class KeyFolderTest {

  private static final int QUICK = 4;
  private static final byte[] PASSPHRASE = "correct horse".getBytes(StandardCharsets.UTF_8);
  private static final byte[] OTHER = "incorrect horse".getBytes(StandardCharsets.UTF_8);

  @TempDir Path home;

  private KeyFolder folder() {
    return KeyFolder.in(home.resolve("wallet"), QUICK);
  }

  private static WalletKey random(Scheme scheme) {
    try (Words words = Words.random(new SecureRandom())) {
      return WalletKey.of(words, scheme, 3);
    }
  }

  /** RFC 7914, section 12, the example without parallelism. */
  @Test
  void scryptGivesThePublishedKey() throws Exception {
    byte[] key =
        Scrypt.derive(
            "pleaseletmein".getBytes(StandardCharsets.US_ASCII),
            "SodiumChloride".getBytes(StandardCharsets.US_ASCII),
            14,
            64);
    assertThat(HexFormat.of().formatHex(key))
        .isEqualTo(
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887");
  }

  @Test
  void aKeyIsReadAsItWasWritten() throws Exception {
    for (Scheme scheme : Scheme.values()) {
      WalletKey key = random(scheme);
      String name = SchemeNames.of(scheme);
      folder().create(name, key, PASSPHRASE);

      WalletKey read = folder().read(name, PASSPHRASE);
      assertThat(read.address()).isEqualTo(key.address());
      assertThat(read.number()).hasValue(3);
      assertThat(read.words().orElseThrow().text()).isEqualTo(key.words().orElseThrow().text());
    }
    assertThat(folder().names()).containsExactly("ed25519", "ml-dsa-44");

    folder().create("bare", WalletKey.of(new byte[32], Scheme.ED25519), PASSPHRASE);
    assertThat(folder().read("bare", PASSPHRASE).words()).isEmpty();
  }

  @Test
  void aFileIsItsOwnersArmoredAndHoldsNothingReadable() throws Exception {
    WalletKey key = random(Scheme.ED25519);
    folder().create("shop", key, PASSPHRASE);

    Path file = folder().file("shop");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("wallet"))))
        .isEqualTo("rwx------");
    String text = Files.readString(file);
    assertThat(text).startsWith("-----BEGIN AGE ENCRYPTED FILE-----\n").endsWith("-----\n");
    assertThat(new String(Base64.getMimeDecoder().decode(text.replaceAll("-----.*", ""))))
        .startsWith("age-encryption.org/v1\n-> scrypt ")
        .doesNotContain("zveno", key.address().text());
    assertThat(home.resolve("wallet")).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void signaturesOfAKeyAreRight() {
    byte[] message = "a message".getBytes(StandardCharsets.UTF_8);
    for (Scheme scheme : Scheme.values()) {
      try (WalletKey signer = random(scheme)) {
        byte[] key =
            signer
                .publicKey()
                .map(HexFormat.of()::parseHex)
                .orElseGet(() -> signer.address().payload().toBytes());
        assertThat(
                Signatures.isRight(
                    signer.address(), key, message, signer.sign(message), InstalledVerifier.get()))
            .isTrue();
      }
    }
  }

  @Test
  void nothingIsOverwritten() throws Exception {
    folder().create("shop", random(Scheme.ED25519), PASSPHRASE);
    byte[] before = Files.readAllBytes(folder().file("shop"));

    refused(
        Kind.BAD_INPUT,
        "there is a key shop already",
        () -> folder().create("shop", random(Scheme.ED25519), PASSPHRASE));
    assertThatThrownBy(() -> KeyFolder.write(folder().file("shop"), new byte[1], false))
        .isInstanceOf(java.nio.file.FileAlreadyExistsException.class);
    assertThat(Files.readAllBytes(folder().file("shop"))).isEqualTo(before);
  }

  @Test
  void anotherPassphraseReplacesTheFirst() throws Exception {
    WalletKey key = random(Scheme.ED25519);
    folder().create("shop", key, PASSPHRASE);
    folder().replace("shop", folder().read("shop", PASSPHRASE), OTHER);

    refused(
        Kind.WRONG_PASSPHRASE,
        "key shop: the passphrase is wrong",
        () -> folder().read("shop", PASSPHRASE));
    assertThat(folder().read("shop", OTHER).address()).isEqualTo(key.address());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder().file("shop"))))
        .isEqualTo("rw-------");
  }

  @Test
  void namesThatLeadElsewhereAreRefused() {
    for (String name : new String[] {"", "a/b", "../shop", ".shop", "-x", "a b", "ä", "a\n"}) {
      refused(Kind.BAD_INPUT, "the name of a key must be", () -> folder().file(name));
    }
    refused(Kind.BAD_INPUT, "there is no key shop", () -> folder().read("shop", PASSPHRASE));
  }

  /** Every bit counts: whatever changes, the file is refused, and never with a stack trace. */
  @Test
  void aDamagedFileIsRefused() throws Exception {
    folder().create("shop", random(Scheme.ED25519), PASSPHRASE);
    Path file = folder().file("shop");
    byte[] right = Files.readAllBytes(file);
    Random random = new Random(20_171);
    for (int i = 0; i < 100; i++) {
      byte[] wrong = right.clone();
      wrong[random.nextInt(wrong.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, wrong);
      assertThatThrownBy(() -> folder().read("shop", PASSPHRASE))
          .isInstanceOf(WalletException.class);
    }
    for (int length = 0; length < right.length; length += 37) {
      Files.write(file, Arrays.copyOf(right, length));
      assertThatThrownBy(() -> folder().read("shop", PASSPHRASE))
          .isInstanceOf(WalletException.class);
    }
    Files.write(file, new byte[100_000]);
    refused(Kind.BAD_INPUT, "larger than any key", () -> folder().read("shop", PASSPHRASE));
  }

  @Test
  void whatIsInAFileHasToAgree() throws Exception {
    WalletKey key = random(Scheme.ED25519);
    String right = new String(KeyText.write(key), StandardCharsets.US_ASCII);
    String bare = right.replaceFirst("(?s)words: .*", "");
    assertThat(KeyText.read(bare.getBytes(StandardCharsets.US_ASCII)).address())
        .isEqualTo(key.address());

    disagrees("do not agree", right.replace("ed25519", "ml-dsa-44"));
    disagrees("do not agree", bare.replaceFirst("address: .*", "address: zv1"));
    disagrees("do not agree", right.replaceFirst("seed: .*", "seed: " + "0".repeat(64)));
    disagrees("do not agree", right.replace("'/3'", "'/4'"));
    disagrees("path must be m/44'/1'/n'", right.replace("'/3'", "'/03'"));
    disagrees("must be at most 2147483647", right.replace("'/3'", "'/2147483648'"));
    disagrees("seed must be 64", right.replaceFirst("seed: .", "seed: "));
    disagrees("scheme must be ed25519 or ml-dsa-44", right.replace("ed25519", "rsa"));
    disagrees("no line address", right.replace("address:", "Address:"));
    disagrees("4 or 6 lines", right.replaceFirst("path: .*\n", ""));
    disagrees("does not end", right.strip());
    disagrees("holds no key of Zveno", "");
    disagrees("holds no key of Zveno", "AGE-SECRET-KEY-1\n");
  }

  private static void disagrees(String message, String text) {
    refused(Kind.BAD_INPUT, message, () -> KeyText.read(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private interface Action {
    void run() throws Exception;
  }

  private static void refused(Kind kind, String message, Action action) {
    assertThatThrownBy(action::run)
        .isInstanceOf(WalletException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((WalletException) e).kind())
        .isEqualTo(kind);
  }
}
