package zveno.node.rules.strict.wallet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.StrictTransaction;
import zveno.node.cli.AddedCommand;
import zveno.node.client.NodeOptions;
import zveno.node.config.CommandException;
import zveno.node.wallet.WalletException;
import zveno.node.wallet.WalletKey;

/** {@code zveno record}: records files, texts or lines. */
@Command(
    name = "record",
    description =
        "Record files (their SHA-256, name and size), texts, or the lines of standard input, each"
            + " as the data of a signed transaction; print the ids. What is recorded can be read by"
            + " everybody, and stays.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class RecordCommand implements AddedCommand, Callable<Integer> {

  @Option(
      names = {"-k", "--key"},
      paramLabel = "NAME",
      description = "The key that signs; default: the only one that there is.")
  @Nullable String name;

  @Parameters(arity = "0..*", paramLabel = "FILE", description = "Files to record.")
  List<Path> files = new ArrayList<>();

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "A text to record, 1 to 16384 bytes of UTF-8. May be repeated.")
  List<String> texts = new ArrayList<>();

  @Option(
      names = "--lines",
      description =
          "Record each line of standard input, JSON or any other text; blank ones are left out.")
  boolean lines;

  @Option(
      names = "--fee",
      paramLabel = "UNITS",
      defaultValue = "0",
      description = "What the miner gets for each; default ${DEFAULT-VALUE}.")
  long fee;

  @Option(
      names = "--genesis",
      paramLabel = "HASH|FILE",
      description =
          "The chain that it is for: the hash of its first block, or the file of zveno genesis. A"
              + " node with another chain gets nothing. Default: the node's.")
  @Nullable String genesis;

  @Option(
      names = "--journal",
      paramLabel = "FILE",
      description =
          "Keep what is signed in this file before it is sent. Started again with the same input"
              + " and journal, it goes on where it was, and doubles nothing.")
  @Nullable Path journal;

  @Mixin WaitOptions waiting = new WaitOptions();
  @Mixin NodeOptions nodes = new NodeOptions();
  @Mixin KeyOptions options = new KeyOptions();
  @Mixin Output output = new Output();

  @Override
  public Integer call() throws InterruptedException {
    int kinds = (files.isEmpty() ? 0 : 1) + (texts.isEmpty() ? 0 : 1) + (lines ? 1 : 0);
    if (kinds != 1) {
      throw CommandException.badInput("give one of FILE, --text and --lines");
    }
    if (fee < 0 || fee > Coins.MAX_UNITS) {
      throw CommandException.badInput("--fee must be 0 to " + Coins.MAX_UNITS + ", not " + fee);
    }
    waiting.blocks();
    waiting.timeout();
    try (Items items = items();
        WalletKey key = options.open(keyName())) {
      StrictNode node = new StrictNode(nodes.client());
      BlockId chain = chain(node);
      Recorder recorder = new Recorder(node, key, chain, new Coins(fee), output);
      Path file = journal;
      if (file == null) {
        recorder.run(items, Optional.empty());
      } else {
        try (Journal kept = Journal.open(file)) {
          recorder.run(items, Optional.of(kept));
        }
      }
      Optional<StrictTransaction> last = recorder.last();
      if (waiting.blocks() > 0 && last.isPresent()) {
        new Delivery(node, output)
            .confirmed(last.get(), recorder.entry(), waiting.blocks(), waiting.timeout());
      }
    }
    return 0;
  }

  /** The node's chain, if it is the wanted one. A node with other rules says so by itself. */
  private BlockId chain(StrictNode node) {
    String wanted = genesis;
    Optional<BlockId> named = Optional.ofNullable(wanted).map(PaymentOptions::chainOf);
    BlockId theirs = node.tip().genesis();
    named.ifPresent(first -> PaymentOptions.requireSame(first, theirs));
    return theirs;
  }

  private Items items() {
    if (lines) {
      return new LineItems(Surroundings.here().input());
    }
    return files.isEmpty() ? new TextItems(texts) : new FileItems(files);
  }

  private String keyName() {
    if (name != null) {
      return name;
    }
    try {
      List<String> all = options.keys().names();
      if (all.size() != 1) {
        throw CommandException.badInput(
            all.isEmpty()
                ? "there is no key yet; zveno wallet new makes one"
                : "--key must name one of " + String.join(", ", all));
      }
      return all.getFirst();
    } catch (WalletException e) {
      throw ExitCodes.of(e);
    }
  }
}
