package zveno.export.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.node.storage.folder.FolderNames;

/**
 * What a folder of exported files holds. It is written anew after each range: to a temporary name
 * first, synced, and renamed. Beside it lies the same list for {@code sha256sum -c}.
 *
 * @param format of the files
 * @param rules the parameters of the chain's rules
 * @param perFile how many blocks a range has
 * @param genesis the hash of the first block
 * @param last the hash of the last block that was exported
 * @param files in the order of their heights, the file of blocks before that of transactions
 */
record Manifest(
    FileFormat format,
    Map<String, String> rules,
    long perFile,
    Hash genesis,
    Hash last,
    List<Entry> files) {

  static final String NAME = "manifest.json";
  static final String SUMS = "SHA256SUMS";

  private static final int VERSION = 1;
  private static final JsonLimits LIMITS =
      JsonLimits.defaults().withMaxCanonicalBytes(JsonLimits.LARGEST);

  /**
   * A file.
   *
   * @param from the height of its first block
   * @param to the height of its last block
   * @param bytes its size
   */
  record Entry(String name, long from, long to, long bytes, Hash sha256) {}

  Manifest {
    rules = new LinkedHashMap<>(rules);
    files = List.copyOf(files);
  }

  /** The height of the last block. */
  long height() {
    return files.getLast().to();
  }

  /** This one with the files of another range. */
  Manifest with(Hash newLast, Entry blocks, Entry transactions) {
    List<Entry> more = new ArrayList<>(files);
    more.add(blocks);
    more.add(transactions);
    return new Manifest(format, rules, perFile, genesis, newLast, more);
  }

  static String blocksName(FileFormat format, long from, long to) {
    return name("blocks", format, from, to);
  }

  static String transactionsName(FileFormat format, long from, long to) {
    return name("transactions", format, from, to);
  }

  private static String name(String table, FileFormat format, long from, long to) {
    return "%s-%012d-%012d.%s".formatted(table, from, to, format.title());
  }

  /** Writes it, and the list for {@code sha256sum}, to the disk. */
  void write(Path folder) throws IOException {
    StringBuilder sums = new StringBuilder();
    JsonWriter json = new JsonWriter();
    json.beginObject().name("version").integer(VERSION).name("format").string(format.title());
    json.name("rules").beginObject();
    rules.forEach((name, value) -> json.name(name).string(value));
    json.endObject().name("blocksPerFile").integer(perFile);
    json.name("genesis").string(genesis.hex());
    json.name("lastBlock").beginObject().name("height").integer(height());
    json.name("hash").string(last.hex()).endObject().name("files").beginArray();
    for (Entry file : files) {
      json.beginObject().name("name").string(file.name()).name("from").integer(file.from());
      json.name("to").integer(file.to()).name("bytes").integer(file.bytes());
      json.name("sha256").string(file.sha256().hex()).endObject();
      sums.append(file.sha256().hex()).append("  ").append(file.name()).append('\n');
    }
    json.endArray().endObject();
    String text = new String(json.toBytes(), StandardCharsets.US_ASCII);
    replace(folder, SUMS, sums.toString());
    replace(folder, NAME, text.replace("{\"name\": \"", "\n{\"name\": \"") + "\n");
  }

  private static void replace(Path folder, String name, String text) throws IOException {
    Path fresh = folder.resolve(name + FileExport.UNFINISHED);
    Files.writeString(fresh, text);
    sync(fresh);
    Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    FolderNames.sync(folder);
  }

  /** Waits until the disk has the file. */
  static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /**
   * Reads the manifest of a folder; nothing if it has none.
   *
   * @throws IOException also if it is no manifest
   */
  static Optional<Manifest> read(Path folder) throws IOException {
    byte[] text;
    try {
      text = Files.readAllBytes(folder.resolve(NAME));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    try {
      return Optional.of(of(JsonValue.parse(text, LIMITS)));
    } catch (DecodeException e) {
      throw new IOException(NAME + " is no manifest of an export: " + e.getMessage());
    }
  }

  private static Manifest of(JsonValue json) throws DecodeException {
    if (number(json, "version") != VERSION) {
      throw new DecodeException("its version is not " + VERSION);
    }
    String title = text(json, "format");
    Map<String, String> rules = new LinkedHashMap<>();
    for (JsonValue.Member rule : member(json, "rules", JsonKind.OBJECT).members()) {
      if (rule.value().kind() != JsonKind.STRING) {
        throw new DecodeException("a rule is no string");
      }
      rules.put(rule.name(), rule.value().text());
    }
    List<Entry> files = new ArrayList<>();
    for (JsonValue file : member(json, "files", JsonKind.ARRAY).elements()) {
      files.add(
          new Entry(
              fileName(text(file, "name")),
              number(file, "from"),
              number(file, "to"),
              number(file, "bytes"),
              hash(file, "sha256")));
    }
    if (files.isEmpty()) {
      throw new DecodeException("it names no file");
    }
    return new Manifest(
        FileFormat.of(title).orElseThrow(() -> new DecodeException("no format is " + title)),
        rules,
        number(json, "blocksPerFile"),
        hash(json, "genesis"),
        hash(member(json, "lastBlock", JsonKind.OBJECT), "hash"),
        files);
  }

  /** Is it the name of a file of blocks or transactions, in any format? */
  static boolean isFileName(String name) {
    return name.matches("(blocks|transactions)-[0-9]+-[0-9]+[.][a-z]+");
  }

  private static String fileName(String name) throws DecodeException {
    if (!isFileName(name)) {
      throw new DecodeException("it names a file that is none of an export");
    }
    return name;
  }

  private static JsonValue member(JsonValue json, String name, JsonKind kind)
      throws DecodeException {
    return json.member(name)
        .filter(value -> value.kind() == kind)
        .orElseThrow(() -> new DecodeException("it has no " + name));
  }

  private static String text(JsonValue json, String name) throws DecodeException {
    return member(json, name, JsonKind.STRING).text();
  }

  private static long number(JsonValue json, String name) throws DecodeException {
    try {
      return member(json, name, JsonKind.INTEGER).integer().longValueExact();
    } catch (ArithmeticException e) {
      throw new DecodeException(name + " is too large", e);
    }
  }

  private static Hash hash(JsonValue json, String name) throws DecodeException {
    return Hash.parse(text(json, name))
        .orElseThrow(() -> new DecodeException(name + " is no hash"));
  }
}
