package zveno.node.rules.strict.wallet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import zveno.node.config.CommandException;
import zveno.node.config.IoErrors;
import zveno.node.rules.strict.FileRecord;

/** Files: recorded is {@code {"name": …, "sha256": …, "size": …}} of each. */
final class FileItems implements Items {

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
    try {
      FileRecord known = FileRecord.of(file);
      return new Item(known.data(), known.name(), known::addTo);
    } catch (IOException e) {
      throw CommandException.badInput("cannot read " + file + ": " + IoErrors.of(e));
    }
  }

  @Override
  public void close() {
    // nothing is open
  }
}
