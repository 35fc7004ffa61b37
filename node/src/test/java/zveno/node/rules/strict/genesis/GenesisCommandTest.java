package zveno.node.rules.strict.genesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.Parameters;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.work.CompactBits;
import zveno.node.cli.Main;

/** The command that begins a net with strict rules. */
@Tag("slow")
class GenesisCommandTest {

  private static final String ALICE =
      "zv1qqkr3wkhrt4e6kcw63zx4g3l5rhdvfhpfdrpucdd83lnlcd5vt6cw7yedsy";

  @TempDir Path home;

  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();

  private int run(String... options) {
    List<String> all = new ArrayList<>(List.of("genesis"));
    all.addAll(List.of(options));
    output.getBuffer().setLength(0);
    errors.getBuffer().setLength(0);
    CommandLine program = Main.commandLine();
    program.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(errors, true));
    return program.execute(all.toArray(String[]::new));
  }

  private Path file() {
    return home.resolve("genesis.json");
  }

  private Genesis written() throws Exception {
    return Genesis.parse(Files.readAllBytes(file()));
  }

  @Test
  void writesWhatIsUsualAndPrintsTheHash() throws Exception {
    long before = Instant.now().getEpochSecond();
    assertThat(run("--network", "shop", file().toString())).as("%s", errors).isZero();

    Genesis genesis = written();
    assertThat(output.toString().strip()).isEqualTo(genesis.id().hex());
    assertThat(Files.readAllBytes(file())).isEqualTo(genesis.canonical());
    assertThat(genesis.parameters()).isEqualTo(Parameters.usual("shop"));
    assertThat(genesis.timestamp()).isBetween(before, Instant.now().getEpochSecond());
    // What any machine does in ten seconds: a thousand hashes a second to ten thousand million.
    BigInteger hashes = BigInteger.ONE.shiftLeft(256).divide(genesis.bits().target());
    assertThat(hashes).isBetween(new BigInteger("10000"), new BigInteger("100000000000"));
  }

  @Test
  void writesWhatIsSaid() throws Exception {
    assertThat(
            run(
                "--network=a-1",
                "--spacing=60",
                "--half-life=960",
                "--reward=0",
                "--halving=7",
                "--maturity=0",
                "--allocate=" + ALICE + "=9007199254740991",
                "--block-bytes=131072",
                "--limit=0x1f00ffff",
                "--bits=0x1e00ffff",
                file().toString()))
        .as("%s", errors)
        .isZero();
    assertThat(errors.toString()).isEmpty();

    Genesis genesis = written();
    assertThat(genesis.parameters())
        .isEqualTo(
            new Parameters(
                "a-1",
                60,
                960,
                new CompactBits(0x1f00ffffL),
                Coins.NONE,
                7,
                0,
                Map.of(Address.parse(ALICE).orElseThrow(), Coins.MAX),
                131_072));
    assertThat(genesis.bits()).isEqualTo(new CompactBits(0x1e00ffffL));
  }

  @Test
  void aLongSpacingHasAHalfLifeThatItMayHave() throws Exception {
    assertThat(run("--network=slow", "--spacing=86400", "--bits=0x1e00ffff", file().toString()))
        .isZero();
    assertThat(written().parameters().halfLife()).isEqualTo(2_592_000);
  }

  @Test
  void overwritesNothing() throws Exception {
    Files.writeString(file(), "mine");
    refused("already exists; name a new file", "--network=shop", file().toString());
    assertThat(file()).hasContent("mine");
  }

  @Test
  void saysWhatIsWrongInOneLine() {
    refused("--network", file().toString());
    refused("--network must be 1 to 32 characters of a-z, 0-9 and -", "--network=Shop");
    wrong("--spacing must be 1 to 86400, not 0", "--spacing=0");
    wrong("--spacing must be 1 to 86400, not 9223372036854775807", "--spacing=" + Long.MAX_VALUE);
    wrong("--half-life must be 160 to 2592000, not 159", "--half-life=159");
    wrong("--reward must be 0 to 9007199254740991 units, not -1", "--reward=-1");
    wrong("--halving must be 0 to 9007199254740991, not -1", "--halving=-1");
    wrong("--maturity must be 0 to 10000, not 10001", "--maturity=10001");
    wrong("--block-bytes must be 131072 to 33554432, not 5", "--block-bytes=5");
    wrong("--limit must be the shortest compact form", "--limit=0x217fffff");
    wrong("--limit must be the shortest compact form", "--limit=easy");
    wrong("--bits 0x207fffff must be no easier than", "--bits=0x207fffff", "--limit=0x1f00ffff");
    wrong("--allocate must be ADDRESS=UNITS, not x", "--allocate=x");
    wrong("each of allocations must be 1 to", "--allocate=" + ALICE + "=0");
    wrong("twice", "--allocate=" + ALICE + "=1", "--allocate=" + ALICE + "=1");
    wrong(
        "character 20 of the address does not fit the checksum",
        "--allocate=" + ALICE.substring(0, 19) + "q" + ALICE.substring(20) + "=1");
    assertThat(file()).doesNotExist();
  }

  private void wrong(String message, String... options) {
    List<String> all = new ArrayList<>(List.of("--network=shop", file().toString()));
    all.addAll(List.of(options));
    refused(message, all.toArray(String[]::new));
  }

  private void refused(String message, String... options) {
    assertThat(run(options)).as("%s: %s", List.of(options), errors).isEqualTo(2);
    assertThat(errors.toString().lines()).hasSize(1);
    assertThat(errors.toString()).contains(message);
    assertThat(output.toString()).isEmpty();
  }

  @Test
  void warnsOfBlocksThatCouldNotBeVerifiedInTime() {
    Parameters usual = Parameters.usual("shop"); // 4 MiB every ten seconds

    assertThat(GenesisCommand.slowness(usual, 2_000, "X")).isEmpty();
    assertThat(GenesisCommand.slowness(usual, 1_000, "X 1.0").orElseThrow())
        .contains("11949 signatures", "1000 a second (X 1.0)", "every 10 s", "--block-bytes");
  }
}
