package zveno.node.rules.strict.genesis;

import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zveno.kernel.mining.HeaderPuzzle;
import zveno.kernel.mining.HeaderSearch;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.Parameters;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.keys.InstalledVerifier;
import zveno.kernel.rules.strict.work.CompactBits;
import zveno.node.cli.AddedCommand;
import zveno.node.config.CommandException;
import zveno.node.config.IoErrors;
import zveno.node.miner.ParallelSearch;
import zveno.node.miner.SearchThreads;
import zveno.node.signatures.NodeVerifier;

/** {@code zveno genesis}: writes the first block of a net with strict rules. */
@Command(
    name = "genesis",
    description =
        "Write the first block of a network with strict rules to a file, which all of its nodes"
            + " start with (node --rules strict --genesis FILE); print its hash. Measures this"
            + " machine for a few seconds to set the first target.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class GenesisCommand implements AddedCommand, Callable<Integer> {

  /** How many bytes the smallest transaction has: no data, one digit in each number. */
  private static final int SMALLEST_TRANSACTION =
      ("{\"amount\": 0, \"expires\": 1, \"fee\": 0, \"nonce\": 0, \"recipient\": \"\","
                  + " \"sender\": \"\", \"signature\": \"\"}, ")
              .length()
          + 2 * Address.TEXT_LENGTH
          + 128;

  private static final Duration SEARCH = Duration.ofSeconds(1);

  /** Vector kernels are slow until the JVM has compiled them. */
  private static final Duration WARM_UP = Duration.ofSeconds(3);

  private static final Duration VERIFICATION = Duration.ofMillis(300);

  private static final BigInteger RANGE = BigInteger.ONE.shiftLeft(256);

  @Spec CommandSpec spec;

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description =
          "A name for people, 1 to 32 characters of a-z, 0-9 and -; needed unless --from-balances"
              + " has one.")
  @Nullable String network;

  @Option(
      names = "--from-balances",
      paramLabel = "FOLDER",
      description =
          "Begin anew with what the accounts of the stopped node's chain in FOLDER have, rewards"
              + " that are not to be spent yet included. What no option says is as in that chain,"
              + " but for the first target; all nonces begin at 0.")
  @Nullable Path stuck;

  @Option(
      names = "--at-least",
      paramLabel = "UNITS",
      description =
          "With --from-balances: leave out accounts that have less; default 1. A first block has"
              + " room for 10000 accounts.")
  @Nullable Long least;

  @Option(
      names = "--spacing",
      paramLabel = "SECONDS",
      description = "The time between blocks, 1 to 86400; default 10.")
  @Nullable Long spacing;

  @Option(
      names = "--half-life",
      paramLabel = "SECONDS",
      description =
          "By how much the schedule must be missed to double or halve the target, 16 times the"
              + " spacing to 2592000; default 288 times the spacing, at least 3600.")
  @Nullable Long halfLife;

  @Option(
      names = "--reward",
      paramLabel = "UNITS",
      description = "What a block brings its miner, 0 to 9007199254740991; default 50.")
  @Nullable Long reward;

  @Option(
      names = "--halving",
      paramLabel = "BLOCKS",
      description = "After how many blocks the reward is halved each time; default 0, never.")
  @Nullable Long halving;

  @Option(
      names = "--maturity",
      paramLabel = "BLOCKS",
      description = "How many blocks later a reward may be spent, 0 to 10000; default 10.")
  @Nullable Long maturity;

  @Option(
      names = "--allocate",
      paramLabel = "ADDRESS=UNITS",
      description = "What an address has at the beginning. May be repeated, up to 10000 times.")
  List<String> allocations = new ArrayList<>();

  @Option(
      names = "--block-bytes",
      paramLabel = "BYTES",
      description = "The largest block, 131072 to 33554432; default 4194304.")
  @Nullable Integer blockBytes;

  @Option(
      names = "--limit",
      paramLabel = "BITS",
      description = "The easiest target, in Bitcoin's compact form; default 0x207fffff.")
  @Nullable String limit;

  @Option(
      names = "--bits",
      paramLabel = "BITS",
      description =
          "The first target, in the same form; default one that makes this machine alone keep the"
              + " spacing.")
  @Nullable String bits;

  @CommandLine.Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      defaultValue = "genesis.json",
      description = "The file to write; default ${DEFAULT-VALUE}. It must not exist yet.")
  Path file = Path.of("genesis.json");

  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() throws InterruptedException {
    Optional<StuckChain> before = Optional.ofNullable(stuck).map(StuckChain::in);
    Parameters parameters = parameters(before);
    Optional<CompactBits> said = Optional.ofNullable(bits).map(text -> bits("--bits", text));
    if (Files.exists(file)) {
      throw exists();
    }
    CompactBits first = said.isPresent() ? said.get() : measured(parameters);
    Genesis genesis = genesis(parameters, first);
    write(genesis);
    PrintWriter out = spec.commandLine().getOut();
    out.println(genesis.id().hex());
    out.flush();
    warnIfSlow(parameters);
    return 0;
  }

  private Parameters parameters(Optional<StuckChain> before) {
    Coins each = reward == null ? null : coins("--reward", reward);
    try {
      Parameters usual = before.map(StuckChain::parameters).orElseGet(this::usual);
      long seconds = spacing == null ? usual.spacing() : spacing;
      return new Parameters(
          network == null ? usual.network() : network,
          seconds,
          halfLife == null ? usualHalfLife(usual, seconds) : halfLife,
          limit == null ? usual.limit() : bits("--limit", limit),
          each == null ? usual.reward() : each,
          halving == null ? usual.halving() : halving,
          maturity == null ? usual.maturity() : maturity,
          allocated(before),
          blockBytes == null ? usual.blockBytes() : blockBytes);
    } catch (IllegalArgumentException e) {
      throw CommandException.badInput(option(String.valueOf(e.getMessage())));
    }
  }

  private Parameters usual() {
    String name = network;
    if (name == null) {
      throw CommandException.badInput("--network NAME is needed: a name for people");
    }
    return Parameters.usual(name);
  }

  private Map<Address, Coins> allocated(Optional<StuckChain> before) {
    Map<Address, Coins> given = Allocations.read(allocations);
    if (before.isEmpty()) {
      if (least != null) {
        throw CommandException.badInput("--at-least is of use with --from-balances only");
      }
      return given;
    }
    Takeover takeover =
        Takeover.of(before.get(), least == null ? new Coins(1) : coins("--at-least", least), given);
    PrintWriter errors = spec.commandLine().getErr();
    takeover.report().forEach(errors::println);
    errors.flush();
    return takeover.allocations();
  }

  /** A spacing out of its range is refused by its own name; it must not overflow before. */
  private static long usualHalfLife(Parameters usual, long seconds) {
    return seconds == usual.spacing()
        ? usual.halfLife()
        : Parameters.usualHalfLife(Math.clamp(seconds, 1L, 86_400L));
  }

  /** A message that begins with a member of the file, in the words of the command line. */
  private static String option(String message) {
    int end = message.indexOf(' ');
    return message.startsWith("the ") || message.startsWith("each ") || message.startsWith("--")
        ? message
        : "--" + message.substring(0, end).replace('_', '-') + message.substring(end);
  }

  private static Coins coins(String option, long units) {
    if (units < 0 || units > Coins.MAX_UNITS) {
      throw CommandException.badInput(
          option + " must be 0 to " + Coins.MAX_UNITS + " units, not " + units);
    }
    return new Coins(units);
  }

  /** Compact bits in hexadecimal, as miners write them, or as the number in the file. */
  private static CompactBits bits(String option, String text) {
    String digits = text.toLowerCase(Locale.ROOT);
    Optional<CompactBits> read = Optional.empty();
    if (digits.matches("0x[0-9a-f]{1,8}")) {
      read = CompactBits.of(Long.parseLong(digits.substring(2), 16));
    } else if (digits.matches("\\d{1,10}")) {
      read = CompactBits.of(Long.parseLong(digits));
    }
    return read.orElseThrow(() ->
        CommandException.badInput(
            option
                + " must be the shortest compact form of a target from 1 to 2^256 - 1, like"
                + " 0x207fffff, not "
                + text));
  }

  private Genesis genesis(Parameters parameters, CompactBits first) {
    if (first.isEasierThan(parameters.limit())) {
      throw CommandException.badInput(
          "--bits " + first + " must be no easier than the limit, " + parameters.limit());
    }
    return new Genesis(parameters, first, clock.instant().getEpochSecond());
  }

  /** The target at which this machine finds a block in one spacing, on average. */
  private CompactBits measured(Parameters parameters) {
    double hashes = Math.max(1, hashesPerSecond() * parameters.spacing());
    BigInteger target =
        new BigDecimal(RANGE)
            .divide(BigDecimal.valueOf(hashes), 0, RoundingMode.DOWN)
            .toBigInteger()
            .min(parameters.limit().target());
    return CompactBits.ofTarget(target.max(BigInteger.ONE));
  }

  /** By all processors, with the kernels that a node mines with, once they are warm. */
  private static double hashesPerSecond() {
    ParallelSearch crew = ParallelSearch.withFastestKernels();
    try {
      var _ = triedUntil(crew, System.nanoTime() + WARM_UP.toNanos());
      long from = System.nanoTime();
      long tried = triedUntil(crew, from + SEARCH.toNanos());
      return tried / ((System.nanoTime() - from) / 1e9);
    } finally {
      crew.dismiss();
    }
  }

  private static long triedUntil(ParallelSearch crew, long end) {
    HeaderPuzzle hopeless = new HeaderPuzzle(new byte[HeaderPuzzle.LENGTH], BigInteger.ZERO);
    long tried = 0;
    while (System.nanoTime() - end < 0) {
      HeaderSearch search = new HeaderSearch(hopeless);
      crew.search(search, SearchThreads.processors(), () -> System.nanoTime() - end >= 0, () -> {});
      tried += search.tried();
    }
    return tried;
  }

  private void write(Genesis genesis) {
    try {
      Files.write(file, genesis.canonical(), StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw exists();
    } catch (IOException e) {
      throw CommandException.badInput("cannot write " + file + ": " + IoErrors.of(e));
    }
  }

  private CommandException exists() {
    return CommandException.badInput(file + " already exists; name a new file");
  }

  private void warnIfSlow(Parameters parameters) throws InterruptedException {
    if (InstalledVerifier.get() instanceof NodeVerifier verifier) {
      slowness(parameters, verifier.measure(VERIFICATION), verifier.name())
          .ifPresent(warning -> {
            PrintWriter errors = spec.commandLine().getErr();
            errors.println("warning: " + warning);
            errors.flush();
          });
    }
  }

  /**
   * What there is to say of a net whose nodes would need longer to verify a block than to find one.
   *
   * @param perSecond how many signatures this machine verifies in a second
   * @param library by which
   */
  static Optional<String> slowness(Parameters parameters, double perSecond, String library) {
    long most = parameters.blockBytes() / SMALLEST_TRANSACTION;
    if (most <= perSecond * parameters.spacing()) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "a full block has up to %d signatures, and this machine verifies %.0f a second (%s): it"
                + " could not keep up with a block every %d s; choose a longer --spacing or smaller"
                + " --block-bytes",
            most,
            perSecond,
            library,
            parameters.spacing()));
  }
}
