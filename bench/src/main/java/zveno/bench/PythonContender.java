package zveno.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tutorial's loop, run by the {@code python3} that is on the path. */
final class PythonContender implements Contender {

  private static final String SCRIPT = "tutorial_loop.py";

  private final Process process;
  private final Writer questions;
  private final BufferedReader answers;

  private PythonContender(Process process) {
    this.process = process;
    this.questions = process.outputWriter(StandardCharsets.US_ASCII);
    this.answers = process.inputReader(StandardCharsets.US_ASCII);
  }

  /** Python that waits to run; nothing if there is none, or it cannot run the loop. */
  static Optional<PythonContender> find() throws IOException {
    if (!Python.isHere()) {
      return Optional.empty();
    }
    ProcessBuilder command =
        new ProcessBuilder("python3", "-I", "-c", Python.script(SCRIPT))
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    PythonContender python;
    try {
      python = new PythonContender(command.start());
    } catch (IOException e) {
      return Optional.empty();
    }
    try {
      python.run(Duration.ofNanos(1));
      return Optional.of(python);
    } catch (IOException e) {
      python.close();
      return Optional.empty();
    }
  }

  @Override
  public Label label() {
    return new Label("python", Label.DECIMAL, 1, 1);
  }

  /** Ends with a proof, so it may take a tenth of a second longer. */
  @Override
  public Sample run(Duration time) throws IOException {
    questions.write(time.toNanos() + "\n");
    questions.flush();
    @Nullable String answer = answers.readLine();
    try {
      String[] triedAndNanos = String.valueOf(answer).split(" ", 2);
      return new Sample(Long.parseLong(triedAndNanos[0]), Long.parseLong(triedAndNanos[1]));
    } catch (RuntimeException e) {
      throw new IOException("python3 does not do the tutorial's loop; it says " + answer, e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
