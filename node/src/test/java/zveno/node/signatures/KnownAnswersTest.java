package zveno.node.signatures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import zveno.kernel.rules.strict.keys.Curve;
import zveno.kernel.rules.strict.keys.Ed25519;
import zveno.kernel.rules.strict.keys.Scheme;
import zveno.kernel.rules.strict.keys.SignatureVerifier;

/** What a library must know before it is used, and which libraries that turns away. */
@Tag("slow")
class KnownAnswersTest {

  private static final BigInteger EIGHT = BigInteger.valueOf(8);

  private static final String STRICT = "strict";
  private static final String BY_COFACTOR = "by cofactor";

  private static final Curve.Point BASE =
      Curve.at(BigInteger.valueOf(4).multiply(BigInteger.valueOf(5).modInverse(Curve.P)))
          .orElseThrow();

  private final SignatureVerifier jdk = JcaVerifier.ofJdk();

  @Test
  void theLibrariesThatWeUseKnowThem() {
    assertThat(Providers.all()).isNotEmpty();
    for (JcaVerifier each : Providers.all()) {
      assertThatCode(() -> KnownAnswers.check(each.name(), each)).doesNotThrowAnyException();
    }
  }

  @Test
  void eachEd25519AnswerFollowsFromTheEquation() {
    List<KnownAnswers.Answer> all =
        KnownAnswers.all().stream().filter(each -> each.scheme() == Scheme.ED25519).toList();
    assertThat(all).hasSize(10);
    for (KnownAnswers.Answer each : all) {
      Set<String> fulfilled = fulfilled(each);
      assertThat(fulfilled.contains(STRICT)).as(each.name()).isEqualTo(each.right());
      assertThat(fulfilled.contains(BY_COFACTOR))
          .as(each.name())
          .isEqualTo(each.right() || each.name().contains("by-cofactor"));
    }
  }

  @Test
  void theLibraryIsAskedOnlyForWhatItWillBeAskedFor() {
    for (KnownAnswers.Answer each : KnownAnswers.all()) {
      if (each.scheme() == Scheme.ED25519) {
        assertThat(Ed25519.isKey(each.key())).as(each.name()).isTrue();
        assertThat(Ed25519.isSignature(each.signature())).as(each.name()).isTrue();
      }
    }
  }

  @Test
  void whoUsesTheCofactorIsTurnedAway() {
    SignatureVerifier cofactor =
        (scheme, key, message, signature) ->
            scheme == Scheme.ED25519
                ? fulfilled(new KnownAnswers.Answer("", scheme, true, key, message, signature))
                    .contains(BY_COFACTOR)
                : jdk.verify(scheme, key, message, signature);

    assertThatThrownBy(() -> KnownAnswers.check("Cofactor 1.0", cofactor))
        .isInstanceOf(WrongAnswersException.class)
        .hasMessage(
            "Cofactor 1.0 must not verify signatures: it calls a wrong one right (known answer"
                + " \"point-of-mixed-order-right-only-by-cofactor\"); use another version of it, or"
                + " another JDK");
  }

  @Test
  void whoSaysAlwaysYesOrNoIsTurnedAway() {
    for (Scheme wrong : Scheme.values()) {
      for (boolean always : new boolean[] {true, false}) {
        SignatureVerifier verifier =
            (scheme, key, message, signature) ->
                scheme == wrong ? always : jdk.verify(scheme, key, message, signature);
        assertThatThrownBy(() -> KnownAnswers.check("X", verifier))
            .isInstanceOf(WrongAnswersException.class)
            .hasMessageStartingWith("X must not verify signatures: it calls a ")
            .hasMessageNotContaining("\n");
      }
    }
  }

  @Test
  void whoIgnoresAPartOfTheSignatureIsTurnedAway() {
    for (int ignored : new int[] {0, 31, 33, 62}) {
      SignatureVerifier careless =
          (scheme, key, message, signature) ->
              jdk.verify(scheme, key, message, signature)
                  || isKnownButFor(ignored, scheme, key, message, signature);
      assertThatThrownBy(() -> KnownAnswers.check("X", careless))
          .as("byte %d", ignored)
          .isInstanceOf(WrongAnswersException.class);
    }
  }

  /** Is it a right one in all but the bytes around this one? */
  private static boolean isKnownButFor(
      int at, Scheme scheme, byte[] key, byte[] message, byte[] signature) {
    for (KnownAnswers.Answer each : KnownAnswers.all()) {
      byte[] healed = signature.clone();
      for (int i = Math.max(0, at - 4); i < Math.min(at + 4, 64); i++) {
        healed[i] = each.signature()[i];
      }
      if (each.right()
          && each.scheme() == scheme
          && Arrays.equals(each.key(), key)
          && Arrays.equals(each.message(), message)
          && Arrays.equals(each.signature(), healed)) {
        return true;
      }
    }
    return false;
  }

  /** Which of the two equations it fulfils, [S]B = R + [k]A or both sides times 8. */
  private static Set<String> fulfilled(KnownAnswers.Answer answer) {
    byte[] r = Arrays.copyOf(answer.signature(), 32);
    BigInteger s = Curve.number(Arrays.copyOfRange(answer.signature(), 32, 64));
    Curve.Point point = point(r);
    Curve.Point key = point(answer.key());
    if (point == null || key == null) {
      return Set.of();
    }
    // All libraries reduce k first, which makes a difference for keys of mixed order.
    BigInteger k = Curve.number(digest(r, answer.key(), answer.message())).mod(Curve.L);
    Curve.Point left = BASE.times(s);
    Curve.Point right = point.plus(key.times(k));
    if (left.equals(right)) {
      return Set.of(STRICT, BY_COFACTOR);
    }
    return left.times(EIGHT).equals(right.times(EIGHT)) ? Set.of(BY_COFACTOR) : Set.of();
  }

  private static Curve.Point point(byte[] encoded) {
    BigInteger number = Curve.number(encoded);
    return Curve.at(number.clearBit(255))
        .map(found ->
            found.x().testBit(0) == number.testBit(255)
                ? found
                : new Curve.Point(Curve.P.subtract(found.x()), found.y()))
        .orElse(null);
  }

  private static byte[] digest(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-512");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
