package zveno.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.node.cli.Main;

/**
 * {@code zveno bench} in a process of its own, on this JVM's class path.
 *
 * @param path what the process has as PATH, if not ours
 */
record Program(List<String> arguments, List<String> javaOptions, Optional<Path> path) {

  private static final long MAX_SECONDS = 300;

  /** What a command printed, and how it ended. */
  record Outcome(int exitCode, String output, String errors) {

    /** The standard output, which must be JSON. */
    JsonValue json() throws DecodeException {
      return JsonValue.parse(output.getBytes(StandardCharsets.UTF_8), JsonLimits.defaults());
    }
  }

  static Program bench(String... arguments) {
    return new Program(List.of("bench"), List.of(), Optional.empty()).and(arguments);
  }

  Program and(String... more) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of(more));
    return new Program(all, javaOptions, path);
  }

  Program withJava(String... options) {
    return new Program(arguments, List.of(options), path);
  }

  Program withPath(Path folder) {
    return new Program(arguments, javaOptions, Optional.of(folder));
  }

  /** Runs it to its end. */
  Outcome run() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xlog:disable"));
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(javaOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("ZVENO_"));
    path.ifPresent(folder -> builder.environment().put("PATH", folder.toString()));
    Process process = builder.start();
    try {
      CompletableFuture<String> output = read(process.getInputStream());
      CompletableFuture<String> errors = read(process.getErrorStream());
      if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(arguments + " does not end");
      }
      return new Outcome(process.exitValue(), output.join(), errors.join());
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static CompletableFuture<String> read(InputStream from) {
    return CompletableFuture.supplyAsync(() -> {
      try (from) {
        return new String(from.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }
}
