package zveno.export.files;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import zveno.kernel.json.JsonWriter;

/**
 * One JSON object on a line. The canonical text of a block or transaction is a string in it, not an
 * object, or the next program would print it in its own way.
 */
final class JsonLine extends LineFormat {

  private JsonWriter json = new JsonWriter();

  @Override
  String head(String[] columns) {
    return "";
  }

  @Override
  void begin() {
    json = new JsonWriter();
    json.beginObject();
  }

  @Override
  void number(String column, long value) {
    json.name(column).integer(value);
  }

  @Override
  void word(String column, String value) {
    json.name(column).string(value);
  }

  @Override
  void text(String column, String value) {
    json.name(column).string(value);
  }

  @Override
  void whole(String column, BigInteger value) {
    json.name(column).integer(value);
  }

  /** Those that are no JSON are strings, as in Java and Python: {@code "NaN"}. */
  @Override
  void real(String column, double value) {
    if (Double.isFinite(value)) {
      json.name(column).number(value);
    } else {
      json.name(column).string(Double.toString(value));
    }
  }

  @Override
  void none(String column) {
    json.name(column).nul();
  }

  @Override
  String end() {
    json.endObject();
    return new String(json.toBytes(), StandardCharsets.US_ASCII) + "\n";
  }
}
