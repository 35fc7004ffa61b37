package zveno.node.wallet;

import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import zveno.kernel.bytes.Hash;

/**
 * 24 English words that stand for 256 bits of chance (BIP-39). Without that standard's passphrase:
 * a second secret, of which nothing says that it is missing or wrong, has cost many their money.
 */
public final class Words implements AutoCloseable {

  /** How many words there are. */
  public static final int COUNT = 24;

  private static final int ENTROPY = 32; // bytes
  private static final int BITS_PER_WORD = 11;
  private static final int ROUNDS = 2048;
  private static final int SEED_BITS = 512;
  private static final byte[] SALT = "mnemonic".getBytes(StandardCharsets.US_ASCII);

  private final byte[] entropy;

  private Words(byte[] entropy) {
    this.entropy = entropy;
  }

  /** New ones. */
  public static Words random(SecureRandom random) {
    byte[] entropy = new byte[ENTROPY];
    random.nextBytes(entropy);
    return new Words(entropy);
  }

  /** Those of 256 given bits. */
  static Words of(byte[] entropy) {
    if (entropy.length != ENTROPY) {
      throw new IllegalArgumentException("24 words have 32 bytes, not " + entropy.length);
    }
    return new Words(entropy.clone());
  }

  /**
   * Reads words as they are typed: any case, any white space. What is wrong is said by the number
   * of the word, never by the word.
   *
   * @param text is left as it is; its owner wipes it
   * @throws WalletException if there are not 24, one is not in the list, or the checksum is wrong
   */
  public static Words parse(char[] text) throws WalletException {
    List<String> typed = split(text);
    if (typed.size() != COUNT) {
      throw WalletException.badInput("there must be " + COUNT + " words, not " + typed.size());
    }
    byte[] bits = new byte[ENTROPY + 1];
    for (int i = 0; i < COUNT; i++) {
      int number = WordList.number(typed.get(i));
      if (number < 0) {
        throw WalletException.badInput(
            "word " + (i + 1) + " is not in the English list of BIP-39; check its spelling");
      }
      for (int bit = 0; bit < BITS_PER_WORD; bit++) {
        int place = i * BITS_PER_WORD + bit;
        if ((number >>> (BITS_PER_WORD - 1 - bit) & 1) != 0) {
          bits[place / 8] |= (byte) (0x80 >>> place % 8);
        }
      }
    }
    Words words = new Words(Arrays.copyOf(bits, ENTROPY));
    byte checksum = bits[ENTROPY];
    Arrays.fill(bits, (byte) 0);
    if (checksum != words.checksum()) {
      words.close();
      throw WalletException.badInput(
          "the checksum of the words is wrong: one of them is another, or two have changed places");
    }
    return words;
  }

  private static List<String> split(char[] text) {
    List<String> words = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= text.length; i++) {
      if (i == text.length || Character.isWhitespace(text[i])) {
        if (i > from) {
          words.add(CharBuffer.wrap(text, from, i - from).toString().toLowerCase(Locale.ROOT));
        }
        from = i + 1;
      }
    }
    return words;
  }

  private byte checksum() {
    return Hash.of(entropy).toBytes()[0];
  }

  /** The word at a place from 0 to 23. */
  public String word(int place) {
    int number = 0;
    for (int bit = 0; bit < BITS_PER_WORD; bit++) {
      int at = place * BITS_PER_WORD + bit;
      int source = at / 8 < ENTROPY ? entropy[at / 8] : checksum();
      number = number << 1 | (source >>> (7 - at % 8) & 1);
    }
    return WordList.word(number);
  }

  /** All of them, a space between two; the receiver wipes them. */
  public char[] text() {
    char[] text = new char[COUNT * 9]; // the longest has eight letters
    int length = 0;
    for (int i = 0; i < COUNT; i++) {
      String word = word(i);
      if (i > 0) {
        text[length++] = ' ';
      }
      word.getChars(0, word.length(), text, length);
      length += word.length();
    }
    char[] exact = Arrays.copyOf(text, length);
    Arrays.fill(text, '\0');
    return exact;
  }

  /** The 64 bytes that keys are derived from (BIP-39, "From mnemonic to seed"); to be wiped. */
  byte[] seed() {
    char[] text = text();
    PBEKeySpec spec = new PBEKeySpec(text, SALT, ROUNDS, SEED_BITS);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no PBKDF2WithHmacSHA512", e);
    } finally {
      spec.clearPassword();
      Arrays.fill(text, '\0');
    }
  }

  /** Whether somebody who was asked for a word said it, in any case. */
  public boolean isWord(int place, CharSequence said) {
    return said.toString().strip().toLowerCase(Locale.ROOT).equals(word(place));
  }

  Words copy() {
    return new Words(entropy.clone());
  }

  /** Wipes them. */
  @Override
  public void close() {
    Arrays.fill(entropy, (byte) 0);
  }
}
