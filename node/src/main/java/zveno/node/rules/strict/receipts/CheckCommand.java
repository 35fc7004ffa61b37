package zveno.node.rules.strict.receipts;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zveno.kernel.bytes.OneLine;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.strict.Receipt;
import zveno.kernel.rules.strict.Receipt.Level;
import zveno.kernel.rules.strict.RefusedException;
import zveno.kernel.rules.strict.keys.InstalledVerifier;
import zveno.node.cli.AddedCommand;
import zveno.node.client.NodeClient;
import zveno.node.client.NodeOptions;
import zveno.node.config.CommandException;
import zveno.node.config.IoErrors;
import zveno.node.rules.strict.FileRecord;
import zveno.node.rules.strict.NodesWord;
import zveno.node.rules.strict.ReceiptReport;

/** {@code zveno check}: checks a receipt, and says which level it reaches. */
@Command(
    name = "check",
    description = {
      "Check a receipt, offline unless a node is named, and say what it shows: with --anchor, that"
          + " it leads to the block with that hash; with --node, that its block is on the chain of"
          + " that node; with neither, no more than that it does not contradict itself. With FILE,"
          + " also that this is the file that the transaction records.",
      "Exit code 0 if it holds as far as was asked; 1 if it does not; 2 if that cannot be said:"
          + " wrong options, no receipt, a file that cannot be read, or a node that does not"
          + " answer."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class CheckCommand implements AddedCommand, Callable<Integer> {

  /** Room for white space in a receipt. */
  private static final int MAX_BYTES = 2 * Receipt.MAX_BYTES;

  private static final int MAX_NAME_SHOWN = 200;

  @Spec CommandSpec spec;

  @Mixin NodeOptions node = new NodeOptions();

  @Option(
      names = "--anchor",
      paramLabel = "HASH",
      description =
          "The hash that you hold, of the transaction's block or of the receipt's anchor, from a"
              + " place that you trust.")
  @Nullable String anchor;

  @Option(names = "--json", description = "Print the verdict as JSON.")
  boolean json;

  @Parameters(
      index = "0",
      paramLabel = "RECEIPT",
      description = "The file with the receipt; - for standard input.")
  String receipt = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", description = "The recorded file.")
  @Nullable Path file;

  @Override
  public Integer call() throws InterruptedException {
    Optional<BlockId> held = Optional.ofNullable(anchor).map(CheckCommand::hash);
    if (held.isPresent() && node.isGiven()) {
      throw CommandException.badInput(
          "--anchor and --node exclude each other: check against the hash that you hold, or ask a"
              + " node");
    }
    Receipt read = read();
    Optional<FileRecord> shown = Optional.ofNullable(file).map(CheckCommand::record);
    Optional<NodesWord> word = node.isGiven() ? Optional.of(ask(read)) : Optional.empty();
    ReceiptReport report = ReceiptReport.of(read, InstalledVerifier.get(), held, word);
    Optional<FileVerdict> ofFile = shown.map(record -> FileVerdict.of(record, read));
    boolean holds = report.shows(wanted(held)) && ofFile.map(FileVerdict::matches).orElse(true);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new String(json(report, ofFile, holds), StandardCharsets.US_ASCII));
    } else {
      words(report, ofFile, held, holds).forEach(out::println);
    }
    out.flush();
    return holds ? 0 : CommandException.FAILED;
  }

  private Level wanted(Optional<BlockId> held) {
    if (held.isPresent()) {
      return Level.BELOW_HELD_BLOCK;
    }
    return node.isGiven() ? Level.ON_CHAIN : Level.UNDER_THIS_HEADER;
  }

  /** The hash of a block, as it is typed. */
  static BlockId hash(String text) {
    return BlockId.parse(text)
        .orElseThrow(() ->
            CommandException.badInput(
                "--anchor must be 64 lowercase hexadecimal digits, the hash of a block, not "
                    + text));
  }

  private Receipt read() {
    byte[] document;
    try (InputStream in =
        receipt.equals("-") ? System.in : Files.newInputStream(Path.of(receipt))) {
      document = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw CommandException.badInput(receipt + " cannot be read: " + IoErrors.of(e));
    }
    if (document.length > MAX_BYTES) {
      throw CommandException.badInput(
          receipt + " is no receipt: it has more than " + MAX_BYTES + " bytes");
    }
    try {
      return Receipt.parse(document);
    } catch (RefusedException e) {
      throw CommandException.badInput(receipt + " is no receipt: " + e.refusal().detail());
    }
  }

  private static FileRecord record(Path file) {
    try {
      return FileRecord.of(file);
    } catch (IOException e) {
      throw CommandException.badInput(file + " cannot be read: " + IoErrors.of(e));
    }
  }

  /** Asks the node for the block; that it does not answer says nothing of the receipt. */
  private NodesWord ask(Receipt read) throws InterruptedException {
    try {
      NodeClient client = node.client();
      NodeClient.Answer answer = client.get("/api/v1/headers/" + read.block().header().id().hex());
      String name = "the node at " + client.node();
      if (answer.status() == 404) {
        return new NodesWord(name, 0);
      }
      Optional<JsonValue> confirmations =
          answer.status() == 200 ? member(answer.json(), "confirmations") : Optional.empty();
      if (confirmations.isEmpty()) {
        throw CommandException.badInput(client.node() + ": " + answer.refusal());
      }
      return new NodesWord(name, confirmations.get().integer().longValue());
    } catch (CommandException e) {
      throw CommandException.badInput(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<JsonValue> member(JsonValue answer, String name) {
    return answer.kind() == JsonKind.OBJECT
        ? answer.member(name).filter(value -> value.kind() == JsonKind.INTEGER)
        : Optional.empty();
  }

  private List<String> words(
      ReceiptReport report, Optional<FileVerdict> ofFile, Optional<BlockId> held, boolean holds) {
    List<String> words = new ArrayList<>();
    words.add("Transaction " + report.receipt().transaction().id().hex());
    words.addAll(report.words());
    ofFile.ifPresent(verdict -> words.add(verdict.words()));
    if (holds && held.isEmpty() && !node.isGiven()) {
      words.add(
          "To learn more, check it with --anchor HASH, the hash of block "
              + report
                  .receipt()
                  .anchor()
                  .map(Receipt.Anchor::reward)
                  .orElse(report.receipt().block().reward())
                  .height()
              + " from a place that you trust, or with --node URL.");
    }
    words.add(holds ? "It holds as far as was asked." : "It does not hold.");
    return words;
  }

  private static byte[] json(ReceiptReport report, Optional<FileVerdict> ofFile, boolean holds) {
    JsonWriter json = new JsonWriter().beginObject();
    report.write(json);
    ofFile.ifPresent(verdict -> {
      json.name("file").beginObject().name("matches").bool(verdict.matches());
      json.name("words").string(verdict.words()).endObject();
    });
    return json.name("holds").bool(holds).endObject().toBytes();
  }

  /**
   * Whether a file is the recorded one.
   *
   * @param words the same, for people
   */
  private record FileVerdict(boolean matches, String words) {

    static FileVerdict of(FileRecord shown, Receipt receipt) {
      return receipt
          .transaction()
          .content()
          .data()
          .flatMap(FileRecord::read)
          .map(recorded -> compared(shown, recorded))
          .orElseGet(() ->
              new FileVerdict(false, "The transaction records no file, so it is not this one."));
    }

    private static FileVerdict compared(FileRecord shown, FileRecord recorded) {
      String name = OneLine.of(recorded.name(), MAX_NAME_SHOWN);
      return shown.hasBytesOf(recorded)
          ? new FileVerdict(
              true,
              "The file is the recorded one, \""
                  + name
                  + "\": SHA-256 and size ("
                  + recorded.size()
                  + " bytes) agree.")
          : new FileVerdict(
              false,
              "The file is not the recorded one, \""
                  + name
                  + "\": that has "
                  + recorded.size()
                  + " bytes and SHA-256 "
                  + recorded.sha256().hex()
                  + ", this one has "
                  + shown.size()
                  + " bytes and "
                  + shown.sha256().hex()
                  + ".");
    }
  }
}
