package zveno.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import zveno.bench.Program.Outcome;
import zveno.kernel.json.JsonValue;
import zveno.node.cli.Main;

/** {@code --against DIR}, where the other build is this one under another launcher. */
@Tag("slow")
@Timeout(300)
@EnabledIfSystemProperty(named = "zveno.long", matches = "true")
class BenchAgainstTest {

  @TempDir Path folder;

  /** Starts this JVM's classes, and notes that it was asked to. */
  private Path build() throws IOException {
    Path script = folder.resolve("zveno");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Files.writeString(
        script,
        """
        #!/bin/sh
        echo "$1" >>'%s'
        exec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m -Xlog:disable \\
          --enable-native-access=ALL-UNNAMED -cp '%s' %s "$@"
        """
            .formatted(
                folder.resolve("started"),
                java,
                System.getProperty("java.class.path"),
                Main.class.getName()));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return folder;
  }

  private List<String> started() throws IOException {
    return Files.readAllLines(folder.resolve("started"));
  }

  private static String text(JsonValue object, String member) {
    return object.member(member).orElseThrow().text();
  }

  private static String words(JsonValue row, String first, String second, String number) {
    return text(row, first)
        + " "
        + text(row, second)
        + " "
        + row.member(number).orElseThrow().integer();
  }

  private static List<JsonValue> elements(Outcome outcome, String member) throws Exception {
    List<JsonValue> all = new ArrayList<>();
    outcome.json().member(member).orElseThrow().elements().forEach(all::add);
    return all;
  }

  @Test
  void postsAreComparedWithThoseOfAnotherBuildAndWithTheDisk() throws Exception {
    Outcome outcome =
        Program.bench("http", "--seconds", "0.1", "--connections", "1,3", "--blocks", "2")
            .and("--against", build().toString(), "--json")
            .run();

    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    List<JsonValue> posts = elements(outcome, "posts");
    assertThat(posts)
        .extracting(post -> words(post, "server", "way", "connections"))
        .containsExactly(
            "disk write 1",
            "no chain post 1",
            "no chain post 3",
            "other build post 1",
            "other build post 3",
            "other build batch 1",
            "other build batch 3",
            "zveno post 1",
            "zveno post 3",
            "zveno batch 1",
            "zveno batch 3");
    assertThat(posts.subList(7, 11))
        .allSatisfy(post -> assertThat(post.member("timesOther")).isPresent());
    assertThat(posts.get(7).member("timesDisk")).isPresent();
    assertThat(posts.get(8).member("timesDisk")).isEmpty();
    assertThat(started()).containsExactly("node");
  }

  @Test
  void syncIsComparedWithAnotherBuild() throws Exception {
    Outcome outcome =
        Program.bench("sync", "--tiny", "--against", build().toString(), "--json").run();

    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    List<JsonValue> results = elements(outcome, "results");
    assertThat(results)
        .extracting(row -> words(row, "build", "way", "newBlocks"))
        .containsExactly(
            "other build first 198",
            "zveno first 198",
            "other build again 199",
            "zveno again 199",
            "other build follow 199",
            "zveno follow 199",
            "other build resolve 10",
            "zveno resolve 10",
            "other build resolve 1",
            "zveno resolve 1",
            "other build resolve 0",
            "zveno resolve 0");
    assertThat(results).allSatisfy(row -> assertThat(row.member("timeToOther")).isPresent());
    assertThat(started().stream().filter("import"::equals)).hasSize(2);
  }
}
