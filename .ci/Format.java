import com.google.googlejavaformat.java.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Runs google-java-format over all sources of the modules: {@code --check ROOT MEMORY} or {@code --apply ROOT MEMORY}. What
 * was found well is remembered by its hash in the file MEMORY, and not looked at again.
 */
final class Format {

  private Format() {}

  public static void main(String[] args) throws Exception {
    List<String> command = new ArrayList<>();
    switch (args[0]) {
      case "--check" -> command.addAll(List.of("--dry-run", "--set-exit-if-changed"));
      case "--apply" -> command.add("--replace");
      default -> throw new IllegalArgumentException("neither --check nor --apply: " + args[0]);
    }
    Path memory = Path.of(args[2]);
    Set<String> well = Files.exists(memory) ? Set.copyOf(Files.readAllLines(memory)) : Set.of();
    TreeMap<String, String> hashes = new TreeMap<>();
    for (Path source : sourcesOf(Path.of(args[1]))) {
      hashes.put(source.toString(), hash(source));
    }
    List<String> sources = hashes.keySet().stream().filter(source -> !well.contains(hashes.get(source))).toList();
    command.addAll(sources);

    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter err = new PrintWriter(System.err, true);
    int code = sources.isEmpty() ? 0 : new Main(out, err, System.in).format(command.toArray(String[]::new));
    out.flush();
    err.flush();
    if (code == 0 && args[0].equals("--check")) {
      Files.createDirectories(memory.getParent());
      Files.write(memory, new TreeSet<>(hashes.values()));
    }
    System.exit(code);
  }

  /** Of the file's bytes, and of the formatter that judges them. */
  private static String hash(Path source) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(String.valueOf(Main.class.getPackage().getImplementationVersion()).getBytes(StandardCharsets.UTF_8));
    digest.update(Files.readAllBytes(source));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The Java files of each module's {@code src}. */
  private static List<Path> sourcesOf(Path root) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> modules = Files.list(root)) {
      for (Path src : modules.map(module -> module.resolve("src")).filter(Files::isDirectory).toList()) {
        try (Stream<Path> files = Files.walk(src)) {
          files.filter(file -> file.toString().endsWith(".java")).forEach(found::add);
        }
      }
    }
    return found;
  }
}
