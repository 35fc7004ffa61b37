package zveno.node.wallet;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import zveno.kernel.bytes.Hex;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.keys.Scheme;

/**
 * What stands in a key file once it is decrypted: ASCII, each line ended by a line feed.
 *
 * <pre>
 * zveno-key-1
 * scheme: ed25519
 * address: zv1…
 * seed: 64 hexadecimal digits
 * words: 24 words
 * path: m/44'/1'/0'
 * </pre>
 *
 * <p>The last two are missing if the key does not come of words. All lines have to agree: address
 * with seed, seed with words and path.
 */
final class KeyText {

  private static final String FIRST = "zveno-key-1";
  private static final String PATH = "m/44'/1'/";

  private KeyText() {}

  /** The text, to be wiped. */
  static byte[] write(WalletKey key) {
    Buffer text = new Buffer();
    text.add(
        FIRST + "\nscheme: " + SchemeNames.of(key.scheme()) + "\naddress: " + key.address().text());
    text.add("\nseed: ");
    byte[] seed = key.seed();
    char[] digits = new char[2 * seed.length];
    for (int i = 0; i < seed.length; i++) {
      digits[2 * i] = HexFormat.of().toLowHexDigit(seed[i] >> 4);
      digits[2 * i + 1] = HexFormat.of().toLowHexDigit(seed[i]);
    }
    text.add(digits);
    Arrays.fill(seed, (byte) 0);
    if (key.words().isPresent()) {
      text.add("\nwords: ");
      text.add(key.words().get().text());
      text.add("\npath: " + PATH + key.number().orElseThrow() + "'");
    }
    text.add("\n");
    return text.taken();
  }

  /**
   * Reads a text, which is left as it is.
   *
   * @throws WalletException if a line is missing, unknown, or does not agree with another
   */
  static WalletKey read(byte[] text) throws WalletException {
    List<char[]> lines = lines(text);
    try {
      if (lines.isEmpty() || !new String(lines.getFirst()).equals(FIRST)) {
        throw WalletException.badInput("the file holds no key of Zveno (" + FIRST + ")");
      }
      if (lines.size() != 4 && lines.size() != 6) {
        throw WalletException.badInput("a key has 4 or 6 lines, not " + lines.size());
      }
      Scheme scheme =
          SchemeNames.parse(new String(value(lines.get(1), "scheme")))
              .orElseThrow(() ->
                  WalletException.badInput(
                      "scheme must be " + SchemeNames.ED25519 + " or " + SchemeNames.ML_DSA_44));
      String address = new String(value(lines.get(2), "address"));
      byte[] seed = seed(value(lines.get(3), "seed"));
      WalletKey key =
          lines.size() == 4
              ? WalletKey.of(seed, scheme)
              : ofWords(value(lines.get(4), "words"), scheme, value(lines.get(5), "path"));
      boolean agrees =
          key.hasSeed(seed) && Address.parse(address).equals(Optional.of(key.address()));
      Arrays.fill(seed, (byte) 0);
      if (!agrees) {
        key.close();
        throw WalletException.badInput("address, seed and words of the key do not agree");
      }
      return key;
    } finally {
      lines.forEach(line -> Arrays.fill(line, '\0'));
    }
  }

  private static WalletKey ofWords(char[] words, Scheme scheme, char[] path)
      throws WalletException {
    String text = new String(path);
    if (!text.startsWith(PATH) || !text.matches(".*/(0|[1-9][0-9]{0,9})'")) {
      throw WalletException.badInput("path must be " + PATH + "n'");
    }
    long number = Long.parseLong(text.substring(PATH.length(), text.length() - 1));
    if (number > WalletKey.MAX_NUMBER) {
      throw WalletException.badInput("the number in path must be at most " + WalletKey.MAX_NUMBER);
    }
    try (Words read = Words.parse(words)) {
      return WalletKey.of(read, scheme, (int) number);
    } finally {
      Arrays.fill(words, '\0');
    }
  }

  private static byte[] seed(char[] digits) throws WalletException {
    Optional<byte[]> seed = Hex.parse(new String(digits));
    Arrays.fill(digits, '\0');
    return seed.filter(bytes -> bytes.length == WalletKey.SEED_LENGTH)
        .orElseThrow(() -> WalletException.badInput("seed must be 64 hexadecimal digits"));
  }

  /** What stands behind a name; a copy. */
  private static char[] value(char[] line, String name) throws WalletException {
    int start = name.length() + 2;
    if (line.length <= start || !new String(line, 0, start).equals(name + ": ")) {
      throw WalletException.badInput("the key has no line " + name + " where it must be");
    }
    return Arrays.copyOfRange(line, start, line.length);
  }

  private static List<char[]> lines(byte[] text) throws WalletException {
    List<char[]> lines = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n') {
        char[] line = new char[i - from];
        for (int k = 0; k < line.length; k++) {
          line[k] = (char) (text[from + k] & 0xff);
        }
        lines.add(line);
        from = i + 1;
      }
    }
    if (from != text.length) {
      throw WalletException.badInput("the last line of the key does not end");
    }
    return lines;
  }

  /** ASCII that grows in place: what it leaves behind is wiped. */
  private static final class Buffer {

    private final byte[] bytes = new byte[1024];
    private int length;

    void add(String text) {
      byte[] more = text.getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(more, 0, bytes, length, more.length);
      length += more.length;
    }

    /** Adds, and wipes what it was given. */
    void add(char[] text) {
      for (char c : text) {
        bytes[length++] = (byte) c;
      }
      Arrays.fill(text, '\0');
    }

    byte[] taken() {
      byte[] exact = Arrays.copyOf(bytes, length);
      Arrays.fill(bytes, (byte) 0);
      return exact;
    }
  }
}
