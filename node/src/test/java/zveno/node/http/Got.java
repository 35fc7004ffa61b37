package zveno.node.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import zveno.node.http.transport.MediaType;

/** An answer as a client has got it. */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
record Got(int status, HttpHeaders headers, byte[] body) {

  private static final StreamReadConstraints ROOMY =
      StreamReadConstraints.builder()
          .maxNestingDepth(3_000)
          .maxNumberLength(10_000)
          .maxStringLength(100_000_000)
          .build();

  private static final JsonMapper STRICT =
      JsonMapper.builder(JsonFactory.builder().streamReadConstraints(ROOMY).build()).build();

  private static final JsonMapper AS_PYTHON =
      JsonMapper.builder(JsonFactory.builder().streamReadConstraints(ROOMY).build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  /** The media type without its parameters. */
  String contentType() {
    return MediaType.of(header("Content-Type").orElse(""));
  }

  /** The same without its coding. */
  Got unpacked() throws IOException {
    if (header("Content-Encoding").isEmpty() || body.length == 0) {
      return this;
    }
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return new Got(status, headers, in.readAllBytes());
    }
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Strict JSON. */
  JsonNode json() {
    return parsed(text());
  }

  /** JSON as Python has it, {@code NaN} included. */
  JsonNode pythonJson() {
    return AS_PYTHON.readTree(text());
  }

  static JsonNode parsed(String json) {
    return STRICT.readTree(json);
  }

  static JsonNode text(String text) {
    return JsonNodeFactory.instance.stringNode(text);
  }
}
