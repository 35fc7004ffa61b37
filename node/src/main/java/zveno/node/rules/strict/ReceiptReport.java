package zveno.node.rules.strict;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.strict.Receipt;
import zveno.kernel.rules.strict.Receipt.Level;
import zveno.kernel.rules.strict.keys.SignatureVerifier;

/**
 * The verdict on a receipt, in words and in JSON.
 *
 * @param receipt what was checked
 * @param verdict what it shows
 * @param words the same for people: what each level means, or why the receipt is wrong
 * @param word what a node said, if one was asked
 */
public record ReceiptReport(
    Receipt receipt, Receipt.Verdict verdict, List<String> words, Optional<NodesWord> word) {

  public ReceiptReport {
    words = List.copyOf(words);
  }

  /**
   * Checks a receipt.
   *
   * @param held the hash of the block that the reader holds, if any
   * @param word what a node says of the receipt's block, if one was asked
   */
  public static ReceiptReport of(
      Receipt receipt,
      SignatureVerifier verifier,
      Optional<BlockId> held,
      Optional<NodesWord> word) {
    Receipt.Verdict verdict =
        receipt.verify(
            verifier, held, _ -> word.filter(said -> said.confirmations() > 0).isPresent());
    List<String> words =
        switch (verdict) {
          case Receipt.Verdict.Wrong wrong -> List.of("The receipt is wrong: " + wrong.reason());
          case Receipt.Verdict.Shows shows -> words(shows, held, word);
        };
    return new ReceiptReport(receipt, verdict, words, word);
  }

  private static List<String> words(
      Receipt.Verdict.Shows shows, Optional<BlockId> held, Optional<NodesWord> word) {
    List<String> words = new ArrayList<>();
    words.add(
        "Under this header: the sender signed the transaction, and block "
            + shows.height()
            + " carries it, if there is such a block; anybody could have made this header.");
    if (shows.levels().contains(Level.BELOW_HELD_BLOCK)) {
      words.add(
          "Below the block whose hash you hold: the transaction stands in that block or in its"
              + " chain. That is worth as much as the place where you got the hash.");
    } else if (held.isPresent()) {
      words.add(
          "Not below the block whose hash you hold: the receipt does not lead to it. Ask a node"
              + " for a receipt with that block as its anchor.");
    }
    word.ifPresent(said ->
        words.add(
            said.confirmations() > 0
                ? "On the chain that "
                    + said.node()
                    + " follows now: the block has "
                    + said.confirmations()
                    + (said.confirmations() == 1 ? " confirmation." : " confirmations.")
                : "Not on the chain that " + said.node() + " follows now."));
    return words;
  }

  /** What it shows, the weakest first; nothing if it is wrong. */
  public List<Level> levels() {
    return switch (verdict) {
      case Receipt.Verdict.Shows shows -> shows.levels();
      case Receipt.Verdict.Wrong _ -> List.of();
    };
  }

  /** Whether it shows this. */
  public boolean shows(Level level) {
    return levels().contains(level);
  }

  /** Adds the verdict to the object that has been begun. */
  public void write(JsonWriter json) {
    if (verdict instanceof Receipt.Verdict.Shows shows) {
      json.name("anchor");
      receipt.anchor().ifPresentOrElse(later -> json.string(later.header().id().hex()), json::nul);
      json.name("block").string(shows.block().hex());
      word.ifPresent(said -> json.name("confirmations").integer(said.confirmations()));
      json.name("height").integer(shows.height());
    }
    json.name("level");
    if (levels().isEmpty()) {
      json.nul();
    } else {
      json.string(name(levels().getLast()));
    }
    json.name("levels").beginArray();
    levels().forEach(level -> json.string(name(level)));
    json.endArray().name("transaction").string(receipt.transaction().id().hex());
    json.name("words").beginArray();
    words.forEach(json::string);
    json.endArray();
  }

  /** The name of a level for programs. */
  public static String name(Level level) {
    return switch (level) {
      case UNDER_THIS_HEADER -> "under-this-header";
      case BELOW_HELD_BLOCK -> "below-held-block";
      case ON_CHAIN -> "on-this-chain";
    };
  }
}
