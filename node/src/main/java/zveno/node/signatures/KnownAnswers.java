package zveno.node.signatures;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import zveno.kernel.bytes.Hex;
import zveno.kernel.rules.strict.keys.Scheme;
import zveno.kernel.rules.strict.keys.SignatureVerifier;

/**
 * A few signatures whose verdict is known, right ones and wrong ones, that a library has to judge
 * before it is used: those of RFC 8032, and our own for what the rules need and libraries differ
 * in.
 *
 * <p>The file has one a line: name, scheme, {@code right} or {@code wrong}, key, message and
 * signature in hexadecimal digits; an empty message is {@code -}.
 */
final class KnownAnswers {

  private static final String FILE = "known-answers.txt";

  /**
   * @param name what it is, for people
   * @param right the verdict
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record Answer(
      String name, Scheme scheme, boolean right, byte[] key, byte[] message, byte[] signature) {

    private static Answer of(String line) {
      String[] parts = line.split(" ", -1);
      return new Answer(
          parts[0],
          Scheme.valueOf(parts[1]),
          parts[2].equals("right"),
          bytes(parts[3]),
          bytes(parts[4]),
          bytes(parts[5]));
    }

    private static byte[] bytes(String digits) {
      return Hex.parse(digits.equals("-") ? "" : digits).orElseThrow();
    }

    /** The signature of another message than its own. */
    private Answer withMessage() {
      byte[] longer = Arrays.copyOf(message, message.length + 1);
      return new Answer(name + ", another message", scheme, false, key, longer, signature);
    }

    /** One bit of a byte is another. */
    private Answer withSignatureChangedAt(int at) {
      byte[] changed = signature.clone();
      changed[at] ^= 4;
      String what = name + ", byte " + at + " of the signature changed";
      return new Answer(what, scheme, false, key, message, changed);
    }
  }

  private static final List<Answer> ALL = read();

  private KnownAnswers() {}

  /** All of them. */
  static List<Answer> all() {
    return ALL;
  }

  /**
   * Asks a verifier for all of them, and for wrong ones that are made of the right ones.
   *
   * @param name of the verifier, for people
   * @throws WrongAnswersException if one verdict is wrong
   */
  static void check(String name, SignatureVerifier verifier) {
    for (Answer each : ALL) {
      insist(name, verifier, each, each.right());
      if (each.right()) {
        insist(name, verifier, each.withMessage(), false);
        for (int at = 0; at < each.signature().length; at += each.signature().length / 9) {
          insist(name, verifier, each.withSignatureChangedAt(at), false);
        }
      }
    }
  }

  private static void insist(
      String name, SignatureVerifier verifier, Answer asked, boolean expected) {
    boolean answer =
        verifier.verify(asked.scheme(), asked.key(), asked.message(), asked.signature());
    if (answer != expected) {
      throw new WrongAnswersException(
          name
              + " must not verify signatures: it calls "
              + (answer ? "a wrong" : "a right")
              + " one "
              + (answer ? "right" : "wrong")
              + " (known answer \""
              + asked.name()
              + "\"); use another version of it, or another JDK");
    }
  }

  private static List<Answer> read() {
    List<Answer> all = new ArrayList<>();
    try (InputStream file =
        Objects.requireNonNull(KnownAnswers.class.getResourceAsStream(FILE), FILE)) {
      String text = new String(file.readAllBytes(), StandardCharsets.US_ASCII);
      text.lines().filter(line -> !line.startsWith("#")).map(Answer::of).forEach(all::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(all);
  }
}
