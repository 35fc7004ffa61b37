package zveno.system;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The program {@code zveno} with its arguments, not started yet. */
record Program(List<String> arguments, List<String> javaOptions, Map<String, String> environment) {

  private static final long MAX_SECONDS = 300;

  /** Whether this machine's C library is musl: its loader is always there. */
  private static final boolean MUSL =
      new File("/lib").list((folder, name) -> name.startsWith("ld-musl-")) instanceof String[] found
          && found.length > 0;

  /** What has been started and has not ended; ended with this JVM, whatever happens. */
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Program::endNow)));
  }

  private static void endNow(Process process) {
    process.destroyForcibly();
  }

  /** What a command said, and how it ended. */
  record Outcome(int exitCode, byte[] output, String errors) {

    String text() {
      return new String(output, StandardCharsets.UTF_8);
    }
  }

  /** Something that feeds a command's standard input. */
  interface Input {
    void writeTo(OutputStream out) throws IOException;
  }

  Program {
    arguments = List.copyOf(arguments);
    javaOptions = List.copyOf(javaOptions);
    environment = Map.copyOf(environment);
  }

  static Program zveno(String... arguments) {
    return new Program(List.of(arguments), List.of(), Map.of());
  }

  Program and(String... more) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of(more));
    return new Program(all, javaOptions, environment);
  }

  Program withJava(String... options) {
    return new Program(arguments, List.of(options), environment);
  }

  Program withEnvironment(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.put(name, value);
    return new Program(arguments, javaOptions, all);
  }

  /** Starts it with both its outputs open to us. */
  Process start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(QuickStart.ready().command(javaOptions, arguments));
    builder.environment().keySet().removeIf(name -> name.startsWith("ZVENO_")); // ours, not its own
    builder.environment().putAll(environment);
    if (!MUSL) {
      builder.environment().put("ROCKSDB_MUSL_LIBC", "false"); // as the launcher says
    }
    return track(builder.start());
  }

  /** Has it ended when this JVM ends, at the latest. */
  static Process track(Process process) {
    RUNNING.add(process);
    process.onExit().thenAccept(RUNNING::remove);
    return process;
  }

  /** Runs it to its end. */
  Outcome run() throws IOException, InterruptedException {
    return run(out -> {});
  }

  /** Runs it to its end with this on its standard input. */
  Outcome run(Input input) throws IOException, InterruptedException {
    Process process = start();
    CompletableFuture<byte[]> output = drain(process.getInputStream());
    CompletableFuture<byte[]> errors = drain(process.getErrorStream());
    try (OutputStream in = process.getOutputStream()) {
      input.writeTo(in);
    } catch (IOException e) {
      // it did not want to hear more, and will say why
    }
    if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(this + " does not end: " + utf8(errors.join()));
    }
    return new Outcome(process.exitValue(), output.join(), utf8(errors.join()));
  }

  private static CompletableFuture<byte[]> drain(InputStream from) {
    CompletableFuture<byte[]> all = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          try (from) {
            from.transferTo(bytes);
            all.complete(bytes.toByteArray());
          } catch (IOException e) {
            all.completeExceptionally(new UncheckedIOException(e));
          }
        });
    return all;
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "zveno " + String.join(" ", arguments);
  }
}
