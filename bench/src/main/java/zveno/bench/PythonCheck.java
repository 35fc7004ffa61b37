package zveno.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** The tutorial's check of a chain, run by the {@code python3} that is on the path. */
final class PythonCheck {

  private static final String SCRIPT = "tutorial_check.py";

  private PythonCheck() {}

  /** How many blocks of this chain it checks in a second; nothing if there is no such Python. */
  static OptionalDouble run(Path chain) throws IOException, InterruptedException {
    try {
      Process process =
          new ProcessBuilder("python3", "-I", "-c", Python.script(SCRIPT), chain.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return process.waitFor() == 0
          ? OptionalDouble.of(Double.parseDouble(answer.strip()))
          : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      throw new IOException("python3 says that the chain is not right", e);
    }
  }
}
