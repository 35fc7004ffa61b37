package zveno.export.files;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;

/** Reads the blocks or the transactions of a text file back, for the check. */
final class RowReader {

  private static final JsonLimits LIMITS =
      JsonLimits.defaults().withMaxCanonicalBytes(JsonLimits.LARGEST);

  private RowReader() {}

  /** Takes the blocks of a file. */
  @FunctionalInterface
  interface Sink {
    void take(long height, Hash hash, Hash parent, String text) throws IOException;
  }

  /** Takes the transactions of a file. */
  @FunctionalInterface
  interface TransactionSink {
    void take(long height, Hash block, long position, Hash id, String text) throws IOException;
  }

  /** A line: what it has in a column, in words. */
  @FunctionalInterface
  private interface Row {
    String at(String column) throws IOException;
  }

  /** Takes a line. */
  @FunctionalInterface
  private interface RowSink {
    void take(Row row) throws IOException;
  }

  static void jsonl(Path file, Sink sink) throws IOException {
    jsonLines(file, block(sink));
  }

  static void jsonlTransactions(Path file, TransactionSink sink) throws IOException {
    jsonLines(file, transaction(sink));
  }

  static void csv(Path file, Sink sink) throws IOException {
    csvLines(file, List.of(LineFormat.BLOCKS), block(sink));
  }

  static void csvTransactions(Path file, TransactionSink sink) throws IOException {
    csvLines(file, List.of(LineFormat.TRANSACTIONS), transaction(sink));
  }

  private static RowSink block(Sink sink) {
    return row ->
        sink.take(
            number(row.at("height")), hash(row.at("hash")), hash(row.at("parent")), row.at("text"));
  }

  private static RowSink transaction(TransactionSink sink) {
    return row ->
        sink.take(
            number(row.at("height")),
            hash(row.at("block")),
            number(row.at("position")),
            hash(row.at("id")),
            row.at("text"));
  }

  private static void jsonLines(Path file, RowSink sink) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonValue row;
        try {
          row = JsonValue.parse(line.getBytes(StandardCharsets.UTF_8), LIMITS);
        } catch (DecodeException e) {
          throw new IOException("a line is no JSON: " + e.getMessage());
        }
        sink.take(column -> text(row, column));
      }
    }
  }

  private static String text(JsonValue row, String column) throws IOException {
    JsonValue value =
        row.member(column).orElseThrow(() -> new IOException("a line has no " + column));
    return switch (value.kind()) {
      case STRING -> value.text();
      case INTEGER -> value.toString();
      default -> throw new IOException(column + " of a line is neither a text nor a number");
    };
  }

  private static void csvLines(Path file, List<String> columns, RowSink sink) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file)) {
      if (!columns.equals(record(in))) {
        throw new IOException("the first line does not name the columns");
      }
      for (List<String> row = record(in); row != null; row = record(in)) {
        if (row.size() != columns.size()) {
          throw new IOException("a line has " + row.size() + " columns");
        }
        List<String> fields = row;
        sink.take(column -> fields.get(columns.indexOf(column)));
      }
    }
  }

  /** The next record; {@code null} at the end. */
  private static @Nullable List<String> record(BufferedReader in) throws IOException {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    int before = -1;
    int c = in.read();
    if (c < 0) {
      return null;
    }
    for (; ; before = c, c = in.read()) {
      if (c < 0) {
        throw new IOException("the last line is cut off");
      }
      if (c == '"') {
        quoted = !quoted;
        if (quoted && before == '"') {
          field.append('"'); // the second of two: a quote in a quoted text
        }
      } else if (quoted) {
        field.append((char) c);
      } else if (c == ',' || c == '\n') {
        fields.add(field.toString());
        field.setLength(0);
        if (c == '\n') {
          return fields;
        }
      } else {
        field.append((char) c);
      }
    }
  }

  private static long number(String text) throws IOException {
    if (!text.matches("[0-9]{1,18}")) {
      throw new IOException("no number: " + text);
    }
    return Long.parseLong(text);
  }

  private static Hash hash(String text) throws IOException {
    return Hash.parse(text).orElseThrow(() -> new IOException("no hash: " + text));
  }
}
