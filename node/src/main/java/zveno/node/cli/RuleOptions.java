package zveno.node.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.TextEncoding;
import zveno.kernel.chain.Chain;
import zveno.kernel.chain.PathReader;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonReader;
import zveno.kernel.mining.Difficulty;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.classic.ClassicRules;
import zveno.kernel.rules.classic.ProofRule;
import zveno.node.storage.RocksStore;

/**
 * What a chain agrees on, as options. It is chosen when a folder is created and stored with the
 * chain; afterwards what is not said is taken from there, and what is said must agree.
 */
final class RuleOptions {

  private static final String OWN = "own";
  private static final String GENESIS = "genesis";

  @Option(
      names = "--rules",
      paramLabel = "NAME",
      description = "classic (the tutorial's; default) or upstream (its repository's since 2018).")
  @Nullable String rules;

  @Option(
      names = "--difficulty",
      paramLabel = "N",
      description = "Leading hexadecimal zeros that a proof must give, 0 to 64; default 4.")
  @Nullable Integer difficulty;

  @Option(
      names = "--genesis",
      paramLabel = "FILE",
      description =
          "A block in JSON with which all chains of a private net begin. Without it a node begins"
              + " with a block of its own, and takes chains that begin with any other. A folder"
              + " whose chain begins with this very block takes it too.")
  @Nullable Path genesis;

  /** What a new folder is to be made with. */
  SequencedMap<String, String> wanted() {
    SequencedMap<String, String> wanted = new LinkedHashMap<>();
    wanted.put("rules", proofRule().orElse(ProofRule.CLASSIC).title());
    wanted.put("difficulty", Integer.toString(zeros().orElse(Difficulty.TUTORIAL).zeros()));
    wanted.put(GENESIS, sharedGenesis().map(block -> block.id().hex()).orElse(OWN));
    return wanted;
  }

  private Optional<ProofRule> proofRule() {
    String name = rules;
    return name == null ? Optional.empty() : Optional.of(named(name));
  }

  private static ProofRule named(String name) {
    return Arrays.stream(ProofRule.values())
        .filter(rule -> rule.title().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            Failure.badInput(
                "there are no rules named \""
                    + name
                    + "\"; there are "
                    + Arrays.stream(ProofRule.values())
                        .map(ProofRule::title)
                        .collect(Collectors.joining(" and "))));
  }

  private Optional<Difficulty> zeros() {
    Integer zeros = difficulty;
    if (zeros == null) {
      return Optional.empty();
    }
    if (zeros < 0 || zeros > Difficulty.MAX) {
      throw Failure.badInput("--difficulty must be 0 to 64, not " + zeros);
    }
    return Optional.of(new Difficulty(zeros));
  }

  private Optional<Block> sharedGenesis() {
    Path file = genesis;
    return file == null ? Optional.empty() : Optional.of(read(file));
  }

  private static Block read(Path file) {
    try {
      byte[] text = TextEncoding.withoutMark(Files.readAllBytes(file));
      byte[] canonical = JsonReader.canonicalize(text, JsonLimits.defaults());
      return ClassicRules.open(ProofRule.CLASSIC, Difficulty.TUTORIAL).decode(canonical, 1);
    } catch (DecodeException e) {
      throw Failure.badInput(file + " is not a genesis block: " + e.getMessage());
    } catch (IOException e) {
      throw Failure.badInput("cannot read the genesis block " + file + ": " + Reasons.of(e));
    }
  }

  /**
   * The rules of the chain in a store; refuses what does not agree with what was asked for. A chain
   * that was begun with a first block of its own agrees with the file of that very block: the store
   * then belongs to the net that begins with it, for ever.
   *
   * @param folder how the store is named to people
   */
  RuleSet rulesOf(RocksStore store, String folder) {
    Map<String, String> stored = store.parameters();
    checkAgreement("rules", proofRule().map(ProofRule::title), stored, folder);
    checkAgreement("difficulty", zeros().map(d -> Integer.toString(d.zeros())), stored, folder);
    Optional<String> first = sharedGenesis().map(block -> block.id().hex());
    if (first.isPresent() && OWN.equals(stored.get(GENESIS))) {
      share(first.get(), store, folder);
    } else {
      checkAgreement(GENESIS, first, stored, folder);
    }
    return rulesOf(store.parameters());
  }

  private static void share(String wanted, RocksStore store, String folder) {
    Optional<String> begun = firstIn(store);
    if (begun.isPresent() && !begun.get().equals(wanted)) {
      throw Failure.badInput(
          "the chain in "
              + folder
              + " begins with block "
              + begun.get()
              + ", not with the block "
              + wanted
              + " of --genesis; leave --genesis out, or choose another folder with --data-dir");
    }
    Map<String, String> parameters = new LinkedHashMap<>(store.parameters());
    parameters.put(GENESIS, wanted);
    store.remember(parameters);
  }

  /** The hash of the first block of the chain in a store; nothing if it has none yet. */
  private static Optional<String> firstIn(RocksStore store) {
    Chain chain = new Chain(rulesOf(store.parameters()), store, 0);
    if (chain.path().length() == 0) {
      return Optional.empty();
    }
    try (PathReader blocks = PathReader.ascending(store.live(), chain.path(), 1, 1)) {
      return blocks.next() ? Optional.of(blocks.id().hex()) : Optional.empty();
    }
  }

  /** The rules that these parameters name. */
  static RuleSet rulesOf(Map<String, String> stored) {
    ProofRule rule = named(stored.getOrDefault("rules", "?"));
    Difficulty zeros = new Difficulty(Integer.parseInt(stored.getOrDefault("difficulty", "?")));
    String first = stored.getOrDefault(GENESIS, OWN);
    return first.equals(OWN)
        ? ClassicRules.open(rule, zeros)
        : ClassicRules.beginningWith(BlockId.parse(first).orElseThrow(), rule, zeros);
  }

  private static void checkAgreement(
      String name, Optional<String> asked, Map<String, String> stored, String folder) {
    String has = stored.getOrDefault(name, "?");
    if (asked.isPresent() && !asked.get().equals(has)) {
      throw Failure.badInput(
          "the chain in "
              + folder
              + " was begun with "
              + name
              + " "
              + has
              + ", not "
              + asked.get()
              + "; leave --"
              + name
              + " out, or choose another folder with --data-dir");
    }
  }

  /** The first block of a new folder. */
  Supplier<Block> firstBlock(RuleSet ruleSet, Supplier<Instant> now) {
    return () -> {
      Optional<Block> shared = sharedGenesis();
      String first = ruleSet.parameters().getOrDefault(GENESIS, OWN);
      if (shared.isEmpty() && !first.equals(OWN)) {
        throw Failure.badInput(
            "the folder is for a net that begins with block "
                + first
                + ", and does not hold that block yet; name its file by --genesis");
      }
      return shared.orElseGet(() -> ruleSet.genesis(now.get()));
    };
  }
}
