package zveno.node.rules.strict.receipts;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.TxId;
import zveno.kernel.rules.strict.Receipt;
import zveno.kernel.rules.strict.Receipt.Level;
import zveno.kernel.rules.strict.RefusedException;
import zveno.kernel.rules.strict.keys.InstalledVerifier;
import zveno.node.cli.AddedCommand;
import zveno.node.client.NodeClient;
import zveno.node.client.NodeOptions;
import zveno.node.config.CommandException;
import zveno.node.rules.strict.ReceiptReport;

/** {@code zveno receipt}: fetches a receipt, and prints it if it is right. */
@Command(
    name = "receipt",
    description =
        "Fetch the receipt of a transaction from a node with strict rules, check it, and print it."
            + " Whoever has the hash of its anchor, which is printed to standard error, can check"
            + " it offline (zveno check). Exit code 0; 1 if there is no receipt, or the node's is"
            + " wrong; 2 for wrong options.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ReceiptCommand implements AddedCommand, Callable<Integer> {

  @Spec CommandSpec spec;

  @Mixin NodeOptions node = new NodeOptions();

  @Option(
      names = "--anchor",
      paramLabel = "HASH",
      description =
          "The block to which the receipt shall lead, the transaction's or a later one; default the"
              + " node's last block.")
  @Nullable String anchor;

  @Parameters(paramLabel = "ID", description = "The transaction's id, 64 hexadecimal digits.")
  String id = "";

  @Override
  public Integer call() throws InterruptedException {
    TxId wanted =
        TxId.parse(id)
            .orElseThrow(() ->
                CommandException.badInput("ID must be 64 lowercase hexadecimal digits, not " + id));
    Optional<BlockId> held = Optional.ofNullable(anchor).map(CheckCommand::hash);
    NodeClient client = node.client();
    String query = held.map(hash -> "?anchor=" + hash.hex()).orElse("");
    NodeClient.Answer answer = client.get("/api/v1/receipts/" + wanted.hex() + query);
    if (answer.status() != 200) {
      throw CommandException.failed(client.node() + ": " + answer.refusal());
    }
    Receipt receipt = checked(answer, wanted, held, client);
    PrintWriter out = spec.commandLine().getOut();
    out.println(new String(receipt.canonical(), StandardCharsets.US_ASCII));
    out.flush();
    PrintWriter errors = spec.commandLine().getErr();
    errors.println(
        "The receipt leads to block "
            + receipt.anchor().map(Receipt.Anchor::reward).orElse(receipt.block().reward()).height()
            + ", "
            + receipt.anchor().map(Receipt.Anchor::header).orElse(receipt.block().header()).id()
            + "; it is worth as much as the place where its reader gets that hash.");
    errors.flush();
    return 0;
  }

  /** A node may be wrong, or may be none: what it gives is printed only if it is what was asked. */
  private static Receipt checked(
      NodeClient.Answer answer, TxId wanted, Optional<BlockId> held, NodeClient client) {
    Receipt receipt;
    try {
      receipt = Receipt.parse(answer.body());
    } catch (RefusedException e) {
      throw CommandException.failed(
          client.node() + " did not answer with a receipt: " + e.refusal().detail());
    }
    ReceiptReport report =
        ReceiptReport.of(receipt, InstalledVerifier.get(), held, Optional.empty());
    if (!report.shows(Level.UNDER_THIS_HEADER)) {
      throw CommandException.failed(client.node() + ": " + report.words().getFirst());
    }
    Level needed = held.isPresent() ? Level.BELOW_HELD_BLOCK : Level.UNDER_THIS_HEADER;
    if (!receipt.transaction().id().equals(wanted) || !report.shows(needed)) {
      throw CommandException.failed(
          client.node() + " answered with the receipt of another transaction or anchor");
    }
    return receipt;
  }
}
