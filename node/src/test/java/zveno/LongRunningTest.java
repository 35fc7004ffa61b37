package zveno;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code mvn verify} leaves out is not forgotten: some check of {@code .ci/long} runs it. */
class LongRunningTest {

  private static final Path ROOT = Path.of(System.getProperty("basedir", ".")).resolve("..");
  private static final Pattern NAMED = Pattern.compile("\\b([A-Z]\\w+Test)\\b");

  /** Run by hand, or by another script, or this one. */
  private static final Set<String> ELSEWHERE =
      Set.of("ScreenshotsTest", "ProxiedExplorerTest", "LongRunningTest");

  @Test
  void everyTestThatDoesMoreWhereThereIsTimeIsInAScript() throws IOException {
    Set<String> named = new TreeSet<>();
    Matcher names = NAMED.matcher(Files.readString(ROOT.resolve(".ci/long")));
    while (names.find()) {
      named.add(names.group(1));
    }
    Set<String> doMore = doMore();
    assertThat(doMore).hasSizeGreaterThan(20);
    assertThat(doMore).allMatch(test -> named.contains(test) || ELSEWHERE.contains(test));
  }

  private static Set<String> doMore() throws IOException {
    Set<String> tests = new TreeSet<>();
    for (String module : List.of("kernel", "node", "bench", "export", "cluster")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        for (Path file : files.filter(one -> one.toString().endsWith("Test.java")).toList()) {
          String source = Files.readString(file);
          if (Stream.of("@LongRunning\n", "\"zveno.long\"", "Kernels.LONG")
              .anyMatch(source::contains)) {
            tests.add(file.getFileName().toString().replace(".java", ""));
          }
        }
      }
    }
    return tests;
  }
}
