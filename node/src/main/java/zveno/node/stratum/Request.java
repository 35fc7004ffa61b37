package zveno.node.stratum;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;

/**
 * One line of a miner: a JSON object with a method, an id and a list of parameters.
 *
 * @param id the JSON text that the answer repeats
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
record Request(byte[] id, String method, List<JsonValue> parameters) {

  private static final JsonLimits LIMITS =
      JsonLimits.defaults()
          .withMaxDepth(8)
          .withMaxIntegerDigits(40)
          .withMaxFloatCharacters(64)
          .withMaxCanonicalBytes(4 * LineReader.MAX_LINE)
          .withNonFinite(false);

  private static final int MAX_ID = 64;
  private static final int MAX_METHOD = 64;
  static final byte[] NO_ID = "null".getBytes(StandardCharsets.US_ASCII);

  /**
   * Reads a line.
   *
   * @throws DecodeException if it is no request
   */
  static Request read(byte[] line) throws DecodeException {
    JsonValue json = JsonValue.parse(line, LIMITS);
    if (json.kind() != JsonKind.OBJECT) {
      throw new DecodeException("a request is a JSON object");
    }
    byte[] id = json.member("id").filter(Request::isId).map(JsonValue::bytes).orElse(NO_ID);
    String method =
        json.member("method")
            .filter(value -> value.kind() == JsonKind.STRING)
            .map(JsonValue::text)
            .filter(text -> text.length() <= MAX_METHOD)
            .orElseThrow(() -> new DecodeException("a request has a method"));
    List<JsonValue> parameters = new ArrayList<>();
    Optional<JsonValue> given = json.member("params");
    if (given.isPresent() && given.get().kind() == JsonKind.ARRAY) {
      given.get().elements().forEach(parameters::add);
    }
    return new Request(id, method, parameters);
  }

  private static boolean isId(JsonValue value) {
    return value.size() <= MAX_ID
        && switch (value.kind()) {
          case INTEGER, STRING, NULL -> true;
          case FLOAT, BOOLEAN, OBJECT, ARRAY -> false;
        };
  }

  /** The parameter at this place, if it is there and a string. */
  Optional<String> text(int place) {
    return parameter(place).filter(value -> value.kind() == JsonKind.STRING).map(JsonValue::text);
  }

  /** The parameter at this place, if there is one. */
  Optional<JsonValue> parameter(int place) {
    return place < parameters.size() ? Optional.of(parameters.get(place)) : Optional.empty();
  }

  /**
   * The number at this place, written in eight hexadecimal digits, the highest first.
   *
   * @throws RefusedException if it is none
   */
  int word(int place, String name) throws RefusedException {
    String digits = text(place).orElse("");
    if (digits.length() != 8 || !digits.chars().allMatch(HexFormat::isHexDigit)) {
      throw new RefusedException(
          StratumError.OTHER, name + " must be eight hexadecimal digits in a string");
    }
    return HexFormat.fromHexDigits(digits);
  }

  /** The number more than 0 at this place. */
  Optional<Double> positive(int place) {
    return parameter(place).flatMap(Request::positive);
  }

  /** This number, if it is one, and more than 0. */
  static Optional<Double> positive(JsonValue given) {
    return Optional.of(given)
        .filter(value -> value.kind() == JsonKind.INTEGER || value.kind() == JsonKind.FLOAT)
        .map(JsonValue::number)
        .filter(number -> number > 0 && number < Double.POSITIVE_INFINITY);
  }
}
