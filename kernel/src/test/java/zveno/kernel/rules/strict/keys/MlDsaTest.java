package zveno.kernel.rules.strict.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import zveno.kernel.bytes.Hash;

/** The second scheme: the address names the key, which each transaction carries. */
class MlDsaTest {

  private static final byte[] MESSAGE = "to be signed".getBytes(StandardCharsets.US_ASCII);

  private final SignatureVerifier jdk = new JdkSignatures();
  private final KeyPair pair =
      JdkSignatures.pair(Scheme.ML_DSA_44, JdkSignatures.fixed(new byte[] {1, 2, 3}));
  private final byte[] key = JdkSignatures.raw(Scheme.ML_DSA_44, pair);
  private final Address signer = Address.of(Scheme.ML_DSA_44, key);

  @Test
  void signsAndVerifies() {
    byte[] signature = JdkSignatures.sign(Scheme.ML_DSA_44, pair.getPrivate(), MESSAGE);

    assertThat(key).hasSize(1_312);
    assertThat(signature).hasSize(2_420);
    assertThat(signer.payload()).isEqualTo(Hash.of(key));
    assertThat(Address.parse(signer.text())).contains(signer);
    assertThat(Signatures.isRight(signer, key, MESSAGE, signature, jdk)).isTrue();
    assertThat(Signatures.isRight(signer, key, new byte[0], signature, jdk)).isFalse();
    for (int at = 0; at < signature.length; at += 97) {
      byte[] changed = signature.clone();
      changed[at] ^= 4;
      assertThat(Signatures.isRight(signer, key, MESSAGE, changed, jdk)).isFalse();
    }
  }

  @Test
  void anotherKeyIsNotAskedAbout() {
    byte[] other = key.clone();
    other[7] ^= 1;
    SignatureVerifier lenient = (scheme, k, m, s) -> true;
    byte[] any = new byte[2_420];

    assertThat(Signatures.isRight(signer, key, MESSAGE, any, lenient)).isTrue();
    assertThat(Signatures.isRight(signer, other, MESSAGE, any, lenient)).isFalse();
    assertThat(Signatures.isRight(signer, Arrays.copyOf(key, 1_311), MESSAGE, any, lenient))
        .isFalse();
    assertThat(Signatures.isRight(signer, key, MESSAGE, new byte[64], lenient)).isFalse();
    assertThatThrownBy(() -> Address.of(Scheme.ML_DSA_44, new byte[32]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
