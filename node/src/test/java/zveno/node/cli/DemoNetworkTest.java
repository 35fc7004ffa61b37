package zveno.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.StrictTransaction;
import zveno.kernel.rules.strict.keys.Address;
import zveno.node.config.CommandException;
import zveno.node.rules.DemoNetworkProvider;
import zveno.node.signatures.NodeVerifier;

/** The demo and the devnet under rules that want a first block and accounts. */
@Tag("slow")
@Timeout(60)
class DemoNetworkTest {

  private static final String SOMEBODY =
      "zv1qqkr3wkhrt4e6kcw63zx4g3l5rhdvfhpfdrpucdd83lnlcd5vt6cw7yedsy";

  @TempDir Path home;

  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();

  private int run(String... arguments) {
    CommandLine program = Main.commandLine(Map.of());
    program.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(errors, true));
    return program.execute(arguments);
  }

  private DevnetFiles files(int nodes, String... allocations) {
    DemoNetworkProvider strict = DemoNetworkProvider.of("strict").orElseThrow();
    return DevnetFiles.in(home, strict, nodes, List.of(allocations));
  }

  @Test
  void theStrictDemoShowsAForgeryAForkAndASecondSpending() {
    assertThat(run("demo", "--rules", "strict")).as("%s", errors).isZero();

    assertThat(output.toString())
        .containsSubsequence(
            "Error: the signature is not of zv1",
            "Transaction will be added to Block 2",
            ") has 1005",
            "Our chain was replaced: the chain with the most work wins.",
            "in Ann's pool: 1",
            "Both have the same chain, byte for byte.",
            "Error: nonce 0 is used");
  }

  @Test
  void rulesThatAreNotShownAreNamed() {
    assertThat(run("demo", "--rules", "upstream")).isEqualTo(2);
    assertThat(run("devnet", "--rules", "none")).isEqualTo(2);
    assertThat(run("devnet", "--rules", "strict", "--difficulty", "3")).isEqualTo(2);
    assertThat(run("devnet", "--allocate", SOMEBODY + "=5")).isEqualTo(2);
    assertThat(
            errors
                .toString()
                .lines()
                .map(line ->
                    line.replaceFirst(": .*must", ": … must")
                        .replaceFirst("one of .*,", "one of the rule sets,")))
        .containsExactly(
            "zveno demo: … must be classic or strict, not upstream",
            "zveno devnet: … must be one of the rule sets, not none",
            "zveno devnet: --difficulty is no option of a network with rules strict",
            "zveno devnet: --allocate is no option of a network with rules classic");
  }

  @Test
  void theNodesOfANetHaveAccountsThatCanPay() throws Exception {
    DevnetFiles made = files(2, SOMEBODY + "=77");

    Genesis genesis = Genesis.parse(Files.readAllBytes(made.genesis()));
    assertThat(genesis.account(Address.parse(SOMEBODY).orElseThrow()).balance().units())
        .isEqualTo(77);
    assertThat(made.addresses()).hasSize(2).doesNotHaveDuplicates();
    for (String address : made.addresses()) {
      assertThat(genesis.account(Address.parse(address).orElseThrow()).balance())
          .isEqualTo(new Coins(1_000));
    }
    StrictTransaction example = StrictTransaction.parse(made.example().getBytes("US-ASCII"));
    assertThat(example.sender().text()).isEqualTo(made.addresses().getFirst());
    assertThat(example.isSigned(genesis.id(), new NodeVerifier())).isTrue();
    assertThat(made.options(1))
        .containsExactly(
            "--genesis", made.genesis().toString(), "--reward-address", made.addresses().get(1));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.keys())))
        .isEqualTo("rw-------");
  }

  @Test
  void aKeptNetGoesOnAsItWasBegun() throws Exception {
    List<String> begun = files(3).addresses();
    byte[] genesis = Files.readAllBytes(home.resolve("genesis.json"));

    assertThat(files(2).addresses()).isEqualTo(begun);
    assertThat(home.resolve("genesis.json")).hasBinaryContent(genesis);
    assertRefused("--nodes must be at most that", () -> files(4));
    assertRefused("omit --allocate", () -> files(2, SOMEBODY + "=5"));
    Files.writeString(home.resolve("keys.json"), "[{\"seed\": \"12\"}]");
    assertRefused("each key must have a seed of 64 digits", () -> files(2));
  }

  @Test
  void aWrongAllocationLeavesNothingBehind() {
    assertRefused("--allocate must be ADDRESS=UNITS, not 5", () -> files(1, "5"));
    assertThat(home).isEmptyDirectory();
  }

  private static void assertRefused(String message, ThrowingCallable command) {
    assertThatThrownBy(command)
        .isInstanceOfSatisfying(
            CommandException.class,
            why -> assertThat(why.exitCode()).isEqualTo(CommandException.BAD_INPUT))
        .hasMessageContaining(message);
  }
}
