package zveno.system;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * What makes the hundred starts of these tests cheap: our own class path as jars, since only jars
 * may be in a cache of loaded classes; such a cache, made by the program's own warm-up; and the
 * storage engine's library, which would be unpacked anew by each start. All JVMs of a build share
 * them: the first makes them, the others wait; and they are made anew when a class has changed.
 * Where the cache cannot be made or used, starts only take longer. (The launcher's AOT cache makes
 * them a little shorter still, and takes twice as long to make: more than these starts pay back.)
 */
record QuickStart(String classPath, List<String> javaOptions) {

  private static final QuickStart READY = prepare();

  static QuickStart ready() {
    return READY;
  }

  private static QuickStart prepare() {
    List<Path> ours = entries();
    try {
      Path folder = Files.createDirectories(besides(ours));
      try (FileChannel lock =
              FileChannel.open(
                  folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock _ = lock.lock()) {
        String contents = contents(ours);
        Path made = folder.resolve(contents);
        if (!Files.exists(made.resolve("ready"))) {
          deleteAllIn(folder);
          make(ours, Files.createDirectory(made));
        }
        return new QuickStart(
            packed(ours, made), options("-XX:SharedArchiveFile=" + made.resolve("cache"), made));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The class path of this JVM without the tests. */
  private static List<Path> entries() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.contains("test-classes") && !entry.endsWith("-tests.jar"))
        .map(Path::of)
        .toList();
  }

  /** Where the build puts what it makes. */
  private static Path besides(List<Path> ours) throws IOException {
    return ours.stream()
        .filter(Files::isDirectory)
        .findFirst()
        .orElseThrow(() -> new IOException("no folder of classes in " + ours))
        .resolveSibling("quick-start");
  }

  /** A hash of everything on the class path, and of the JVM that runs it. */
  private static String contents(List<Path> ours) throws IOException {
    MessageDigest digest = sha256();
    digest.update(Runtime.version().toString().getBytes(StandardCharsets.UTF_8));
    for (Path entry : ours) {
      for (Path file : filesIn(entry)) {
        digest.update(file.toString().getBytes(StandardCharsets.UTF_8));
        if (entry.equals(file)) { // a library
          digest.update(
              Files.getLastModifiedTime(file).toString().getBytes(StandardCharsets.UTF_8));
        } else {
          digest.update(Files.readAllBytes(file));
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static void make(List<Path> ours, Path folder) throws IOException, InterruptedException {
    for (int i = 0; i < ours.size(); i++) {
      if (Files.isDirectory(ours.get(i))) {
        pack(ours.get(i), jar(folder, i));
      }
    }
    List<String> training = options("-XX:ArchiveClassesAtExit=" + folder.resolve("cache"), folder);
    List<String> warmUp = List.of("warm-up", "--library", folder.toString());
    new ProcessBuilder(new QuickStart(packed(ours, folder), training).command(List.of(), warmUp))
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.DISCARD)
        .start()
        .waitFor();
    Files.createFile(folder.resolve("ready"));
  }

  private static List<String> options(String cache, Path library) {
    return List.of("-Xlog:disable", cache, "-Djava.library.path=" + library);
  }

  private static Path jar(Path folder, int place) {
    return folder.resolve(place + ".jar");
  }

  /** The class path with jars in the place of folders. */
  private static String packed(List<Path> ours, Path folder) {
    return IntStream.range(0, ours.size())
        .mapToObj(i -> Files.isDirectory(ours.get(i)) ? jar(folder, i) : ours.get(i))
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(1);
      for (Path file : filesIn(classes)) {
        String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
        zip.putNextEntry(new ZipEntry(name));
        Files.copy(file, zip);
      }
    }
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** What was made of other classes. */
  private static void deleteAllIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(folder) && !file.endsWith("lock")) {
          Files.delete(file);
        }
      }
    }
  }

  /** How to start {@code zveno} with these arguments, and more options for Java before them. */
  List<String> command(List<String> moreJavaOptions, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Many short lives: to be quick to start matters more than to run fast. Tests may differ.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    command.addAll(List.of("-XX:CompileThresholdScaling=5", "-XX:-UsePerfData"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "-Dfile.encoding=UTF-8"));
    command.addAll(javaOptions);
    command.addAll(moreJavaOptions);
    command.addAll(List.of("-cp", classPath, "zveno.node.cli.Main"));
    command.addAll(arguments);
    return command;
  }
}
