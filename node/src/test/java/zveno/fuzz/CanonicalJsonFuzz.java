package zveno.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonReader;

/** Our JSON reader and a model of Python's take the same documents, and print them alike. */
class CanonicalJsonFuzz {

  /** No limit that Python has not. */
  private static final JsonLimits LIMITS =
      JsonLimits.defaults()
          .withMaxDepth(100_000)
          .withMaxFloatCharacters(1 << 20)
          .withMaxWhiteSpace(1 << 20)
          .withNonFinite(true);

  @FuzzTest
  void isWhatPythonPrints(byte[] document) throws IOException {
    Optional<String> theirs = JsonModel.parse(document).map(JsonModel::dump);
    Optional<String> ours = read(document);
    assertThat(ours).isEqualTo(theirs);
    assertThat(streamed(document)).isEqualTo(theirs);
    ours.ifPresent(text -> assertThat(read(bytes(text))).as("once more").isEqualTo(ours));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static Optional<String> read(byte[] document) {
    try {
      return Optional.of(text(JsonReader.canonicalize(document, LIMITS)));
    } catch (DecodeException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> streamed(byte[] document) throws IOException {
    JsonReader reader = new JsonReader(new Trickle(new ByteArrayInputStream(document)), LIMITS);
    try {
      byte[] canonical = reader.canonical();
      reader.end();
      return Optional.of(text(canonical));
    } catch (DecodeException e) {
      return Optional.empty();
    }
  }

  private static String text(byte[] canonical) {
    return new String(canonical, StandardCharsets.US_ASCII);
  }
}
