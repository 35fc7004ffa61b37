package zveno.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in a process of its own, on a free port of this machine; ended when closed. */
final class ServerProcess implements AutoCloseable {

  private static final Pattern RUNNING =
      Pattern.compile("running on (http://[^\\s/]+)", Pattern.CASE_INSENSITIVE);
  private static final long MAX_SECONDS = 120;

  private final Process process;
  private final CompletableFuture<URI> running = new CompletableFuture<>();
  private final URI uri;

  private ServerProcess(List<String> command) throws IOException, InterruptedException {
    process = builder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    try {
      Thread.ofPlatform().daemon().start(this::listen);
      uri = running.get(MAX_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      process.destroyForcibly();
      throw new IOException(command.getFirst() + " ends: " + e.getCause(), e);
    } catch (TimeoutException e) {
      process.destroyForcibly();
      throw new IOException("a server has not started after " + MAX_SECONDS + " s", e);
    }
  }

  /** Another command of this program, in a JVM like this one. */
  static ServerProcess zveno(String... arguments) throws IOException, InterruptedException {
    return new ServerProcess(command(arguments));
  }

  /**
   * A node of a build.
   *
   * @param launcher the build's launcher script; none for this program, in a JVM like this one
   */
  static ServerProcess node(Optional<Path> launcher, List<String> options)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("node"));
    words.addAll(options);
    return new ServerProcess(command(launcher, words));
  }

  private static List<String> command(Optional<Path> launcher, List<String> words) {
    if (launcher.isEmpty()) {
      return command(words.toArray(String[]::new));
    }
    List<String> command = new ArrayList<>(List.of(launcher.get().toString()));
    command.addAll(words);
    return command;
  }

  /**
   * The script that has started this program, as far as can be told: it is beside the folder of
   * jars, or beside the folder that the launcher builds in. None if it runs from classes.
   */
  static Optional<Path> ownLauncher() {
    for (String part : classPath().split(File.pathSeparator, -1)) {
      Path folder = Path.of(part).toAbsolutePath().getParent();
      if (part.endsWith(".jar") && folder != null && folder.endsWith("lib")) {
        Path above = folder.getParent();
        for (int up = 0; up < 3 && above != null; up++, above = above.getParent()) {
          Path script = above.resolve("zveno");
          if (Files.isRegularFile(script) && Files.isExecutable(script)) {
            return Optional.of(script);
          }
        }
      }
    }
    return Optional.empty();
  }

  /** The tutorial's node. */
  static ServerProcess tutorial(Path script) throws IOException, InterruptedException {
    return new ServerProcess(
        List.of("python3", "-u", script.toString(), "--host", "127.0.0.1", "--port", "0"));
  }

  /** Runs a command of this program to its end; returns how many seconds it took. */
  static double run(String... arguments) throws IOException, InterruptedException {
    return run(Optional.empty(), List.of(arguments));
  }

  /** The same, of the program that this script starts. */
  static double run(Optional<Path> launcher, List<String> arguments)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Process process =
        builder(command(launcher, arguments))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("zveno " + String.join(" ", arguments) + " has failed");
    }
    return (System.nanoTime() - begin) / 1e9;
  }

  /** Settings in this process's environment are not passed to the processes that it starts. */
  private static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("ZVENO_"));
    return builder;
  }

  private static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", classPath(), "zveno.node.cli.Main"));
    command.addAll(List.of(arguments));
    return command;
  }

  private static String classPath() {
    return System.getProperty("java.class.path", "." + File.separator);
  }

  private void listen() {
    String last = "it says nothing";
    try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = line;
        Matcher matcher = RUNNING.matcher(line);
        if (matcher.find()) {
          running.complete(URI.create(matcher.group(1)));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      last = e.toString();
    }
    running.completeExceptionally(new IOException(last));
  }

  URI uri() {
    return uri;
  }

  /** The processor time of its process so far, in hundredths of a second. */
  long cpuNanos() {
    return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }

  /** How many bytes of memory it has now; nothing if this system does not tell. */
  OptionalLong memory() {
    return status("VmRSS");
  }

  /** How many bytes of memory it had at most since {@link #forgetPeak}. */
  OptionalLong peakMemory() {
    return status("VmHWM");
  }

  /** From now on counts for the peak. Source: proc(5), {@code clear_refs}. */
  void forgetPeak() {
    try {
      Files.writeString(Path.of("/proc", Long.toString(process.pid()), "clear_refs"), "5");
    } catch (IOException e) {
      // then the peak is that of its whole life
    }
  }

  /**
   * How many bytes of its heap are in use after a full collection; nothing if this JDK has no
   * {@code jcmd}.
   */
  OptionalLong liveBytes() throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    if (!Files.isExecutable(jcmd)) {
      return OptionalLong.empty();
    }
    Process asked =
        new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    OptionalLong total = OptionalLong.empty();
    try (BufferedReader lines = asked.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length == 3 && words[0].equals("Total")) {
          total = OptionalLong.of(Long.parseLong(words[2]));
        }
      }
    }
    var _ = asked.waitFor();
    return total;
  }

  private OptionalLong status(String name) {
    try {
      for (String line :
          Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
        if (line.startsWith(name + ":")) {
          String kilobytes = line.replaceAll("[^0-9]", "");
          return OptionalLong.of(Long.parseLong(kilobytes) * 1024);
        }
      }
    } catch (IOException e) {
      // not Linux
    }
    return OptionalLong.empty();
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

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "process %d at %s", process.pid(), uri);
  }
}
