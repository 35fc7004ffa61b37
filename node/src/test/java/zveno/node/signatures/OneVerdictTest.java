package zveno.node.signatures;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import zveno.kernel.bytes.Hash;
import zveno.kernel.json.JsonValue;
import zveno.kernel.rules.strict.Refusal;
import zveno.kernel.rules.strict.RefusedException;
import zveno.kernel.rules.strict.StrictBlock;
import zveno.kernel.rules.strict.StrictVectors;
import zveno.kernel.rules.strict.VectorChain;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.keys.Curve;
import zveno.kernel.rules.strict.keys.Ed25519;
import zveno.kernel.rules.strict.keys.JdkSignatures;
import zveno.kernel.rules.strict.keys.Scheme;
import zveno.kernel.rules.strict.keys.SignatureVerifier;
import zveno.kernel.rules.strict.keys.Signatures;

/** Whichever library verifies: nodes agree, on signatures at the edges and on whole blocks. */
@Tag("slow")
class OneVerdictTest {

  private static final long SEED = 8032;

  private static final byte[] MESSAGE = "to be signed".getBytes(StandardCharsets.US_ASCII);

  private final Random random = new Random(SEED);

  OneVerdictTest() {
    System.out.println("seed " + SEED);
  }

  @Test
  void ofSignaturesAtTheEdges() {
    byte[] seed = new byte[32];
    random.nextBytes(seed);
    byte[] key = JdkSignatures.ed25519PublicKey(seed);
    byte[] right = JdkSignatures.sign(Scheme.ED25519, JdkSignatures.ed25519(seed), MESSAGE);
    List<byte[]> keys = new ArrayList<>(List.of(key, withOtherSign(key)));
    List<byte[]> signatures = new ArrayList<>(List.of(right, withOtherSign(right)));
    BigInteger s = Curve.number(Arrays.copyOfRange(right, 32, 64));
    for (int k = 1; k < 16; k++) { // S + kL, as far as it has 32 bytes
      BigInteger same = s.add(Curve.L.multiply(BigInteger.valueOf(k)));
      if (same.bitLength() <= 256) {
        signatures.add(withScalar(right, same));
      }
    }
    for (int more = -2; more <= 2; more++) {
      signatures.add(withScalar(right, Curve.L.add(BigInteger.valueOf(more))));
    }
    signatures.add(withScalar(right, BigInteger.ZERO));
    List<byte[]> points = new ArrayList<>();
    for (Curve.Point small : Curve.ofSmallOrder(random)) {
      points.add(small.encoded());
      points.add(withOtherSign(small.encoded()));
      if (!small.equals(Curve.IDENTITY)) {
        points.add(point(key).plus(small).encoded());
      }
    }
    for (int y = 0; y < 19; y++) { // y ≥ p
      points.add(Curve.encode(Curve.P.add(BigInteger.valueOf(y)), false));
      points.add(Curve.encode(Curve.P.add(BigInteger.valueOf(y)), true));
    }
    for (int i = 0; i < 100; i++) { // half of them are no points
      points.add(Curve.encode(new BigInteger(254, random), i % 2 == 0));
    }
    keys.addAll(points);
    points.forEach(point -> signatures.add(withPoint(right, point)));

    int accepted = 0;
    for (byte[] each : keys) {
      accepted += verdict(Scheme.ED25519, each, right) ? 1 : 0;
    }
    assertThat(accepted).isOne();
    for (byte[] each : signatures) {
      accepted += verdict(Scheme.ED25519, key, each) ? 1 : 0;
    }
    assertThat(accepted).isEqualTo(2);
  }

  @Test
  void ofKeysAndPointsWithAPartOfSmallOrder() {
    // Made as a signer with such a key would: libraries with a cofactor call all of them right.
    List<Curve.Point> small = Curve.ofSmallOrder(random);
    int accepted = 0;
    for (KnownAnswers.Answer each : KnownAnswers.all()) {
      if (each.name().contains("mixed-order")) {
        accepted += verdict(each.scheme(), each.key(), each.message(), each.signature()) ? 1 : 0;
        for (Curve.Point part : small) {
          byte[] moved = point(Arrays.copyOf(each.signature(), 32)).plus(part).encoded();
          verdict(each.scheme(), each.key(), each.message(), withPoint(each.signature(), moved));
        }
      }
    }
    assertThat(accepted).isEqualTo(2);
  }

  @Test
  void ofChangedBits() {
    for (int i = 0; i < 20; i++) {
      byte[] seed = new byte[32];
      random.nextBytes(seed);
      byte[] key = JdkSignatures.ed25519PublicKey(seed);
      byte[] signature = JdkSignatures.sign(Scheme.ED25519, JdkSignatures.ed25519(seed), MESSAGE);
      assertThat(verdict(Scheme.ED25519, key, signature)).isTrue();
      assertThat(verdict(Scheme.ED25519, changed(key), signature)).isFalse();
      assertThat(verdict(Scheme.ED25519, key, changed(signature))).isFalse();
    }
  }

  @Test
  void ofMlDsa() {
    KeyPair pair = JdkSignatures.pair(Scheme.ML_DSA_44, JdkSignatures.fixed(new byte[] {4, 4}));
    byte[] key = JdkSignatures.raw(Scheme.ML_DSA_44, pair);
    byte[] signature = JdkSignatures.sign(Scheme.ML_DSA_44, pair.getPrivate(), MESSAGE);
    assertThat(verdict(Scheme.ML_DSA_44, key, signature)).isTrue();
    for (int i = 0; i < 20; i++) {
      assertThat(verdict(Scheme.ML_DSA_44, key, changed(signature))).isFalse();
    }
    byte[] padded = signature.clone();
    padded[2_420 - 5] = 1; // hints beyond their number: two encodings of one signature
    assertThat(verdict(Scheme.ML_DSA_44, key, padded)).isFalse();
  }

  @Test
  void ofWholeBlocks() throws RefusedException {
    JsonValue vector = StrictVectors.read("wrong.json");
    List<List<Optional<Refusal>>> verdicts = new ArrayList<>();
    for (JcaVerifier library : Providers.all()) {
      for (SignatureVerifier each : List.of(library, new ParallelVerifier(library, 3, 1_000))) {
        VectorChain chain = new VectorChain(each); // forty right blocks
        List<Optional<Refusal>> found = new ArrayList<>();
        for (JsonValue wrong : StrictVectors.member(vector, "wrong").elements()) {
          found.add(refusal(chain, StrictVectors.member(wrong, "block")));
        }
        found.add(refusal(chain, StrictVectors.member(vector, "right")));
        verdicts.add(found);
      }
    }

    assertThat(verdicts.getFirst()).hasSize(36).last().isEqualTo(Optional.empty());
    assertThat(verdicts.getFirst())
        .anyMatch(why -> why.isPresent() && why.get().reason().code().equals("signature"));
    assertThat(verdicts).allMatch(verdicts.getFirst()::equals);
  }

  private static Optional<Refusal> refusal(VectorChain chain, JsonValue block) {
    try {
      return chain.check(StrictBlock.decode(block));
    } catch (RefusedException e) {
      return Optional.of(e.refusal());
    }
  }

  private static boolean verdict(Scheme scheme, byte[] key, byte[] signature) {
    return verdict(scheme, key, MESSAGE, signature);
  }

  /** The verdict of the rules, which must be the same with each library. */
  private static boolean verdict(Scheme scheme, byte[] key, byte[] message, byte[] signature) {
    if (scheme == Scheme.ED25519 && !Ed25519.isKey(key)) {
      return false; // no address, with any library
    }
    Address signer = Address.of(scheme, key);
    List<Boolean> verdicts =
        Providers.all().stream()
            .map(each -> Signatures.isRight(signer, key, message, signature, each))
            .distinct()
            .toList();
    assertThat(verdicts).as("%s of %s", Hash.of(signature), signer).hasSize(1);
    return verdicts.getFirst();
  }

  private byte[] changed(byte[] bytes) {
    byte[] changed = bytes.clone();
    changed[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    return changed;
  }

  private static Curve.Point point(byte[] encoded) {
    return Curve.at(Curve.number(encoded).clearBit(255)).orElseThrow();
  }

  private static byte[] withOtherSign(byte[] bytes) {
    byte[] changed = bytes.clone();
    changed[31] ^= (byte) 0x80;
    return changed;
  }

  private static byte[] withPoint(byte[] signature, byte[] point) {
    byte[] changed = signature.clone();
    System.arraycopy(point, 0, changed, 0, 32);
    return changed;
  }

  private static byte[] withScalar(byte[] signature, BigInteger scalar) {
    byte[] changed = signature.clone();
    System.arraycopy(Curve.littleEndian(scalar), 0, changed, 32, 32);
    return changed;
  }
}
