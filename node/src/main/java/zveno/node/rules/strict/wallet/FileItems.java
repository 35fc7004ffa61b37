package zveno.node.rules.strict.wallet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import zveno.kernel.bytes.Hex;
import zveno.kernel.json.JsonWriter;
import zveno.node.config.CommandException;
import zveno.node.config.IoErrors;

/** Files: recorded is {@code {"name": …, "sha256": …, "size": …}} of each. */
final class FileItems implements Items {

  private static final int BUFFER = 1 << 16;

  private final List<Path> files;
  private int done;

  /**
   * @throws CommandException if one of them cannot be read; nothing is recorded then
   */
  FileItems(List<Path> files) {
    this.files = List.copyOf(files);
    for (Path file : files) {
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        throw CommandException.badInput(file + " is no file that can be read");
      }
    }
  }

  @Override
  public List<Item> next(int max) {
    List<Item> items = new ArrayList<>();
    while (done < files.size() && items.size() < max) {
      items.add(item(files.get(done++)));
    }
    return items;
  }

  private static Item item(Path file) {
    String name = String.valueOf(file.getFileName());
    long size = 0;
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
        size += count;
      }
    } catch (IOException e) {
      throw CommandException.badInput("cannot read " + file + ": " + IoErrors.of(e));
    }
    long length = size;
    String hash = Hex.of(digest.digest());
    Item.Facts facts =
        json ->
            json.name("name").string(name).name("sha256").string(hash).name("size").integer(length);
    JsonWriter data = new JsonWriter().beginObject();
    facts.addTo(data);
    String text = new String(data.endObject().toBytes(), StandardCharsets.US_ASCII);
    return new Item(text, name, facts);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    // nothing is open
  }
}
