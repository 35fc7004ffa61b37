package zveno.kernel.rules.strict.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static zveno.kernel.rules.strict.StrictVectors.integer;
import static zveno.kernel.rules.strict.StrictVectors.text;

import java.util.HashSet;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import zveno.kernel.json.JsonValue;
import zveno.kernel.rules.strict.StrictVectors;

/** Addresses as text and as bytes, and what is said of wrong ones. */
class AddressTest {

  private static final long SEED = 350;

  private static final String GOOD =
      "zv1qqkr3wkhrt4e6kcw63zx4g3l5rhdvfhpfdrpucdd83lnlcd5vt6cw7yedsy";

  @Test
  void theVectorsAreRead() {
    int count = 0;
    for (JsonValue vector :
        StrictVectors.member(StrictVectors.read("pieces.json"), "addresses").elements()) {
      String text = text(vector, "address");
      Address address = Address.parse(text).orElseThrow();
      byte[] bytes = new byte[40];
      address.copyTo(bytes, 3);

      assertThat(address.scheme().number()).isEqualTo((int) integer(vector, "scheme"));
      assertThat(address.payload().hex()).isEqualTo(text(vector, "payload"));
      assertThat(Address.copiedFrom(bytes, 3)).isEqualTo(address).hasToString(text);
      assertThat(Address.copiedFrom(bytes, 3).hashCode()).isEqualTo(address.hashCode());
      count++;
    }
    assertThat(count).isEqualTo(9);
  }

  @Test
  void oneWrongCharacterIsFoundAndSaidWhere() {
    for (int at = 3; at < Address.TEXT_LENGTH; at++) {
      for (int other = 0; other < 32; other++) {
        char c = Bech32m.ALPHABET.charAt(other);
        if (c != GOOD.charAt(at)) {
          assertThat(position(with(GOOD, at, c))).hasValue(at);
        }
      }
    }
  }

  @Test
  void upToFourWrongCharactersAreFoundAlways() {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    for (int round = 0; round < 20_000; round++) {
      String wrong = GOOD;
      Set<Integer> changed = new HashSet<>();
      int faults = 2 + random.nextInt(3);
      while (changed.size() < faults) {
        int at = 3 + random.nextInt(Address.TEXT_LENGTH - 3);
        if (changed.add(at)) {
          int shift = 1 + random.nextInt(31);
          int value = Bech32m.value(GOOD.charAt(at));
          wrong = with(wrong, at, Bech32m.ALPHABET.charAt((value + shift) % 32));
        }
      }
      assertThat(Address.parse(wrong)).as(wrong).isEmpty();
    }
  }

  @Test
  void whatIsWrongIsSaid() {
    assertThat(reason(GOOD.substring(1))).isEqualTo("an address has 62 characters, not 61");
    assertThat(reason("")).isEqualTo("an address has 62 characters, not 0");
    assertThat(reason(GOOD.toUpperCase(Locale.ROOT)))
        .isEqualTo("character 1 of the address is a capital");
    assertThat(reason(with(GOOD, 20, 'Q'))).isEqualTo("character 21 of the address is a capital");
    assertThat(reason(with(GOOD, 20, 'b')))
        .isEqualTo("character 21 of the address is none that an address may have");
    assertThat(reason(with(GOOD, 20, '\u00e9')))
        .isEqualTo("character 21 of the address is none that an address may have");
    assertThat(reason("bc" + GOOD.substring(2)))
        .isEqualTo("character 1 of the address is wrong: an address begins with zv1");
    assertThat(reason(with(GOOD, 20, 'q')))
        .isEqualTo("character 21 of the address does not fit the checksum");
    assertThat(reason(with(with(GOOD, 20, 'q'), 40, 'q')))
        .isEqualTo("the checksum of the address is wrong: at least two characters are");
  }

  @Test
  void theChecksumIsThatOfBech32mNotOfBech32() {
    // The published example of BIP 350 for a future SegWit version: 1 is its version, not of bytes.
    assertThat(Bech32m.residue("bc", "p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"))
        .isZero();
    assertThat(Bech32m.residue("bc", "qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4")).isNotZero();
  }

  @Test
  void onlyKnownSchemesAndNoBitTooMany() {
    byte[] bytes = new byte[Address.LENGTH];
    bytes[0] = 2;
    String unknown = Bech32m.encode("zv", bytes);
    assertThat(reason(unknown)).isEqualTo("the address is of scheme 2, which must be 0 or 1");
    assertThatThrownBy(() -> Address.copiedFrom(bytes, 0))
        .isInstanceOf(IllegalArgumentException.class);

    bytes[0] = 1;
    String known = Bech32m.encode("zv", bytes);
    assertThat(Address.parse(known)).isPresent();
    assertThat(reason(withLastBit(known))).isEqualTo("the address has a bit too many");
  }

  @Test
  void aKeyOfSchemeZeroMustBeSound() {
    String small = Bech32m.encode("zv", new byte[Address.LENGTH]);
    assertThat(reason(small)).startsWith("the address carries no Ed25519 key");

    byte[] noPoint = new byte[Address.LENGTH];
    noPoint[1] = 2; // y = 2 has no x
    assertThat(reason(Bech32m.encode("zv", noPoint)))
        .startsWith("the address carries no Ed25519 key");
    assertThatThrownBy(() -> Address.of(Scheme.ED25519, new byte[32]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Address.of(Scheme.ED25519, new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The same with the padding bit set and the checksum made right again. */
  private static String withLastBit(String address) {
    String body = address.substring(3, Address.TEXT_LENGTH - Bech32m.CHECKSUM_LENGTH);
    int last = Bech32m.value(body.charAt(body.length() - 1)) | 1;
    String changed = body.substring(0, body.length() - 1) + Bech32m.ALPHABET.charAt(last);
    int residue = Bech32m.residue("zv", changed + "qqqqqq");
    StringBuilder text = new StringBuilder("zv1").append(changed);
    for (int i = Bech32m.CHECKSUM_LENGTH - 1; i >= 0; i--) {
      text.append(Bech32m.ALPHABET.charAt((residue >>> (5 * i)) & 31));
    }
    return text.toString();
  }

  private static String with(String text, int at, char c) {
    return text.substring(0, at) + c + text.substring(at + 1);
  }

  private static OptionalInt position(String text) {
    return invalid(text).position();
  }

  private static String reason(String text) {
    return invalid(text).reason();
  }

  private static Address.Reading.Invalid invalid(String text) {
    assertThat(Address.parse(text)).isEmpty();
    return (Address.Reading.Invalid) Address.read(text);
  }
}
