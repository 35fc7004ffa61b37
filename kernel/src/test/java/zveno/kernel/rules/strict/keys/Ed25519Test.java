package zveno.kernel.rules.strict.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Keys and signatures at the edges of what is right, made by textbook arithmetic. */
class Ed25519Test {

  private static final long SEED = 25519;

  private static final byte[] MESSAGE = "to be signed".getBytes(StandardCharsets.US_ASCII);

  private final Random random = new Random(SEED);
  private final SignatureVerifier jdk = new JdkSignatures();
  private final byte[] seed = new byte[32];
  private final byte[] key;
  private final Address signer;
  private final byte[] signature;

  Ed25519Test() {
    System.out.println("seed " + SEED);
    random.nextBytes(seed);
    key = JdkSignatures.ed25519PublicKey(seed);
    signer = Address.of(Scheme.ED25519, key);
    signature = JdkSignatures.sign(Scheme.ED25519, JdkSignatures.ed25519(seed), MESSAGE);
  }

  @Test
  void aSignatureIsRight() {
    assertThat(isRight(signature)).isTrue();
  }

  @Test
  void nothingElseIs() {
    for (int bit = 0; bit < 512; bit++) {
      byte[] changed = signature.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(isRight(changed)).as("bit %d", bit).isFalse();
    }
    assertThat(isRight(Arrays.copyOf(signature, 63))).isFalse();
    assertThat(isRight(Arrays.copyOf(signature, 65))).isFalse();
    assertThat(Signatures.isRight(signer, key, new byte[] {1}, signature, jdk)).isFalse();
  }

  @Test
  void aKeyWithTheWrongSignBitIsAnotherAddress() {
    byte[] negative = key.clone();
    negative[31] ^= (byte) 0x80;

    assertThat(Ed25519.isKey(negative)).isTrue();
    assertThat(Signatures.isRight(signer, negative, MESSAGE, signature, jdk)).isFalse();
    assertThat(
            Signatures.isRight(
                Address.of(Scheme.ED25519, negative), negative, MESSAGE, signature, jdk))
        .isFalse();
  }

  @Test
  void aScalarThatIsNotReducedIsRefusedBeforeALibraryIsAsked() {
    BigInteger s = Curve.number(Arrays.copyOfRange(signature, 32, 64));
    for (int k = 1; k <= 15; k++) {
      BigInteger same = s.add(Curve.L.multiply(BigInteger.valueOf(k)));
      if (same.bitLength() <= 256) {
        assertThat(isRightByLenient(withScalar(same))).as("S + %d L", k).isFalse();
      }
    }
    assertThat(Ed25519.isSignature(withScalar(Curve.L))).isFalse();
    assertThat(Ed25519.isSignature(withScalar(Curve.L.add(BigInteger.ONE)))).isFalse();
    assertThat(Ed25519.isSignature(withScalar(Curve.L.subtract(BigInteger.ONE)))).isTrue();
    assertThat(Ed25519.isSignature(withScalar(BigInteger.ZERO))).isTrue();
  }

  @Test
  void theEightPointsOfSmallOrderAreNeitherKeysNorInSignatures() {
    List<Curve.Point> points = Curve.ofSmallOrder(random);
    Set<String> encodings = new HashSet<>();
    for (Curve.Point point : points) {
      assertThat(point.times(BigInteger.valueOf(8))).isEqualTo(Curve.IDENTITY);
      byte[] encoded = point.encoded();
      encodings.add(HexFormat.of().formatHex(encoded));
      assertThat(Ed25519.isKey(encoded)).isFalse();
      assertThat(isRightByLenient(withPoint(encoded))).isFalse();
      encoded[31] ^= (byte) 0x80; // the negative, or x = 0 with the sign bit
      assertThat(Ed25519.isKey(encoded)).isFalse();
      assertThat(isRightByLenient(withPoint(encoded))).isFalse();
    }
    assertThat(encodings).hasSize(8);
  }

  @Test
  void aYOfPOrMoreIsNotCanonical() {
    for (int y = 0; y < 19; y++) {
      for (boolean sign : new boolean[] {false, true}) {
        byte[] encoded = Curve.encode(Curve.P.add(BigInteger.valueOf(y)), sign);
        assertThat(Ed25519.isKey(encoded)).isFalse();
        assertThat(isRightByLenient(withPoint(encoded))).isFalse();
      }
    }
  }

  @Test
  void whatIsNoPointIsNoKey() {
    int points = 0;
    for (int i = 0; i < 2_000; i++) {
      BigInteger y = i < 200 ? BigInteger.valueOf(i) : new BigInteger(255, random);
      if (i >= 200 && i < 400) {
        y = Curve.P.subtract(BigInteger.valueOf(i - 199));
      }
      if (y.compareTo(Curve.P) >= 0) {
        continue;
      }
      boolean small = y.signum() == 0 || y.equals(BigInteger.ONE);
      small |= y.equals(Curve.P.subtract(BigInteger.ONE));
      boolean expected = !small && Curve.at(y).isPresent();
      assertThat(Ed25519.isKey(Curve.encode(y, i % 2 == 0))).as("y = %d", y).isEqualTo(expected);
      points += expected ? 1 : 0;
    }
    assertThat(points).isBetween(800, 1_200);
  }

  @Test
  void pointsWithAPartOfSmallOrderAreKeys() {
    // 8·P is not the identity: the rules let them be, and the equation without cofactor decides.
    Curve.Point mixed = Curve.at(Curve.number(key).clearBit(255)).orElseThrow();
    for (Curve.Point small : Curve.ofSmallOrder(random)) {
      assertThat(Ed25519.isKey(mixed.plus(small).encoded())).isTrue();
    }
  }

  @Test
  void arithmeticIsThatOfIntegers() {
    for (int i = 0; i < 2_000; i++) {
      BigInteger a = number(i);
      BigInteger b = number(random.nextInt(40));
      Field25519 x = Field25519.of(Curve.littleEndian(a));
      Field25519 y = Field25519.of(Curve.littleEndian(b));

      assertThat(x.value()).isEqualTo(a.mod(Curve.P));
      assertThat(x.plus(y).value()).isEqualTo(a.add(b).mod(Curve.P));
      assertThat(x.minus(y).value()).isEqualTo(a.subtract(b).mod(Curve.P));
      assertThat(x.minus(y).times(x.plus(y)).times(y.minus(x)).value())
          .isEqualTo(a.subtract(b).multiply(a.add(b)).multiply(b.subtract(a)).mod(Curve.P));
    }
  }

  /** The edges first, then any number of 255 bits. */
  private BigInteger number(int i) {
    BigInteger edge = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(1 + i / 2));
    return i < 40 ? (i % 2 == 0 ? edge : BigInteger.valueOf(i / 2)) : new BigInteger(255, random);
  }

  private boolean isRight(byte[] changed) {
    return Signatures.isRight(signer, key, MESSAGE, changed, jdk);
  }

  /** With a library that says yes to everything: the refusal is ours. */
  private boolean isRightByLenient(byte[] changed) {
    return Signatures.isRight(signer, key, MESSAGE, changed, (scheme, k, m, s) -> true);
  }

  private byte[] withScalar(BigInteger s) {
    byte[] changed = signature.clone();
    System.arraycopy(Curve.littleEndian(s), 0, changed, 32, 32);
    return changed;
  }

  private byte[] withPoint(byte[] r) {
    byte[] changed = signature.clone();
    System.arraycopy(r, 0, changed, 0, 32);
    return changed;
  }
}
