package zveno.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A running node in a process of its own, on a port of its own; ended when closed. */
final class NodeProcess implements Peer {

  private static final Pattern RUNNING = Pattern.compile("running on (https?://[^\\s/]+)");
  private static final long MAX_SECONDS = 180;

  private final Process process;
  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final CompletableFuture<URI> running = new CompletableFuture<>();
  private final CompletableFuture<String> output;
  private final Thread listener;
  private final Api api;

  private NodeProcess(Program program) throws IOException, InterruptedException {
    process = program.start();
    output =
        CompletableFuture.supplyAsync(
            this::readOutput, task -> Thread.ofPlatform().daemon().start(task));
    listener = Thread.ofPlatform().daemon().start(this::listen);
    try {
      api = new Api(running.get(MAX_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException e) {
      process.toHandle().destroyForcibly();
      throw new AssertionError(program + " does not run: " + errors(), e);
    }
  }

  /** Starts {@code zveno node --port 0} with more options, and returns when it runs. */
  static NodeProcess start(String... options) throws IOException, InterruptedException {
    return start(program(options));
  }

  /** A node on this folder. */
  static NodeProcess on(Path folder, String... options) throws IOException, InterruptedException {
    return start(program(options).and("--data-dir", folder.toString()));
  }

  /** A node that keeps nothing. */
  static NodeProcess ephemeral(String... options) throws IOException, InterruptedException {
    return start(program(options).and("--ephemeral"));
  }

  static NodeProcess start(Program program) throws IOException, InterruptedException {
    return new NodeProcess(program);
  }

  static Program program(String... options) {
    return Program.zveno("node", "--port", "0").and(options);
  }

  private String readOutput() {
    try (var out = process.getInputStream()) {
      return new String(out.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void listen() {
    try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        errors.add(line);
        Matcher matcher = RUNNING.matcher(line);
        if (matcher.find()) {
          running.complete(URI.create(matcher.group(1)));
        }
      }
    } catch (IOException e) {
      errors.add(e.toString());
    }
    running.completeExceptionally(new IOException("its standard error has ended"));
  }

  @Override
  public Api api() {
    return api;
  }

  /** All it has said on standard error so far, or in the end. */
  String errors() {
    return String.join("\n", errors);
  }

  /** SIGTERM; returns the exit code. */
  int terminate() throws InterruptedException {
    process.toHandle().destroy(); // Process.destroy() would close our ends of its pipes as well
    return exitCode();
  }

  /** Sends a signal, named as {@code kill} names it. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** SIGKILL; returns when it is gone. */
  void kill9() throws InterruptedException {
    process.toHandle().destroyForcibly();
    exitCode();
  }

  /** Waits for the end. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the node does not end: " + errors());
    }
    listener.join();
    return process.exitValue();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** All it has written on standard output; waits for the end. */
  String output() throws InterruptedException {
    exitCode();
    return output.join();
  }

  /** The most memory it has ever used, in MiB; 0 where the system does not say. */
  long peakMiB() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    return 0;
  }

  @Override
  public void close() {
    process.toHandle().destroyForcibly();
    process.onExit().join();
  }
}
