package zveno.node.signatures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import zveno.kernel.rules.strict.keys.Scheme;

/** Keys that sign, from their seeds. */
class SigningKeyTest {

  private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.UTF_8);

  /** RFC 8032, section 7.1, test 2. */
  @Test
  void anEd25519KeyIsThatOfTheStandard() {
    SigningKey key =
        SigningKey.of(
            Scheme.ED25519,
            HexFormat.of()
                .parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));

    assertThat(key.publicKey())
        .asHexString()
        .isEqualToIgnoringCase("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    assertThat(key.sign(new byte[] {0x72}))
        .asHexString()
        .isEqualToIgnoringCase(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void whatItSignsIsRightAndASeedMakesTheSameKeyAgain(Scheme scheme) {
    SigningKey key = SigningKey.random(scheme);
    SigningKey again = SigningKey.of(scheme, key.seed());

    assertThat(again.publicKey()).hasSize(scheme.keyLength()).isEqualTo(key.publicKey());
    assertThat(again.address()).isEqualTo(key.address());
    byte[] signature = again.sign(MESSAGE);
    assertThat(signature).hasSize(scheme.signatureLength());
    JcaVerifier verifier = JcaVerifier.ofJdk();
    assertThat(verifier.verify(scheme, key.publicKey(), MESSAGE, signature)).isTrue();
    assertThat(verifier.verify(scheme, key.publicKey(), new byte[] {1}, signature)).isFalse();
    assertThat(SigningKey.random(scheme).publicKey()).isNotEqualTo(key.publicKey());
  }

  @Test
  void itNeverShowsItsSeed() {
    SigningKey key = SigningKey.random(Scheme.ED25519);
    assertThat(key).hasToString("the key of " + key.address().text());
  }

  @Test
  void aSeedHas32Bytes() {
    assertThatThrownBy(() -> SigningKey.of(Scheme.ED25519, new byte[31]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a seed has 32 bytes, not 31");
  }
}
