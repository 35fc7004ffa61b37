package zveno.node.wallet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import zveno.kernel.bytes.Hash;

/** The 2,048 English words of BIP-39, in their order. The standard has no list in Russian. */
final class WordList {

  static final int SIZE = 2048;

  private static final String FILE = "bip39-english.txt";

  private static final String SHA256 =
      "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda";

  private static final List<String> WORDS = read();
  private static final Map<String, Integer> NUMBERS = new HashMap<>();

  static {
    for (int i = 0; i < SIZE; i++) {
      NUMBERS.put(WORDS.get(i), i);
    }
  }

  private WordList() {}

  /** The word of this number, from 0 on. */
  static String word(int number) {
    return WORDS.get(number);
  }

  /** The number of a word in lowercase, or -1. */
  static int number(String word) {
    return NUMBERS.getOrDefault(word, -1);
  }

  private static List<String> read() {
    try (InputStream file = Objects.requireNonNull(WordList.class.getResourceAsStream(FILE))) {
      byte[] text = file.readAllBytes();
      if (!Hash.of(text).hex().equals(SHA256)) {
        throw new IllegalStateException(FILE + " is not the list of BIP-39");
      }
      return new String(text, StandardCharsets.US_ASCII).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
