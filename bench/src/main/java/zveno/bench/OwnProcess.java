package zveno.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Another program that listens on a port of this machine; ended when closed. */
final class OwnProcess implements AutoCloseable {

  private static final long MAX_SECONDS = 60;

  private final Process process;
  private final String name;

  private OwnProcess(Process process, String name) {
    this.process = process;
    this.name = name;
  }

  /** The program of this name on the path. */
  static Optional<Path> onPath(String name) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** What it prints first. */
  static String firstLine(String... command) throws IOException {
    Process asked = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var lines = asked.inputReader()) {
      String first = lines.readLine();
      return first == null ? command[0] : first.strip();
    } finally {
      asked.destroy();
    }
  }

  /**
   * Starts it, and returns when it listens.
   *
   * @throws IOException if it ends before, or does not listen in time
   */
  static OwnProcess start(List<String> command, int port) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy)); // if we are stopped
    OwnProcess started = new OwnProcess(process, command.getFirst());
    try {
      started.awaitListening(port);
      return started;
    } catch (IOException e) {
      started.close();
      throw e;
    }
  }

  private void awaitListening(int port) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MAX_SECONDS);
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
        return;
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() - deadline > 0) {
          throw new IOException(name + " does not listen on port " + port, e);
        }
        if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
          throw new IOException(name + " has ended", e);
        }
      }
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
