package zveno.node.config;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Serial;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.TextEncoding;

/** A file of settings in Java's properties format, UTF-8. */
public record SettingsFile(Path path) {

  /** More than any list of settings, and far less than what would fill the memory. */
  private static final long LARGEST = 1 << 20;

  /**
   * Names and values, in the order of the names.
   *
   * @throws CommandException if it cannot be read, or says something twice
   */
  public SortedMap<String, String> read() {
    Once properties = new Once(path);
    try {
      if (Files.isRegularFile(path) && Files.size(path) > LARGEST) {
        throw CommandException.badInput(path + " is too large for a settings file");
      }
      try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
        TextEncoding.passMark(in);
        properties.load(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
      }
    } catch (DecodeException e) {
      throw CommandException.badInput("the settings in " + path + ": " + e.getMessage());
    } catch (CharacterCodingException e) {
      throw CommandException.badInput("the settings in " + path + " are not UTF-8");
    } catch (IOException e) {
      throw CommandException.badInput(
          "cannot read the settings in " + path + ": " + IoErrors.of(e));
    } catch (IllegalArgumentException e) {
      throw CommandException.badInput("the settings in " + path + ": " + e.getMessage());
    }
    SortedMap<String, String> settings = new TreeMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> settings.put(name, properties.getProperty(name).strip()));
    return settings;
  }

  /** The JDK's reader would let the last of two win. */
  private static final class Once extends Properties {

    @Serial private static final long serialVersionUID = 1;

    private final transient Path path;

    Once(Path path) {
      this.path = path;
    }

    @Override
    public synchronized Object put(Object name, Object value) {
      if (containsKey(name)) {
        throw CommandException.badInput(name + " is set twice in " + path);
      }
      return super.put(name, value);
    }
  }
}
