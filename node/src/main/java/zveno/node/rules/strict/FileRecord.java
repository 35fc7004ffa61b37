package zveno.node.rules.strict;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.StreamHash;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.rules.strict.Coins;

/**
 * What a transaction's {@code data} says of a recorded file: canonical JSON with exactly these
 * members.
 *
 * @param name the file's name, without folders; for people, and not compared
 * @param sha256 SHA-256 of its bytes
 * @param size how many bytes it has
 */
public record FileRecord(String name, Hash sha256, long size) {

  private static final Set<String> MEMBERS = Set.of("name", "sha256", "size");

  /** What is to be recorded of a file; reads it once. */
  public static FileRecord of(Path file) throws IOException {
    Path name = file.getFileName();
    try (InputStream in = Files.newInputStream(file)) {
      StreamHash content = StreamHash.of(in);
      return new FileRecord(name == null ? "" : name.toString(), content.sha256(), content.size());
    }
  }

  /** Reads the data of a transaction; empty if it records no file in this form. */
  public static Optional<FileRecord> read(String data) {
    JsonValue json;
    try {
      json =
          JsonValue.parse(
              data.getBytes(StandardCharsets.UTF_8), JsonLimits.defaults().withUnambiguous(true));
    } catch (DecodeException e) {
      return Optional.empty();
    }
    if (json.kind() != JsonKind.OBJECT || !hasExactlyTheMembers(json)) {
      return Optional.empty();
    }
    JsonValue name = json.member("name").orElseThrow();
    JsonValue hash = json.member("sha256").orElseThrow();
    JsonValue size = json.member("size").orElseThrow();
    boolean right =
        name.kind() == JsonKind.STRING
            && hash.kind() == JsonKind.STRING
            && hash.hash().isPresent()
            && size.kind() == JsonKind.INTEGER
            && size.integer().signum() >= 0
            && size.integer().bitLength() <= Long.SIZE - 1
            && size.integer().longValue() <= Coins.MAX_UNITS;
    return right
        ? Optional.of(
            new FileRecord(name.text(), hash.hash().orElseThrow(), size.integer().longValueExact()))
        : Optional.empty();
  }

  private static boolean hasExactlyTheMembers(JsonValue json) {
    List<String> names = new ArrayList<>();
    json.members().forEach(member -> names.add(member.name()));
    return names.size() == MEMBERS.size() && MEMBERS.containsAll(names);
  }

  /** The data that records this. */
  public String data() {
    JsonWriter json = new JsonWriter().beginObject();
    addTo(json);
    return new String(json.endObject().toBytes(), StandardCharsets.US_ASCII);
  }

  /** Adds the members to an object that has been begun. */
  public void addTo(JsonWriter json) {
    json.name("name").string(name).name("sha256").string(sha256.hex()).name("size").integer(size);
  }

  /** Whether the other file has the same bytes; names are not compared. */
  public boolean hasBytesOf(FileRecord other) {
    return sha256.equals(other.sha256) && size == other.size;
  }
}
