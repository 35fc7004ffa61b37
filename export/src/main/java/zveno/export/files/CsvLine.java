package zveno.export.files;

import java.math.BigInteger;

/**
 * Comma-separated values. Source: RFC 4180, with a line of names, and line ends of one byte. What
 * is missing is empty; texts are quoted, so that an empty one is not missing.
 */
final class CsvLine extends LineFormat {

  private final StringBuilder line = new StringBuilder();

  @Override
  String head(String[] columns) {
    return String.join(",", columns) + "\n";
  }

  @Override
  void begin() {
    line.setLength(0);
  }

  private StringBuilder next() {
    return line.isEmpty() ? line : line.append(',');
  }

  @Override
  void number(String column, long value) {
    next().append(value);
  }

  @Override
  void word(String column, String value) {
    next().append(value);
  }

  @Override
  void text(String column, String value) {
    next().append('"').append(value.replace("\"", "\"\"")).append('"');
  }

  @Override
  void whole(String column, BigInteger value) {
    next().append(value);
  }

  @Override
  void real(String column, double value) {
    next().append(value);
  }

  @Override
  void none(String column) {
    next();
  }

  @Override
  String end() {
    return line.append('\n').toString();
  }
}
