package zveno.node.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Quantity;
import zveno.kernel.bytes.TextEncoding;
import zveno.kernel.chain.Candidate;
import zveno.kernel.model.Block;
import zveno.kernel.model.EntryId;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.Verdict;
import zveno.node.config.CommandException;
import zveno.node.config.IoErrors;
import zveno.node.config.RuleOptions;
import zveno.node.config.StoredChainOptions;
import zveno.node.protocol.BadChainException;
import zveno.node.protocol.BlockMemoryBudget;
import zveno.node.protocol.ChainDocument;
import zveno.node.protocol.ChainLimits;
import zveno.node.service.AdoptResult;
import zveno.node.service.ChainService;
import zveno.node.service.ChainSnapshot;
import zveno.node.service.LargeBlockBudget;
import zveno.node.service.ServiceLimits;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;

/** {@code zveno import}: reads a chain in the tutorial's JSON like one from a peer. */
@Command(
    name = "import",
    description =
        "Read a chain in the tutorial's JSON into the data folder of a stopped node. It is verified"
            + " from its first block on, and adopted if it is longer than the chain in the folder.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ImportCommand implements Callable<Integer> {

  /** How many bytes are looked at to find the first block. */
  private static final int MAX_BEFORE_FIRST = 64 << 20;

  private static final ChainLimits LIMITS =
      new ChainLimits(Long.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, 64 << 20);

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "The file to read; default: standard input.")
  @Nullable Path file;

  @Spec CommandSpec spec;

  @Mixin StoredChainOptions where = new StoredChainOptions();

  @Mixin RuleOptions rules = new RuleOptions();

  /** Whether the folder held no block, and holds none that is to stay. */
  private boolean begun;

  @Override
  public Integer call() throws IOException {
    try {
      String result = takeIn();
      spec.commandLine().getOut().println(result);
      return 0;
    } catch (RuntimeException e) {
      if (begun) { // nothing was taken, so nothing stays
        RocksStore.remove(StoreSettings.in(where.folder()));
      }
      throw e;
    }
  }

  /**
   * Found out while the folder was ours alone: before that, a node may have begun a chain in it.
   */
  private Block begin(BufferedInputStream in, RuleSet rules) {
    begun = true;
    return firstOf(in, rules);
  }

  /** Says what was done. */
  private String takeIn() throws IOException {
    try (BufferedInputStream in = open();
        RocksStore store = RocksStore.open(StoreSettings.in(where.folder()).with(rules.wanted()))) {
      RuleSet ruleSet = rules.rulesOf(store, where.folder().toString());
      Clock clock = Clock.systemUTC();
      try (ChainService service =
          new ChainService(
              ruleSet,
              store,
              () -> begin(in, ruleSet),
              ServiceLimits.DEFAULT,
              clock,
              () -> new EntryId(UUID.randomUUID()),
              failure -> {})) {
        service.start();
        String done = read(in, service);
        begun = false;
        return done;
      }
    }
  }

  private BufferedInputStream open() {
    Path named = file;
    String name = named == null ? "standard input" : named.toString();
    try {
      BufferedInputStream in =
          new BufferedInputStream(named == null ? System.in : Files.newInputStream(named));
      TextEncoding.passMark(in);
      return in;
    } catch (DecodeException e) {
      throw CommandException.badInput(
          "invalid chain, nothing was imported: " + name + ": " + e.getMessage());
    } catch (IOException e) {
      throw CommandException.badInput("cannot read " + name + ": " + IoErrors.of(e));
    }
  }

  /** A new folder begins as the chain that is read begins; the stream is left where it was. */
  private static Block firstOf(BufferedInputStream in, RuleSet rules) {
    try {
      in.mark(MAX_BEFORE_FIRST);
      Block first =
          new ChainDocument(rules, LIMITS, new BlockMemoryBudget(new LargeBlockBudget(0)))
              .first(in);
      rewind(in);
      if (rules.consensus().checkContext(first, ChainContext.GENESIS)
          instanceof Verdict.Rejected why) {
        throw new BadChainException(why.detail());
      }
      return first;
    } catch (BadChainException e) {
      throw refused(e);
    } catch (IOException e) {
      throw CommandException.failed("cannot read the chain: " + IoErrors.of(e));
    }
  }

  private static void rewind(BufferedInputStream in) throws BadChainException {
    try {
      in.reset();
      in.mark(0); // or all that follows would be kept too
    } catch (IOException e) {
      throw new BadChainException(
          "the first block does not end within the first " + MAX_BEFORE_FIRST + " bytes", e);
    }
  }

  private static CommandException refused(BadChainException why) {
    return CommandException.badInput("invalid chain, nothing was imported: " + why.getMessage());
  }

  private String read(InputStream in, ChainService service) throws IOException {
    try (ChainSnapshot moment = service.look();
        Candidate candidate = service.candidate(moment);
        ProgressLine progress = new ProgressLine("importing", 0)) {
      new ChainDocument(service.rules(), LIMITS, new BlockMemoryBudget(service.largeBlocks()))
          .read(in, candidate, progress::at);
      return take(candidate, service);
    } catch (BadChainException e) {
      throw refused(e);
    }
  }

  private String take(Candidate candidate, ChainService service) {
    long before = service.tip().height();
    if (service.adopt(candidate) instanceof AdoptResult.Adopted) {
      return "imported a chain of %s into %s"
          .formatted(Quantity.of(candidate.length(), "block"), where.folder());
    }
    if (candidate.lastId().equals(service.tip().id())) {
      return "%s already has this chain of %s"
          .formatted(where.folder(), Quantity.of(before, "block"));
    }
    service.discard(candidate);
    throw CommandException.badInput(
        "the chain of "
            + Quantity.of(candidate.length(), "block")
            + " is not longer than the "
            + before
            + " in the folder; nothing was imported");
  }
}
