package zveno.kernel.mining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A JVM of its own that runs a main class of these tests, with options of its own. */
final class OwnJvm {

  private static final int PATIENCE_SECONDS = 120;

  private OwnJvm() {}

  /** What it prints, a line each. It must end well. */
  static List<String> run(Class<?> main, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", classPath(), main.getName()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    try {
      Thread killer = Thread.ofVirtual().start(() -> killWhenItTakesTooLong(process));
      List<String> lines = process.inputReader().lines().toList();
      int code = process.waitFor();
      killer.interrupt();
      if (code != 0) {
        throw new IOException("it ended with " + code + " and said " + lines);
      }
      return lines;
    } finally {
      process.destroyForcibly();
    }
  }

  private static void killWhenItTakesTooLong(Process process) {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      // it has ended
    }
  }

  /** Of the kernel and its tests only: a test's class path may be told to nobody. */
  private static String classPath() {
    return Stream.of(OwnJvm.class, KernelKind.class)
        .map(OwnJvm::home)
        .map(Path::toString)
        .distinct()
        .collect(Collectors.joining(System.getProperty("path.separator")));
  }

  /** The folder that a class's file lies in; its module's would be another for a test. */
  private static Path home(Class<?> type) {
    String file = type.getName().replace('.', '/') + ".class";
    try {
      String at = type.getResource("/" + file).toString();
      return Path.of(new URI(at.substring(0, at.length() - file.length())));
    } catch (URISyntaxException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
