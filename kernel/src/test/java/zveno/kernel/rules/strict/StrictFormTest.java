package zveno.kernel.rules.strict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hex;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.keys.JdkSignatures;
import zveno.kernel.rules.strict.keys.Scheme;
import zveno.kernel.rules.strict.work.CompactBits;

/** The form of transactions and of genesis files, and what is said of wrong ones. */
class StrictFormTest {

  private static final String ANN =
      "zv1qqkr3wkhrt4e6kcw63zx4g3l5rhdvfhpfdrpucdd83lnlcd5vt6cw7yedsy";
  private static final String BOB =
      "zv1qp8tzw2vd4fk5rtpf5p7gc5qk7fswe6zfgc6shrsl6mm0ktghc9778u6yfy";

  private static final String TRANSACTION =
      "{\"amount\": 5, \"data\": \"any\", \"expires\": 12, \"fee\": 1, \"nonce\": 0, \"recipient\":"
          + " \""
          + BOB
          + "\", \"sender\": \""
          + ANN
          + "\", \"signature\": \""
          + "ab".repeat(64)
          + "\"}";

  private static final String GENESIS =
      "{\"bits\": 536936447, \"index\": 1, \"parameters\": {\"allocations\": {\""
          + ANN
          + "\": 7}, \"block_bytes\": 131072, \"half_life\": 160, \"halving\": 0, \"limit\":"
          + " 545259519, \"maturity\": 3, \"network\": \"a-1\", \"reward\": 50, \"rules\": 1,"
          + " \"spacing\": 10}, \"previous_hash\": \""
          + "0".repeat(64)
          + "\", \"proof\": 0, \"timestamp\": 1800000000, \"version\": 536870912}";

  @Test
  void aTransactionIsReadInAnyOrderAndKeptCanonical() throws RefusedException {
    String members = TRANSACTION.substring(1, TRANSACTION.length() - 1);
    String shuffled =
        "\n{ " + String.join(" ,\t", Arrays.asList(members.split(", ")).reversed()) + "}";
    StrictTransaction transaction = transaction(shuffled);

    assertThat(transaction.json()).hasToString(TRANSACTION);
    assertThat(transaction).isEqualTo(transaction(TRANSACTION));
    assertThat(transaction.amount()).isEqualTo(new Coins(5));
    assertThat(transaction.content().data()).contains("any");
    assertThat(new String(transaction.content().canonical(), StandardCharsets.US_ASCII))
        .isEqualTo(TRANSACTION.replaceFirst(", \"signature\": .*", "}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"amount\": 5|\"amount\": 5.0|amount must be an integer from 0 to 9007199254740991",
        "\"amount\": 5|\"amount\": 5e0|amount must be an integer from 0 to 9007199254740991",
        "\"amount\": 5|\"amount\": true|amount must be an integer from 0 to 9007199254740991",
        "\"amount\": 5|\"amount\": \"5\"|amount must be an integer from 0 to 9007199254740991",
        "\"amount\": 5|\"amount\": -1|amount must be an integer from 0 to 9007199254740991, not -1",
        "\"amount\": 5|\"amount\": 9007199254740992|amount must be an integer from 0 to"
            + " 9007199254740991, not 9007199254740992",
        "\"amount\": 5|\"amount\": 18446744073709551617|amount must be an integer from 0 to"
            + " 9007199254740991, not 18446744073709551617",
        "\"amount\": 5|\"amount\": -0|-0 is not allowed here, at byte 13",
        "\"amount\": 5|\"amount\": NaN|NaN is not allowed here, at byte 11",
        "\"amount\": 5, |\"amount\": 5, \"amount\": 5, |the member \"amount\" occurs twice, at byte"
            + " 378",
        "\"amount\": 5, ||a transaction must have the member \"amount\"",
        "\"signature\"|\"zignature\"|a transaction has no member \"zignature\"",
        "\"data\"|\"date\"|a transaction has no member \"date\"",
        "\"fee\": 1|\"fee\": 1, \"note\": 1|a transaction has no member \"note\"",
        "\"fee\": 1|\"fee\": 1, \"key\": \"00\"|key is for addresses of scheme 1 alone",
        "\"expires\": 12|\"expires\": 0|expires must be an integer from 1 to 9007199254740991, not"
            + " 0",
        "\"any\"|\"\"|data must be 1 to 16384 bytes of UTF-8, not 0",
        "\"any\"|7|data must be a string",
        "\"any\"|\"\\ud800\"|half a character (a surrogate without its partner), at byte 29",
        "abababab\"|abababAB\"|signature must be a string of 128 lowercase hexadecimal digits",
        "abababab\"|abababa\"|signature must be a string of 128 lowercase hexadecimal digits",
        "yedsy|yedsx|sender: character 62 of the address does not fit the checksum",
        "zv1qp8|zv1qQ8|recipient: character 5 of the address is a capital",
      })
  void whatIsWrongWithATransactionIsSaid(String right, String wrong, String message) {
    assertThat(TRANSACTION).contains(right);
    String document = TRANSACTION.replace(right, wrong == null ? "" : wrong);

    assertThatThrownBy(() -> transaction(document))
        .isInstanceOf(RefusedException.class)
        .hasMessage(message);
  }

  @Test
  void otherDocumentsAreNoTransactions() {
    for (String document : new String[] {"", "[]", "7", "null", "{}", "{", TRANSACTION + "x"}) {
      assertThatThrownBy(() -> transaction(document))
          .isInstanceOfSatisfying(
              RefusedException.class,
              e -> assertThat(e.refusal().reason()).isEqualTo(StrictReason.FORM));
    }
  }

  @Test
  void dataIsCountedInBytesOfUtf8() throws RefusedException {
    String[] characters = {"a", "\u00e9", "\u20ac", "\ud83d\ude00"};
    for (int bytes = 1; bytes <= characters.length; bytes++) {
      String most = characters[bytes - 1].repeat(16_384 / bytes);
      assertThat(transaction(withData(most)).content().data()).contains(most);
      assertThatThrownBy(() -> transaction(withData(most + "\u20ac")))
          .hasMessageStartingWith("data must be 1 to 16384 bytes of UTF-8");
    }
    // Also where half a character came through a reader that lets it pass.
    JsonValue half = canonicalAsInPython(TRANSACTION.replace("any", "\\udc00\\ud800"));
    assertThatThrownBy(() -> StrictTransaction.decode(half))
        .hasMessage("data must be whole characters, not half of one");
  }

  @Test
  void theLargestTransactionFits() throws RefusedException {
    StrictTransaction largest = mlDsa(Optional.of("\u0001".repeat(16_384)));

    assertThat(largest.size()).isGreaterThan(100_000).isLessThan(StrictTransaction.MAX_BYTES);
    assertThat(StrictTransaction.parse(largest.json().bytes())).isEqualTo(largest);
  }

  @Test
  void aTransactionOfTheSecondSchemeCarriesItsKey() throws RefusedException {
    StrictTransaction transaction = mlDsa(Optional.empty());
    Genesis genesis = genesis(GENESIS);
    String json = transaction.json().toString();

    assertThat(transaction.isSigned(genesis.id(), new JdkSignatures())).isTrue();
    assertThat(
            transaction(json.replace("\"amount\": 0", "\"amount\": 1"))
                .isSigned(genesis.id(), new JdkSignatures()))
        .isFalse();
    assertThatThrownBy(() -> transaction(json.replaceFirst("\"key\": \"[0-9a-f]+\", ", "")))
        .hasMessage("a transaction must have the member \"key\"");
    assertThatThrownBy(() -> transaction(json.replaceFirst("\"key\": \"..", "\"key\": \"")))
        .hasMessage("key must be a string of 2624 lowercase hexadecimal digits");
  }

  private static StrictTransaction mlDsa(Optional<String> data) throws RefusedException {
    KeyPair pair = JdkSignatures.pair(Scheme.ML_DSA_44, JdkSignatures.fixed(new byte[] {4}));
    byte[] key = JdkSignatures.raw(Scheme.ML_DSA_44, pair);
    Address self = Address.of(Scheme.ML_DSA_44, key);
    UnsignedTransaction content =
        new UnsignedTransaction(
            self, self, Coins.NONE, Coins.NONE, 3, 9, data, Optional.of(Hex.of(key)));
    byte[] text = content.signedText(genesis(GENESIS).id());
    return StrictTransaction.signed(
        content, JdkSignatures.sign(Scheme.ML_DSA_44, pair.getPrivate(), text));
  }

  @Test
  void aGenesisIsReadAndWritten() throws RefusedException {
    Genesis genesis = genesis(GENESIS);

    assertThat(new String(genesis.canonical(), StandardCharsets.US_ASCII)).isEqualTo(GENESIS);
    assertThat(genesis.parameters().allocated()).isEqualTo(new Coins(7));
    assertThat(genesis.account(Address.parse(ANN).orElseThrow()))
        .isEqualTo(new Account(new Coins(7), 0));
    assertThat(genesis.account(Address.parse(BOB).orElseThrow())).isEqualTo(Account.EMPTY);
    assertThat(genesis.id().hex()).hasSize(64);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"index\": 1|\"index\": 2|index must be 1, not 2",
        "\"proof\": 0|\"proof\": 1|proof must be 0, not 1",
        "\"proof\": 0|\"proof\": false|proof must be 0",
        "536870912|536870913|version must be 536870912, not 536870913",
        "\"0000|\"1000|previous_hash must be 64 zeros",
        "1800000000|4294967296|timestamp must be an integer from 0 to 4294967295, not 4294967296",
        "536936447|545259520|bits must be the shortest compact form of a target from 1 to 2^256 -"
            + " 1, not 545259520",
        "545259519|520159231|bits must be no easier than the limit, which is 520159231",
        "\"rules\": 1|\"rules\": 2|parameters: rules must be 1, not 2",
        "\"a-1\"|\"\"|parameters: network must be 1 to 32 characters of a-z, 0-9 and -",
        "\"a-1\"|\"A\"|parameters: network must be 1 to 32 characters of a-z, 0-9 and -",
        "\"a-1\"|\"aaaaaaaaaabbbbbbbbbbccccccccccddd\"|parameters: network must be 1 to 32"
            + " characters of a-z, 0-9 and -",
        "\"spacing\": 10|\"spacing\": 0|parameters: spacing must be an integer from 1 to 86400, not"
            + " 0",
        "\"half_life\": 160|\"half_life\": 159|parameters: half_life must be an integer from 160 to"
            + " 2592000, not 159",
        "545259519|1|parameters: limit must be the shortest compact form of a target from 1 to"
            + " 2^256 - 1, not 1",
        "\"reward\": 50|\"reward\": -1|parameters: reward must be an integer from 0 to"
            + " 9007199254740991, not -1",
        "\"halving\": 0|\"halving\": 0.5|parameters: halving must be an integer from 0 to"
            + " 9007199254740991",
        "\"maturity\": 3|\"maturity\": 10001|parameters: maturity must be an integer from 0 to"
            + " 10000, not 10001",
        "131072|131071|parameters: block_bytes must be an integer from 131072 to 33554432, not"
            + " 131071",
        "\": 7|\": 0|parameters: allocations, \"zv1qqkr3wkhrt4e6kcw63zx4g3l5rhdvfhpfdrpu\u2026\""
            + " must be an integer from 1 to 9007199254740991, not 0",
        "yedsy|yeds|parameters: allocations, \"zv1qqkr3wkhrt4e6kcw63zx4g3l5rhdvfhpfdrpu\u2026\": an"
            + " address has 62 characters, not 61",
        "\": 7|\": 9007199254740991,"
            + " \"zv1qp8tzw2vd4fk5rtpf5p7gc5qk7fswe6zfgc6shrsl6mm0ktghc9778u6yfy\": 1|parameters:"
            + " the sum of allocations must be at most 9007199254740991",
        "\"rules\": 1, ||parameters: parameters must have the member \"rules\"",
        "\"rules\": 1|\"rules\": 1, \"speed\": 1|parameters: parameters has no member \"speed\"",
        "\"proof\": 0, ||a genesis must have the member \"proof\"",
      })
  void whatIsWrongWithAGenesisIsSaid(String right, String wrong, String message) {
    assertThat(GENESIS).contains(right);
    String document = GENESIS.replace(right, wrong == null ? "" : wrong);

    assertThatThrownBy(() -> genesis(document))
        .isInstanceOf(RefusedException.class)
        .hasMessage(message);
  }

  @Test
  void usualParametersAreInRange() throws RefusedException {
    Parameters usual = Parameters.usual("home");
    assertThat(usual.halfLife()).isEqualTo(3_600);
    assertThat(Parameters.usualHalfLife(15)).isEqualTo(4_320);
    assertThat(Parameters.usualHalfLife(86_400)).isEqualTo(2_592_000);

    Genesis genesis = new Genesis(usual, usual.limit(), 1);
    assertThat(Genesis.parse(genesis.canonical())).isEqualTo(genesis);
    assertThatThrownBy(() -> Parameters.usual("Home")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Genesis(usual, new CompactBits(0x2100ffffL), 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> withAllocations(Map.of(Address.parse(ANN).orElseThrow(), Coins.NONE)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            withAllocations(
                Map.of(
                    Address.parse(ANN).orElseThrow(),
                    Coins.MAX,
                    Address.parse(BOB).orElseThrow(),
                    new Coins(1))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Parameters withAllocations(Map<Address, Coins> allocations) {
    Parameters p = Parameters.usual("x");
    return new Parameters(
        p.network(),
        p.spacing(),
        p.halfLife(),
        p.limit(),
        p.reward(),
        p.halving(),
        p.maturity(),
        allocations,
        p.blockBytes());
  }

  private static String withData(String data) {
    return TRANSACTION.replace("any", data);
  }

  private static StrictTransaction transaction(String document) throws RefusedException {
    return StrictTransaction.parse(document.getBytes(StandardCharsets.UTF_8));
  }

  private static Genesis genesis(String document) throws RefusedException {
    return Genesis.parse(document.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonValue canonicalAsInPython(String document) {
    try {
      return JsonValue.parse(document.getBytes(StandardCharsets.UTF_8), JsonLimits.defaults());
    } catch (DecodeException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
