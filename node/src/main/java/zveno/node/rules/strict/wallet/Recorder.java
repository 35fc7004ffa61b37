package zveno.node.rules.strict.wallet;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.StrictTransaction;
import zveno.kernel.rules.strict.UnsignedTransaction;
import zveno.node.config.CommandException;
import zveno.node.rules.strict.wallet.StrictNode.ChainTip;
import zveno.node.rules.strict.wallet.StrictNode.Turn;
import zveno.node.wallet.WalletKey;

/**
 * Records things, each as the data of a transaction of nothing to oneself. As many wait at the node
 * as it allows of one sender; then it waits for a block.
 */
final class Recorder {

  /** What a node lets wait of one sender. */
  private static final int MAX_WAITING = 64;

  /**
   * How many of a journal's last transactions are looked for, of those that the chain has passed.
   */
  private static final int MAX_LOOKED_AT = 256;

  /** How long a node may be away. */
  private static final int MAX_TRIES = 120;

  private static final int UNAVAILABLE = 429;

  private final StrictNode node;
  private final WalletKey key;
  private final BlockId genesis;
  private final Coins fee;
  private final Output output;
  private long nonce;

  /** The last that was accepted, and the name of its entry. */
  private @Nullable StrictTransaction last;

  private String entry = "";

  /**
   * @param genesis the chain that all are signed for, also if the node has another one later
   */
  Recorder(StrictNode node, WalletKey key, BlockId genesis, Coins fee, Output output) {
    this.node = node;
    this.key = key;
    this.genesis = genesis;
    this.fee = fee;
    this.output = output;
  }

  /** What was accepted last. */
  Optional<StrictTransaction> last() {
    return Optional.ofNullable(last);
  }

  /** The entry of {@link #last}. */
  String entry() {
    return entry;
  }

  /**
   * Records all of them.
   *
   * @throws CommandException at the first that the node refuses
   */
  void run(Items items, Optional<Journal> journal) throws InterruptedException {
    nonce = node.turn(key.address()).nonce();
    if (journal.isPresent()) {
      resume(items, journal.get().before());
    }
    while (true) {
      List<Item> some = items.next(room());
      if (some.isEmpty()) {
        return;
      }
      List<StrictTransaction> signed = signed(some);
      journal.ifPresent(file -> file.add(signed));
      deliver(signed, some);
      if (signed.size() < some.size()) {
        throw wrong(some.get(signed.size()));
      }
    }
  }

  private CommandException wrong(Item item) {
    int bytes = item.data().getBytes(StandardCharsets.UTF_8).length;
    return CommandException.badInput(
        item.label()
            + " cannot be recorded: it must be 1 to "
            + StrictTransaction.MAX_DATA
            + " bytes of UTF-8, and has "
            + bytes);
  }

  /** Sends what may not have arrived, and leaves out the items that the journal has. */
  private void resume(Items items, List<StrictTransaction> before) throws InterruptedException {
    if (before.isEmpty()) {
      return;
    }
    for (StrictTransaction one : before) {
      if (!one.sender().equals(key.address())) {
        throw CommandException.badInput(
            "the journal is of " + one.sender() + ", and the key is of " + key.address());
      }
    }
    Turn turn = node.turn(key.address());
    int from = Math.max(0, before.size() - MAX_LOOKED_AT);
    List<StrictTransaction> missing = new ArrayList<>();
    for (StrictTransaction one : before.subList(from, before.size())) {
      if (!node.has(one.id())) {
        missing.add(one);
      }
    }
    for (int i = 0; i < missing.size(); i += MAX_WAITING) {
      deliver(missing.subList(i, Math.min(missing.size(), i + MAX_WAITING)), List.of());
    }
    StrictTransaction newest = before.getLast();
    nonce = Math.max(turn.nonce(), newest.nonce() + 1);
    for (int left = before.size(); left > 0; ) {
      int skipped = items.next(Math.min(left, MAX_WAITING)).size();
      if (skipped == 0) {
        throw CommandException.badInput(
            "the journal has " + before.size() + " records, more than there are now");
      }
      left -= skipped;
    }
    output.tell(
        before.size()
            + " were recorded before on chain "
            + genesis.hex()
            + ", "
            + missing.size()
            + " of them sent again");
  }

  /** How many more the node lets wait; waits until it is one. */
  private int room() {
    for (int tries = 0; ; tries++) {
      int room = MAX_WAITING - node.turn(key.address()).waiting();
      if (room > 0) {
        return room;
      }
      if (tries == 0) {
        output.tell(MAX_WAITING + " wait for a block");
      }
      Delivery.pause();
    }
  }

  /** Those before the first that cannot be recorded. */
  private List<StrictTransaction> signed(List<Item> items) {
    ChainTip tip = node.tip();
    List<StrictTransaction> signed = new ArrayList<>();
    for (Item item : items) {
      UnsignedTransaction content =
          new UnsignedTransaction(
              key.address(),
              key.address(),
              Coins.NONE,
              fee,
              nonce,
              tip.height() + PaymentOptions.USUAL_BLOCKS,
              Optional.of(item.data()),
              Optional.empty());
      try {
        signed.add(new Draft(genesis, content).signed(key));
      } catch (CommandException e) {
        return signed;
      }
      nonce++;
    }
    return signed;
  }

  /** Sends until the node has all of them. */
  private void deliver(List<StrictTransaction> transactions, List<Item> items)
      throws InterruptedException {
    int done = 0;
    for (int tries = 0; done < transactions.size(); tries++) {
      if (tries > 0) {
        Delivery.pause();
      }
      int accepted = sent(transactions, done, items, tries);
      if (accepted > 0) {
        tries = 0;
      }
      done += accepted;
    }
  }

  /** Sends those from a place on; how many of them the node has, without a gap. */
  private int sent(List<StrictTransaction> transactions, int from, List<Item> items, int tries) {
    List<StrictTransaction> rest = transactions.subList(from, transactions.size());
    List<JsonValue> answers;
    try {
      answers = answers(node.postLines(Journal.lines(rest)), rest.size());
    } catch (CommandException e) {
      if (e.exitCode() != CommandException.FAILED || tries >= MAX_TRIES) {
        throw e;
      }
      if (tries == 0) {
        output.tell(e.getMessage() + "; tries again");
      }
      return 0;
    }
    for (int i = 0; i < rest.size(); i++) {
      StrictTransaction transaction = rest.get(i);
      if (!isAccepted(transaction, answers.get(i))) {
        return i;
      }
      if (!items.isEmpty()) {
        report(transaction, items.get(from + i));
      }
    }
    return rest.size();
  }

  private static List<JsonValue> answers(NodeAnswer answer, int count) {
    List<JsonValue> lines = new ArrayList<>();
    for (String line : new String(answer.body(), StandardCharsets.UTF_8).lines().toList()) {
      lines.add(
          NodeAnswer.JsonLine.read(line)
              .filter(json -> json.kind() == JsonKind.OBJECT)
              .orElseThrow(() -> answer.strange("a line is no JSON object")));
    }
    if (lines.size() != count) {
      throw answer.strange("it has " + lines.size() + " lines, not " + count);
    }
    return lines;
  }

  /** Does the node have it? If it does not want it now, no; if it never will, that is thrown. */
  private boolean isAccepted(StrictTransaction transaction, JsonValue answer) {
    int status = answer.member("status").map(JsonValue::integer).orElseThrow().intValue();
    if (status == 201 || status == 200) {
      last = transaction;
      entry = answer.member("entry").map(JsonValue::text).orElse("");
      return true;
    }
    if (node.has(transaction.id())) {
      return true; // a request before this one was answered, and the answer was lost
    }
    if (status >= UNAVAILABLE || node.turn(key.address()).waiting() >= MAX_WAITING) {
      return false;
    }
    String detail = NodeAnswer.detail(answer).orElse("status " + status);
    throw CommandException.ended(
        ExitCodes.REFUSED,
        "the node refused transaction "
            + transaction.id().hex()
            + " (nonce "
            + transaction.nonce()
            + "): "
            + detail);
  }

  private void report(StrictTransaction transaction, Item item) {
    String id = transaction.id().hex();
    JsonWriter json = new JsonWriter().beginObject().name("id").string(id);
    json.name("nonce").integer(transaction.nonce());
    item.facts().addTo(json);
    output.result(id + "  " + item.label(), json.endObject());
  }
}
