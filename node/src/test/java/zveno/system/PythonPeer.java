package zveno.system;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import zveno.kernel.json.JsonValue;

/** A node in Python, as the tutorial has it; see {@code tutorial_peer.py}. */
final class PythonPeer implements Peer {

  private static final Path SCRIPT = Path.of("src/test/python/tutorial_peer.py");

  /** Python itself: what is called python3 may be a script that looks for it, at each start. */
  private static final String PYTHON = find();

  private final Process process;
  private final Api api;

  private PythonPeer(Process process, Api api) {
    this.process = process;
    this.api = api;
  }

  /** Skips the test where there is no Python, or fails it if that has been asked for. */
  static void required() {
    if (!isHere() && Boolean.getBoolean("zveno.require.python")) {
      fail("zveno.require.python is set, but there is no python3 on the PATH");
    }
    assumeTrue(isHere(), "no python3 on the PATH: our node was not tried beside a Python node");
  }

  /** Whether there is a Python on the path. */
  static boolean isHere() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(folder, "python3"))) {
        return true;
      }
    }
    return false;
  }

  private static String find() {
    if (!isHere()) {
      return "python3";
    }
    try {
      Process asked =
          new ProcessBuilder("python3", "-c", "import sys; print(sys.executable)")
              .redirectError(Redirect.INHERIT)
              .start();
      try (BufferedReader lines = asked.inputReader(StandardCharsets.UTF_8)) {
        String told = lines.readLine();
        return told == null || told.isEmpty() ? "python3" : told;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it on a free port, with more options of the script's. */
  @SuppressWarnings("resource") // the reader's stream lives as long as the process
  static PythonPeer start(String... options) throws IOException {
    // From the folder of the module, as Maven runs tests, or from the one above.
    Path script = Files.exists(SCRIPT) ? SCRIPT : Path.of("node").resolve(SCRIPT);
    List<String> command = new ArrayList<>(List.of(PYTHON, script.toString()));
    command.addAll(List.of(options));
    Process process =
        Program.track(new ProcessBuilder(command).redirectError(Redirect.INHERIT).start());
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    String port = lines.readLine();
    if (port == null) {
      throw new AssertionError("the Python node does not start");
    }
    return new PythonPeer(process, new Api(URI.create("http://127.0.0.1:" + port)));
  }

  @Override
  public Api api() {
    return api;
  }

  /** The hash of each block of its chain, as Python sees it. */
  List<String> hashes() throws IOException, InterruptedException {
    List<String> hashes = new ArrayList<>();
    for (JsonValue hash : api.get("/hashes").json().elements()) {
      hashes.add(hash.text());
    }
    return hashes;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
