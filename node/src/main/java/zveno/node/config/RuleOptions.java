package zveno.node.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.chain.Chain;
import zveno.kernel.chain.PathReader;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.RuleParameterException;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.RuleSetFactory;
import zveno.kernel.rules.RuleSets;
import zveno.node.storage.RocksStore;

/**
 * What a chain agrees on, as options. It is chosen when a folder is created and stored with the
 * chain; afterwards what is not said is taken from there, and what is said must agree.
 */
public final class RuleOptions {

  private static final String OWN = RuleSets.OWN;
  private static final String GENESIS = RuleSets.GENESIS;

  @Option(
      names = "--rules",
      paramLabel = "NAME",
      description =
          "classic (the tutorial's; default), upstream (its repository's since 2018), or strict"
              + " (signed transactions between accounts; needs --genesis or --join).")
  @Nullable String rules;

  @Option(
      names = "--difficulty",
      paramLabel = "N",
      description = "Leading hexadecimal zeros that a proof must have, 0 to 64; default 4.")
  @Nullable
  public Integer difficulty;

  @Option(
      names = "--genesis",
      paramLabel = "FILE",
      description =
          "The first block, in JSON, of all chains of a private network. Without it a node creates"
              + " its own first block, and accepts chains with any first block. A data folder whose"
              + " chain begins with this block accepts the option too.")
  @Nullable Path genesis;

  /** The first block that a peer has given. */
  private @Nullable Block joined;

  /**
   * Takes the first block of a network from a peer, instead of from a file, and trusts it.
   *
   * @param bytes canonical
   * @param peer how it is named to people
   * @return its hash
   */
  public BlockId join(byte[] bytes, String peer) {
    if (genesis != null) {
      throw CommandException.badInput(
          "--join takes the first block from a peer, and --genesis from a file: omit one of them");
    }
    Map<String, String> given = given();
    try {
      Block first = RuleSets.factory(given).readGenesis(bytes);
      joined = first;
      return first.id();
    } catch (RuleParameterException e) {
      throw CommandException.badInput("--" + e.parameter() + " " + e.problem());
    } catch (DecodeException e) {
      throw CommandException.failed(
          "--join: what "
              + peer
              + " has as its first block is none under the rules "
              + given.getOrDefault(RuleSets.RULES, RuleSets.DEFAULT)
              + ": "
              + e.getMessage());
    }
  }

  /** Those of a chain of these rules that begins with this block. */
  public static RuleOptions beginningWith(String rules, byte[] genesis) {
    RuleOptions options = new RuleOptions();
    options.rules = rules;
    try {
      options.joined = RuleSets.factory(options.given()).readGenesis(genesis);
    } catch (RuleParameterException | DecodeException e) {
      throw new IllegalArgumentException("no first block under the rules " + rules, e);
    }
    return options;
  }

  /** What a new folder is to be made with. */
  public SequencedMap<String, String> wanted() {
    Map<String, String> given = given();
    SequencedMap<String, String> wanted = rulesOf(given).parameters();
    return sharedGenesis(given).map(first -> RuleSets.beginningWith(first, wanted)).orElse(wanted);
  }

  /** Refuses rules under which a new folder could begin no chain. */
  public void checkBeginning() {
    checkGenesis(wanted());
  }

  /** The parameters that are said, beside the first block. */
  private Map<String, String> given() {
    Map<String, String> given = new LinkedHashMap<>();
    if (rules != null) {
      given.put(RuleSets.RULES, rules.toLowerCase(Locale.ROOT));
    }
    if (difficulty != null) {
      given.put("difficulty", Integer.toString(difficulty));
    }
    return given;
  }

  private Optional<Block> sharedGenesis(Map<String, String> parameters) {
    Path file = genesis;
    return file == null
        ? Optional.ofNullable(joined)
        : Optional.of(read(file, RuleSets.factory(parameters)));
  }

  private static Block read(Path file, RuleSetFactory factory) {
    try {
      return factory.readGenesis(Files.readAllBytes(file));
    } catch (DecodeException e) {
      throw CommandException.badInput(file + " is not a genesis block: " + e.getMessage());
    } catch (IOException e) {
      throw CommandException.badInput(
          "cannot read the genesis block " + file + ": " + IoErrors.of(e));
    }
  }

  /**
   * The rules of the chain in a store; refuses what does not agree with what was asked for. A chain
   * that was begun with a first block of its own agrees with the file of that very block: the store
   * then belongs to the net that begins with it, for ever.
   *
   * @param folder how the store is named to people
   */
  public RuleSet rulesOf(RocksStore store, String folder) {
    Map<String, String> stored = store.parameters();
    Map<String, String> given = given();
    var _ = rulesOf(given);
    given.forEach((name, value) -> checkAgreement(name, value, stored, folder));
    sharedGenesis(stored)
        .ifPresent(first -> {
          Map<String, String> shared = RuleSets.beginningWith(first, stored);
          if (OWN.equals(stored.get(GENESIS))) {
            share(first.id(), shared, store, folder);
          } else {
            checkAgreement(GENESIS, shared.get(GENESIS), stored, folder);
          }
        });
    checkGenesis(store.parameters());
    return rulesOf(store.parameters());
  }

  /** Some rules let no chain begin with a block that the node makes. */
  private static void checkGenesis(Map<String, String> stored) {
    if (OWN.equals(stored.get(GENESIS)) && !RuleSets.factory(stored).allowsOwnGenesis()) {
      throw CommandException.badInput(
          "--rules "
              + stored.get(RuleSets.RULES)
              + " needs --genesis FILE or --join URL: all chains of such a network begin with the"
              + " same block");
    }
  }

  private static void share(
      BlockId wanted, Map<String, String> parameters, RocksStore store, String folder) {
    Optional<BlockId> begun = firstIn(store);
    if (begun.isPresent() && !begun.get().equals(wanted)) {
      throw CommandException.badInput(
          "the chain in "
              + folder
              + " begins with block "
              + begun.get()
              + ", not with block "
              + wanted
              + " of --genesis; omit --genesis, or choose another folder with --data-dir");
    }
    store.remember(parameters);
  }

  /** The first block of the chain in a store; nothing if it has none yet. */
  private static Optional<BlockId> firstIn(RocksStore store) {
    Chain chain = new Chain(rulesOf(store.parameters()), store, 0);
    if (chain.path().length() == 0) {
      return Optional.empty();
    }
    try (PathReader blocks = PathReader.ascending(store.live(), chain.path(), 1, 1)) {
      return blocks.next() ? Optional.of(blocks.id()) : Optional.empty();
    }
  }

  /** The rules that these parameters name. */
  public static RuleSet rulesOf(Map<String, String> parameters) {
    try {
      return RuleSets.of(parameters);
    } catch (RuleParameterException e) {
      throw CommandException.badInput("--" + e.parameter() + " " + e.problem());
    }
  }

  private static void checkAgreement(
      String name, @Nullable String asked, Map<String, String> stored, String folder) {
    String has = stored.getOrDefault(name, "?");
    if (!has.equals(asked)) {
      throw CommandException.badInput(
          "the chain in "
              + folder
              + " was begun with "
              + name
              + " "
              + has
              + ", not "
              + asked
              + "; omit --"
              + name
              + ", or choose another folder with --data-dir");
    }
  }

  /** The first block of a new folder. */
  public Supplier<Block> firstBlock(RuleSet ruleSet, Supplier<Instant> now) {
    return () -> {
      Optional<Block> shared = sharedGenesis(ruleSet.parameters());
      String first = ruleSet.parameters().getOrDefault(GENESIS, OWN);
      if (shared.isEmpty() && !first.equals(OWN)) {
        throw CommandException.badInput(
            "the data folder is for a network that begins with block "
                + first
                + ", and does not have that block yet; name its file with --genesis");
      }
      return shared.orElseGet(() -> ruleSet.templates().genesis(now.get()));
    };
  }
}
