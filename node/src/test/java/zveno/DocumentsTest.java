package zveno;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents name files, headings, packages and classes that exist. */
class DocumentsTest {

  private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");

  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
  private static final Pattern NAME = Pattern.compile("`(zveno(?:\\.[a-z]+)*(?:\\.[A-Z]\\w*)?)`");
  private static final Pattern EXPLORER = Pattern.compile("`(node/src/[^` ]+)`");

  private static final List<String> SOURCES =
      Stream.of("kernel", "node", "bench", "bench/jmh", "export", "cluster")
          .flatMap(module -> Stream.of(module + "/src/main/java", module + "/src/test/java"))
          .toList();

  @Test
  void linksLeadToFilesAndHeadings() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path document : documents()) {
      for (MatchResult link : LINK.matcher(prose(document)).results().toList()) {
        String[] parts = link.group(1).split("#", 2);
        if (parts[0].contains(":")) {
          continue; // another site
        }
        Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
        boolean leads =
            Files.exists(target)
                && (parts.length == 1
                    || !target.toString().endsWith(".md")
                    || anchors(target).contains(parts[1]));
        if (!leads) {
          dead.add(ROOT.relativize(document) + " links to " + link.group(1));
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  @Test
  void packagesAndClassesExist() throws IOException {
    List<String> missing = new ArrayList<>();
    int named = 0;
    for (Path document : documents()) {
      String text = read(document);
      for (MatchResult name : NAME.matcher(text).results().toList()) {
        named++;
        if (!isInSources(name.group(1))) {
          missing.add(ROOT.relativize(document) + " names " + name.group(1));
        }
      }
      for (MatchResult file : EXPLORER.matcher(text).results().toList()) {
        if (!Files.exists(ROOT.resolve(file.group(1)))) {
          missing.add(ROOT.relativize(document) + " names " + file.group(1));
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(named).as("the pattern finds names").isGreaterThan(50);
  }

  private static boolean isInSources(String name) {
    String path = name.replace('.', '/');
    return SOURCES.stream()
        .map(ROOT::resolve)
        .anyMatch(source ->
            Files.isDirectory(source.resolve(path))
                || Files.exists(source.resolve(path + ".java")));
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(top, docs).filter(file -> file.toString().endsWith(".md")).toList();
    }
  }

  /** GitHub's names for the headings of a page: small letters and hyphens, without punctuation. */
  private static Set<String> anchors(Path document) throws IOException {
    return HEADING
        .matcher(prose(document))
        .results()
        .map(heading -> heading.group(1).strip().toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N}\\-_ ]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  /** A page without its code blocks, in which brackets and number signs mean something else. */
  private static String prose(Path document) throws IOException {
    return read(document).replaceAll("(?ms)^```.*?^```$", "");
  }

  private static String read(Path document) throws IOException {
    return Files.readString(document, StandardCharsets.UTF_8);
  }
}
