package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the strict rules need costs a node with other rules nothing. */
@Tag("slow")
@Timeout(300)
class ClassicStartTest {

  @TempDir Path home;

  @Test
  void aNodeWithoutSignaturesLoadsNothingThatVerifiesThem() throws Exception {
    Path loaded = home.resolve("loaded");
    Program program =
        NodeProcess.program("--ephemeral", "--difficulty", "1")
            .withJava("-Xlog:class+load:file=" + loaded + ":none:filecount=0");
    try (NodeProcess node = NodeProcess.start(program)) {
      node.api().mine(2);
      assertThat(node.terminate()).isZero();
    }
    List<String> classes = Files.readAllLines(loaded);
    assertThat(classes).anyMatch(line -> line.startsWith("zveno.kernel.rules.classic."));
    assertThat(classes)
        .noneMatch(line -> line.startsWith("zveno.node.signatures."))
        .noneMatch(line -> line.startsWith("com.amazon.corretto."));
  }
}
