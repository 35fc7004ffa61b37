package zveno.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The {@code python3} that is on the path, and the scripts that it is given. */
final class Python {

  private Python() {}

  static boolean isHere() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (!folder.isEmpty() && isProgram(Path.of(folder, "python3"))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }

  /** The text of a script beside this class. */
  static String script(String name) throws IOException {
    try (InputStream script = Python.class.getResourceAsStream(name)) {
      if (script == null) {
        throw new IOException(name + " is missing");
      }
      return new String(script.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
