package zveno.kernel.json;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A Python beside us that says what it makes of JSON documents. */
final class PythonOracle implements AutoCloseable {

  private static final Path SCRIPT = Path.of("src/test/python/canonical_oracle.py");

  private final Process process;
  private final DataOutputStream questions;
  private final DataInputStream answers;

  private PythonOracle(Process process) {
    this.process = process;
    this.questions = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    this.answers = new DataInputStream(new BufferedInputStream(process.getInputStream()));
  }

  static boolean isHere() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(folder, "python3"))) {
        return true;
      }
    }
    return false;
  }

  /** Started from the folder of the module, as Maven runs tests, or from the one above. */
  static PythonOracle start() throws IOException {
    Path script = Files.exists(SCRIPT) ? SCRIPT : Path.of("kernel").resolve(SCRIPT);
    ProcessBuilder python = new ProcessBuilder("python3", script.toString());
    return new PythonOracle(python.redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Sends documents; the answers must be fetched before more are sent. */
  void ask(List<byte[]> documents) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream batch = new DataOutputStream(bytes);
    for (byte[] document : documents) {
      batch.writeInt(document.length);
      batch.write(document);
    }
    questions.writeInt(bytes.size());
    bytes.writeTo(questions);
    questions.flush();
  }

  /** For each document its canonical text, or nothing where Python refuses it. */
  List<Optional<byte[]>> answers() throws IOException {
    ByteBuffer batch = ByteBuffer.wrap(answers.readNBytes(answers.readInt()));
    List<Optional<byte[]>> found = new ArrayList<>();
    while (batch.hasRemaining()) {
      if (batch.get() == 'V') {
        byte[] canonical = new byte[batch.getInt()];
        batch.get(canonical);
        found.add(Optional.of(canonical));
      } else {
        found.add(Optional.empty());
      }
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    try {
      questions.close();
    } finally {
      process.destroy();
    }
  }
}
