package zveno.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tutorial's node, as far as resolving goes, run by the {@code python3} that is on the path.
 */
public final class PythonNode implements AutoCloseable {

  private static final String SCRIPT = "tutorial_node.py";

  /**
   * The result of a resolve.
   *
   * @param nanos duration without the answer to the client
   * @param replaced whether the peer's chain was taken
   */
  public record Resolved(long nanos, boolean replaced) {}

  private final Process process;
  private final Writer questions;
  private final BufferedReader answers;

  private PythonNode(Process process) {
    this.process = process;
    this.questions = process.outputWriter(StandardCharsets.US_ASCII);
    this.answers = process.inputReader(StandardCharsets.US_ASCII);
  }

  /**
   * A node that knows a chain; nothing if there is no Python, or it cannot run the node.
   *
   * @param chain a file with what {@code GET /chain} answers
   */
  public static Optional<PythonNode> start(Path chain) throws IOException {
    if (!Python.isHere()) {
      return Optional.empty();
    }
    ProcessBuilder command =
        new ProcessBuilder("python3", "-I", "-c", Python.script(SCRIPT), chain.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    PythonNode node;
    try {
      node = new PythonNode(command.start());
    } catch (IOException e) {
      return Optional.empty();
    }
    try {
      var _ = node.hold(1);
      return Optional.of(node);
    } catch (IOException e) {
      node.close();
      return Optional.empty();
    }
  }

  /** From now on its chain is the first so many blocks; the port at which it tells them. */
  public int hold(long blocks) throws IOException {
    return Integer.parseInt(ask("hold " + blocks));
  }

  /** Asks the node at this port of this machine. */
  public Resolved resolve(int port) throws IOException {
    String[] words = ask("resolve " + port).split(" ", -1);
    return new Resolved(Long.parseLong(words[0]), words[1].equals("1"));
  }

  /** The processor time of its process so far, in hundredths of a second. */
  public long cpuNanos() {
    return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }

  private String ask(String question) throws IOException {
    questions.write(question + "\n");
    questions.flush();
    @Nullable String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("python3 does not run the tutorial's node");
    }
    return answer;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
