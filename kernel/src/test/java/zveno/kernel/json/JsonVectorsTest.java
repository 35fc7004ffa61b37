package zveno.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What Python once made of blocks and floats; see vectors/README.md. */
class JsonVectorsTest {

  private static final JsonLimits LIMITS = JsonLimits.defaults();

  @Test
  void blocksAreHashedAsPythonHashesThem() throws Exception {
    int blocks = 0;
    for (JsonValue vector : JsonValue.parse(resource("blocks.json"), LIMITS).elements()) {
      String json = vector.member("json").orElseThrow().text();
      byte[] canonical = JsonReader.canonicalize(json.getBytes(StandardCharsets.UTF_8), LIMITS);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(canonical);
      assertThat(new String(canonical, StandardCharsets.US_ASCII))
          .isEqualTo(vector.member("canonical").orElseThrow().text());
      assertThat(HexFormat.of().formatHex(hash))
          .isEqualTo(vector.member("sha256").orElseThrow().text());
      blocks++;
    }
    assertThat(blocks).isEqualTo(62);
  }

  @Test
  void floatsArePrintedAsPythonPrintsThem() throws Exception {
    String[] lines = new String(resource("floats.txt"), StandardCharsets.US_ASCII).split("\n");
    assertThat(lines).hasSize(20_000);
    for (String line : lines) {
      String repr = line.substring(17);
      double x = Double.longBitsToDouble(Long.parseUnsignedLong(line.substring(0, 16), 16));
      assertThat(PythonFloat.repr(x))
          .isEqualTo(repr.replace("inf", "Infinity").replace("nan", "NaN"));
      if (Double.isFinite(x)) {
        byte[] text = repr.getBytes(StandardCharsets.US_ASCII);
        assertThat(JsonReader.canonicalize(text, LIMITS)).isEqualTo(text);
      }
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = JsonVectorsTest.class.getResourceAsStream("/vectors/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }
}
