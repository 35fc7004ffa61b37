package zveno.system;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * What makes the hundred starts of these tests cheap: our own class path as jars, since only jars
 * may be in an archive of loaded classes; such an archive, made by the program's own warm-up; and
 * the storage engine's library, which would be unpacked anew by each start. Where these cannot be
 * made or used, starts only take longer.
 */
record QuickStart(String classPath, List<String> javaOptions) {

  private static final QuickStart READY = prepare();

  static QuickStart ready() {
    return READY;
  }

  private static QuickStart prepare() {
    try {
      Path folder = Files.createTempDirectory("zveno-system-tests");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      String classPath = classPath(folder);
      Path archive = folder.resolve("classes.jsa");
      String library = "-Djava.library.path=" + folder;
      List<String> training =
          List.of("-Xlog:disable", "-XX:ArchiveClassesAtExit=" + archive, library);
      List<String> warmUp = List.of("warm-up", "--library", folder.toString());
      new ProcessBuilder(new QuickStart(classPath, training).command(List.of(), warmUp))
          .redirectOutput(Redirect.DISCARD)
          .redirectError(Redirect.DISCARD)
          .start()
          .waitFor();
      return new QuickStart(
          classPath, List.of("-Xlog:disable", "-XX:SharedArchiveFile=" + archive, library));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The class path of this JVM without the tests, its folders packed into jars. */
  private static String classPath(Path folder) throws IOException {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (entry.contains("test-classes") || entry.endsWith("-tests.jar")) {
        continue;
      }
      Path path = Path.of(entry);
      if (Files.isDirectory(path)) {
        path = pack(path, folder.resolve(entries.size() + ".jar"));
      }
      entries.add(path.toString());
    }
    return String.join(File.pathSeparator, entries);
  }

  private static Path pack(Path classes, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      zip.setLevel(1);
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
        zip.putNextEntry(new ZipEntry(name));
        Files.copy(file, zip);
      }
    }
    return jar;
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      System.err.println("left behind: " + folder);
    }
  }

  /** How to start {@code zveno} with these arguments, and more options for Java before them. */
  List<String> command(List<String> moreJavaOptions, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Many short lives: to be quick to start matters more than to run fast. Tests may differ.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "-Dfile.encoding=UTF-8"));
    command.addAll(javaOptions);
    command.addAll(moreJavaOptions);
    command.addAll(List.of("-cp", classPath, "zveno.node.cli.Main"));
    command.addAll(arguments);
    return command;
  }
}
