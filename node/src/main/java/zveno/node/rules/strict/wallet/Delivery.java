package zveno.node.rules.strict.wallet;

import java.time.Duration;
import java.util.Optional;
import zveno.kernel.bytes.OneLine;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.TxId;
import zveno.kernel.rules.strict.StrictTransaction;
import zveno.node.config.CommandException;

/** Brings a signed transaction to a node, and waits until blocks confirm it. */
final class Delivery {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  /** How often a transaction is posted while the node's answers do not come. */
  private static final int MAX_POSTS = 3;

  private final StrictNode node;
  private final Output output;

  Delivery(StrictNode node, Output output) {
    this.node = node;
    this.output = output;
  }

  /**
   * Posts it. If no answer comes, the same bytes are posted again: a node that has them already
   * answers as before.
   *
   * @param repeat what to do if all answers are lost, so that nothing is paid twice
   * @return the name of the entry, by which its fate can be asked for
   * @throws CommandException if the node refuses it; with {@link ExitCodes#UNKNOWN} if no post was
   *     answered, and the node may have it
   */
  String post(StrictTransaction transaction, String repeat) {
    boolean lost = false;
    for (int posts = 1; ; posts++) {
      int status = 0;
      String why;
      try {
        NodeAnswer answer = node.post(transaction.encoded());
        status = answer.status();
        if (status == 201 || status == 200) {
          return answer.text("entry");
        }
        why = answer.detail();
      } catch (CommandException e) {
        why = String.valueOf(e.getMessage());
      }
      if (status == 400 || status == 409 || status == 422) {
        throw CommandException.ended(ExitCodes.REFUSED, "the node refused the transaction: " + why);
      }
      if (!lost && status >= 300 && status < 500) {
        throw CommandException.failed("the node did not take the transaction: " + why);
      }
      lost = true;
      if (posts == MAX_POSTS || Thread.currentThread().isInterrupted()) {
        throw unknown(transaction, why, repeat);
      }
      output.tell(why + "; sends the same transaction again");
      pause();
    }
  }

  private static CommandException unknown(
      StrictTransaction transaction, String why, String repeat) {
    return CommandException.ended(
        ExitCodes.UNKNOWN,
        why
            + "; whether the node has transaction "
            + transaction.id().hex()
            + " is not known: "
            + repeat);
  }

  /**
   * Waits until so many blocks confirm it, and prints what has become of it.
   *
   * @param blocks 0 for not to wait
   * @throws CommandException if it was dropped, or the time is over
   */
  void report(StrictTransaction transaction, String entry, int blocks, Optional<Duration> timeout) {
    TxId id = transaction.id();
    JsonValue fate = blocks == 0 ? null : confirmed(transaction, entry, blocks, timeout);
    JsonWriter json = new JsonWriter().beginObject();
    if (fate != null) {
      for (String name : new String[] {"block", "confirmations", "hash"}) {
        fate.member(name).ifPresent(value -> json.name(name).value(value));
      }
    }
    json.name("id").string(id.hex());
    json.name("nonce").integer(transaction.nonce());
    json.name("status").string(fate == null ? "pending" : "confirmed");
    output.result(id.hex(), json.endObject());
  }

  /** What the node says of a transaction that so many blocks confirm. */
  JsonValue confirmed(
      StrictTransaction transaction, String entry, int blocks, Optional<Duration> timeout) {
    TxId id = transaction.id();
    long begin = System.nanoTime();
    String before = "";
    while (true) {
      NodeAnswer answer = node.entry(id, entry);
      JsonValue fate = answer.json();
      String status = answer.text("status");
      String now = status;
      switch (status) {
        case "pending" -> {}
        case "confirmed" -> {
          long confirmations = StrictNode.number(answer, fate, "confirmations");
          if (confirmations >= blocks) {
            return fate;
          }
          now = confirmations + " of " + blocks + " blocks confirm it";
        }
        default ->
            throw CommandException.ended(
                ExitCodes.REFUSED,
                "the node has "
                    + OneLine.of(status)
                    + " transaction "
                    + id.hex()
                    + NodeAnswer.detail(fate).map(detail -> ": " + detail).orElse(""));
      }
      if (!now.equals(before)) {
        output.tell(id.hex() + ": " + now);
        before = now;
      }
      if (timeout.isPresent() && System.nanoTime() - begin >= timeout.get().toNanos()) {
        throw CommandException.ended(
            ExitCodes.UNCONFIRMED,
            id.hex() + " was sent, and is " + now + " after " + timeout.get().toSeconds() + " s");
      }
      pause();
    }
  }

  static void pause() {
    try {
      Thread.sleep(BETWEEN_LOOKS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandException.failed("interrupted");
    }
  }
}
