package zveno.node.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import zveno.kernel.rules.strict.keys.Scheme;

/** Words, and the seeds of keys that come of them. */
@Tag("slow")
class WordsTest {

  private static final String ABANDON = "abandon ".repeat(23) + "art";

  static Words words(String text) throws WalletException {
    return Words.parse(text.toCharArray());
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void theWordsOfNoChanceAreTheStandards() throws Exception {
    assertThat(new String(Words.of(new byte[32]).text())).isEqualTo(ABANDON);
    assertThat(new String(words(ABANDON.toUpperCase(Locale.ROOT).replace(" ", " \n\t")).text()))
        .isEqualTo(ABANDON);
  }

  @Test
  void whatIsMadeIsReadAgain() throws Exception {
    SecureRandom random = new SecureRandom();
    for (int i = 0; i < 200; i++) {
      char[] text = Words.random(random).text();
      assertThat(Words.parse(text).text()).isEqualTo(text);
    }
  }

  @Test
  void whatIsWrongIsSaidByNumberAndNotByWord() {
    wrong("there must be 24 words, not 0", "  \n");
    wrong("there must be 24 words, not 12", "abandon ".repeat(11) + "about");
    wrong("word 5 is not in the English list", ABANDON.replaceFirst("(.{32})abandon", "$1abandom"));
    wrong("word 24 is not in the English list", "abandon ".repeat(23) + "слово");
    wrong("the checksum of the words is wrong", "abandon ".repeat(24));
    wrong("the checksum of the words is wrong", "art " + "abandon ".repeat(23));
  }

  private static void wrong(String message, String text) {
    assertThatThrownBy(() -> words(text))
        .isInstanceOf(WalletException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("abando")
        .hasMessageNotContaining("слово");
  }

  /** Published in SLIP-0010, test vector 1 for ed25519. */
  @Test
  void derivesAsThePublishedExample() {
    byte[] master = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
    assertThat(hex(Slip10.derive(master, Scheme.ED25519)))
        .isEqualTo("2b4be7f19ee27bbf30c667b642d5f4aa69fd169872f8fc3059c08ebae2eb19e7");
    assertThat(hex(Slip10.derive(master, Scheme.ED25519, 0)))
        .isEqualTo("68e0fe46dfb67e368c75379acec591dad19df3cde26e63b93a8e704f1dade7a3");
    assertThat(hex(Slip10.derive(master, Scheme.ED25519, 0, 1, 2, 2, 1_000_000_000)))
        .isEqualTo("8f94d394a8e8fd6b1bc2f3f49f5c47e385281d5c17e65324b0f62483e37e8793");
  }

  /** Made by Python's hashlib and cryptography from the standards' text. */
  @Test
  void theWordsGiveTheseKeys() throws Exception {
    try (Words words = words(ABANDON)) {
      assertThat(hex(words.seed()))
          .startsWith("408b285c123836004f4b8842c89324c1f01382450c0d439af345ba7fc49acf70");
      WalletKey first = WalletKey.of(words, Scheme.ED25519, 0);
      assertThat(hex(first.seed()))
          .isEqualTo("7d203575d41abdaa7d0159b6a8e485d3093096a5a5aeb9739c626b5717e78624");
      assertThat(first.address().text())
          .isEqualTo("zv1qzdkyes5hmre2f7g6qtk6pyuuukva2wtk39gpd9n0p8degvdmxe3kq4ypwv");
      assertThat(WalletKey.of(words, Scheme.ED25519, 1).address().text())
          .isEqualTo("zv1qz4xyhkernx85arxnv836tvwc2cz7nayntfhl9axf4xp9d8jnuvmje6et84");
      assertThat(hex(WalletKey.of(words, Scheme.ML_DSA_44, 0).seed()))
          .isEqualTo("d3952bdf307b7e326b685154d2f8b93561962ca23e8ea381403f1741ab75574a");
    }
  }

  /** The vectors of BIP-39, which are not ours to copy; see .ci/run. Only those of 24 words. */
  @Test
  void readsThePublishedVectors() throws Exception {
    String folder = System.getenv("PUBLIC_VECTORS");
    assumeThat(folder).as("PUBLIC_VECTORS").isNotNull();
    JsonNode all =
        new ObjectMapper()
            .readTree(Files.readString(Path.of(folder, "bip39-vectors.json")))
            .path("english");
    int checked = 0;
    for (JsonNode each : all) {
      String text = each.path(1).asString();
      if (text.split(" ").length == Words.COUNT) {
        byte[] entropy = HexFormat.of().parseHex(each.path(0).asString());
        assertThat(new String(Words.of(entropy).text())).isEqualTo(text);
        assertThat(new String(words(text).text())).isEqualTo(text);
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(5);
  }

  @Test
  void wipedWordsAreGone() {
    Words words = Words.random(new SecureRandom());
    words.close();
    assertThat(new String(words.text())).isEqualTo(ABANDON);
  }
}
