package zveno.node.rules.strict.wallet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.strict.StrictTransaction;
import zveno.kernel.rules.strict.keys.InstalledVerifier;
import zveno.node.client.NodeOptions;
import zveno.node.config.CommandException;

/** {@code zveno wallet check}: what a signed transaction is. */
@Command(
    name = "check",
    description =
        "Show what a signed transaction says, and whether its signature holds on a chain: on those"
            + " of --genesis, or else on the node's. Exit code 0 if it does, 1 if it does not.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class CheckCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      defaultValue = "-",
      description = "The signed transaction; default: standard input.")
  String file = "-";

  @Option(
      names = "--genesis",
      paramLabel = "HASH|FILE",
      description =
          "A chain: the hash of its first block, or the file of zveno genesis. May be repeated.")
  List<String> chains = new ArrayList<>();

  @Mixin NodeOptions nodes = new NodeOptions();
  @Mixin Output output = new Output();

  @Override
  public Integer call() {
    byte[] content = Documents.read(file);
    if (Draft.isOne(content)) {
      Draft draft = Draft.read(file, content);
      output.tell(draft.words());
      throw CommandException.failed("the transaction is not signed yet");
    }
    StrictTransaction transaction = Documents.signed(file, content);
    List<BlockId> known = new ArrayList<>();
    chains.forEach(text -> known.add(PaymentOptions.chainOf(text)));
    if (chains.isEmpty() || nodes.isGiven()) {
      try {
        known.add(new StrictNode(nodes.client()).tip().genesis());
      } catch (CommandException e) {
        if (e.exitCode() != CommandException.FAILED) {
          throw e;
        }
        throw CommandException.failed(e.getMessage() + " (--genesis names a chain without a node)");
      }
    }
    Optional<BlockId> holds =
        known.stream()
            .filter(genesis -> transaction.isSigned(genesis, InstalledVerifier.get()))
            .findFirst();
    String verdict =
        holds
            .map(genesis -> "the signature holds on chain " + genesis.hex())
            .orElse("the signature does not hold on " + chains(known));
    output.result(
        "transaction "
            + transaction.id().hex()
            + "\n"
            + Draft.words(transaction.content())
            + "\n"
            + verdict,
        json(transaction, holds));
    return holds.isPresent() ? 0 : CommandException.FAILED;
  }

  private static String chains(List<BlockId> known) {
    return known.size() == 1
        ? "chain " + known.getFirst().hex()
        : "any of the " + known.size() + " chains";
  }

  private static JsonWriter json(StrictTransaction transaction, Optional<BlockId> holds) {
    JsonWriter json = new JsonWriter().beginObject().name("genesis");
    holds.ifPresentOrElse(genesis -> json.string(genesis.hex()), json::nul);
    return json.name("holds")
        .bool(holds.isPresent())
        .name("id")
        .string(transaction.id().hex())
        .name("transaction")
        .value(transaction.json())
        .endObject();
  }
}
