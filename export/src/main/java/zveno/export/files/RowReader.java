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
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;

/** Reads the blocks of a text file back, for the check. */
final class RowReader {

  private static final JsonLimits LIMITS =
      JsonLimits.defaults().withMaxCanonicalBytes(JsonLimits.LARGEST);

  private RowReader() {}

  /** Takes the blocks of a file. */
  @FunctionalInterface
  interface Sink {
    void take(long height, Hash hash, Hash parent, String text) throws IOException;
  }

  static void jsonl(Path file, Sink sink) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonValue row;
        try {
          row = JsonValue.parse(line.getBytes(StandardCharsets.UTF_8), LIMITS);
        } catch (DecodeException e) {
          throw new IOException("a line is no JSON: " + e.getMessage());
        }
        JsonValue height = member(row, "height", JsonKind.INTEGER);
        sink.take(
            height(height.toString()),
            hash(member(row, "hash", JsonKind.STRING).text()),
            hash(member(row, "parent", JsonKind.STRING).text()),
            member(row, "text", JsonKind.STRING).text());
      }
    }
  }

  private static JsonValue member(JsonValue row, String name, JsonKind kind) throws IOException {
    return row.member(name)
        .filter(value -> value.kind() == kind)
        .orElseThrow(() -> new IOException("a line has no " + name));
  }

  static void csv(Path file, Sink sink) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file)) {
      List<String> names = record(in);
      if (names == null || !names.equals(List.of(LineFormat.BLOCKS))) {
        throw new IOException("the first line does not name the columns");
      }
      for (List<String> row = record(in); row != null; row = record(in)) {
        if (row.size() != LineFormat.BLOCKS.length) {
          throw new IOException("a line has " + row.size() + " columns");
        }
        sink.take(height(row.get(0)), hash(row.get(1)), hash(row.get(2)), row.getLast());
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

  private static long height(String text) throws IOException {
    if (!text.matches("[0-9]{1,18}")) {
      throw new IOException("no height: " + text);
    }
    return Long.parseLong(text);
  }

  private static Hash hash(String text) throws IOException {
    return Hash.parse(text).orElseThrow(() -> new IOException("no hash: " + text));
  }
}
