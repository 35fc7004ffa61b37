package zveno.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import zveno.kernel.bytes.DecodeException;

/** Short words for tests. */
final class Json {

  private Json() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  static String canonical(String document) throws DecodeException {
    return canonical(document, JsonLimits.defaults());
  }

  static String canonical(String document, JsonLimits limits) throws DecodeException {
    return text(JsonReader.canonicalize(bytes(document), limits));
  }

  static void assertRefused(String document, long offset, String reason) {
    assertRefused(document, JsonLimits.defaults(), offset, reason);
  }

  static void assertRefused(String document, JsonLimits limits, long offset, String reason) {
    assertRefused(bytes(document), limits, offset, reason);
  }

  static void assertRefused(byte[] document, JsonLimits limits, long offset, String reason) {
    DecodeException refusal =
        catchThrowableOfType(
            DecodeException.class, () -> JsonReader.canonicalize(document, limits));
    assertThat(refusal).as("refusal").isNotNull();
    assertThat(refusal).hasMessageContaining(reason);
    assertThat(refusal.offset()).as(refusal.getMessage()).isEqualTo(offset);
  }
}
