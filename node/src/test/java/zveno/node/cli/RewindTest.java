package zveno.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.classic.Blocks;
import zveno.node.config.CommandException;
import zveno.node.service.ChainService;
import zveno.node.service.EasyService;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;

/** {@code zveno rewind}. */
@Tag("slow")
class RewindTest {

  private static final RuleSet RULES = Blocks.EASY;
  private static final Transaction TEA = Blocks.pay("ann", "bob", 1);

  @TempDir Path home;

  private Path folder = Path.of("");

  private record Outcome(int code, String output, String errors) {}

  /** Five blocks; blocks 2 to 5 carry a request each. */
  @BeforeEach
  void fill() {
    folder = home.resolve("node");
    try (RocksStore store = RocksStore.open(StoreSettings.in(folder).with(RULES.parameters()));
        ChainService service = EasyService.over(store)) {
      service.start();
      for (int i = 0; i < 4; i++) {
        service.submit(List.of(TEA));
        EasyService.mine(service, "me");
      }
    }
  }

  private Outcome rewind(Path where, String... options) {
    List<String> arguments = new ArrayList<>(List.of("rewind", "--data-dir", where.toString()));
    arguments.addAll(List.of(options));
    StringWriter errors = new StringWriter();
    CommandLine program = Main.commandLine(Map.of());
    program.setErr(new PrintWriter(errors, true));
    PrintStream out = System.out;
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    try {
      int code = program.execute(arguments.toArray(String[]::new));
      return new Outcome(code, output.toString(StandardCharsets.UTF_8), errors.toString());
    } finally {
      System.setOut(out);
    }
  }

  @Test
  void theLastBlocksAreTakenOffAndTheirTransactionsWaitAgain() {
    Outcome three = rewind(folder, "--to-height", "3");
    assertThat(three.code()).as(three.errors()).isZero();
    assertThat(three.output())
        .contains("2 blocks removed, returned to the pool: 2 transactions", "ends with block 3 ");
    assertThat(StoreCheck.of(folder)).contains("3 blocks, 4 transactions, 2 waiting: valid");

    assertThat(rewind(folder, "--to-height", "1").code()).isZero();
    assertThat(StoreCheck.of(folder)).contains("1 block, 0 transactions, 4 waiting: valid");
  }

  @Test
  void orAreDropped() {
    Outcome dropped = rewind(folder, "--to-height", "2", "--drop");
    assertThat(dropped.code()).as(dropped.errors()).isZero();
    assertThat(dropped.output()).contains("3 blocks removed, returned to the pool: 0 transactions");
    assertThat(StoreCheck.of(folder)).contains("2 blocks, 2 transactions, 0 waiting: valid");
  }

  @Test
  void whatCannotBeIsRefusedAndChangesNothing() {
    for (String height : List.of("0", "-1", "6", "x")) {
      Outcome refused = rewind(folder, "--to-height", height);
      assertThat(refused.code()).as(height).isEqualTo(CommandException.BAD_INPUT);
      assertThat(refused.errors().lines()).as(height).hasSize(1);
      assertThat(refused.errors()).contains("--to-height", height);
    }
    assertThat(rewind(folder).code()).isEqualTo(CommandException.BAD_INPUT);
    Path nothing = home.resolve("nothing");
    Outcome refused = rewind(nothing, "--to-height", "1");
    assertThat(refused.code()).isEqualTo(CommandException.BAD_INPUT);
    assertThat(refused.errors()).contains("there is no store in");
    assertThat(Files.exists(nothing)).isFalse();
    assertThat(StoreCheck.of(folder)).contains("5 blocks, 8 transactions, 0 waiting: valid");
  }

  @Test
  void aFolderInUseIsLeftAlone() {
    try (RocksStore inUse = RocksStore.open(StoreSettings.in(folder))) {
      Outcome refused = rewind(folder, "--to-height", "1");
      assertThat(refused.code()).isEqualTo(CommandException.BAD_INPUT);
      assertThat(refused.errors().lines()).hasSize(1);
      assertThat(inUse.live().tip().orElseThrow().height()).isEqualTo(5);
    }
  }
}
