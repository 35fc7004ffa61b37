import com.google.googlejavaformat.java.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs google-java-format over all sources of the modules: {@code --check ROOT} or {@code --apply ROOT}. */
final class Format {

  private Format() {}

  public static void main(String[] args) throws Exception {
    List<String> command = new ArrayList<>();
    switch (args[0]) {
      case "--check" -> command.addAll(List.of("--dry-run", "--set-exit-if-changed"));
      case "--apply" -> command.add("--replace");
      default -> throw new IllegalArgumentException("neither --check nor --apply: " + args[0]);
    }
    List<String> sources = sourcesOf(Path.of(args[1]));
    command.addAll(sources);

    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter err = new PrintWriter(System.err, true);
    int code = sources.isEmpty() ? 0 : new Main(out, err, System.in).format(command.toArray(String[]::new));
    out.flush();
    err.flush();
    System.exit(code);
  }

  /** The Java files of each module's {@code src}, in the order of their names. */
  private static List<String> sourcesOf(Path root) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> modules = Files.list(root)) {
      for (Path src : modules.map(module -> module.resolve("src")).filter(Files::isDirectory).sorted().toList()) {
        try (Stream<Path> files = Files.walk(src)) {
          files.map(Path::toString).filter(name -> name.endsWith(".java")).sorted().forEach(found::add);
        }
      }
    }
    return found;
  }
}
