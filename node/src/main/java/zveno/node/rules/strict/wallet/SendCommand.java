package zveno.node.rules.strict.wallet;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zveno.kernel.rules.strict.StrictTransaction;
import zveno.kernel.rules.strict.keys.Address;
import zveno.node.client.NodeOptions;
import zveno.node.config.CommandException;
import zveno.node.wallet.WalletKey;

/** {@code zveno wallet send}: pays, in one step or in three. */
@Command(
    name = "send",
    description =
        "Sign a transaction and send it; print its id. With --unsigned only make it, for zveno"
            + " wallet sign on a machine without a network; with --signed only send what was signed"
            + " there.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SendCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "The name of the key that pays; not with --from or --signed.")
  @Nullable String name;

  @Mixin PaymentOptions payment = new PaymentOptions();

  @Option(
      names = "--from",
      paramLabel = "ADDRESS",
      description = "With --unsigned: the address that pays, instead of a key.")
  @Nullable String from;

  @Option(
      names = "--unsigned",
      paramLabel = "FILE",
      description = "Sign nothing: write what is to be signed to this new file.")
  @Nullable Path unsigned;

  @Option(
      names = "--signed",
      paramLabel = "FILE",
      description = "Send the signed transaction in this file; - for standard input.")
  @Nullable String signed;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask before it is signed. Without a terminal nobody is asked.")
  boolean yes;

  @Mixin WaitOptions waiting = new WaitOptions();
  @Mixin NodeOptions nodes = new NodeOptions();
  @Mixin KeyOptions options = new KeyOptions();
  @Mixin Output output = new Output();

  @Override
  public Integer call() {
    int ways = (name == null ? 0 : 1) + (from == null ? 0 : 1) + (signed == null ? 0 : 1);
    if (ways != 1) {
      throw CommandException.badInput("give one of NAME, --from and --signed");
    }
    if (from != null && unsigned == null) {
      throw CommandException.badInput("--from needs --unsigned: only a key can sign");
    }
    if (signed != null && (unsigned != null || !payment.isEmpty())) {
      throw CommandException.badInput("--signed sends what is in the file, and nothing else");
    }
    waiting.blocks();
    waiting.timeout();
    if (signed != null) {
      deliver(Documents.signed(signed, Documents.read(signed)));
    } else if (from != null) {
      make(PaymentOptions.address("--from", from));
    } else {
      withKey(String.valueOf(name));
    }
    return 0;
  }

  private void withKey(String key) {
    try (WalletKey opened = options.open(key)) {
      Path target = unsigned;
      if (target != null) {
        make(opened.address());
        return;
      }
      StrictNode node = new StrictNode(nodes.client());
      Draft draft = draft(node, opened.address());
      output.tell(draft.words());
      output.tell("signed is\n" + draft.signedText(opened.publicKey()));
      confirm();
      StrictTransaction transaction = draft.signed(opened);
      deliver(
          transaction,
          node,
          "repeat the command with --nonce %d --expires %d, and it is paid once"
              .formatted(transaction.nonce(), transaction.content().expires()));
    }
  }

  private void make(Address sender) {
    StrictNode node = new StrictNode(nodes.client());
    Draft draft = draft(node, sender);
    NewFile.write(Optional.ofNullable(unsigned).orElseThrow(), draft.document());
    output.tell(draft.words());
    output.tell("zveno wallet sign NAME " + unsigned + " signs it, also without a network");
  }

  private Draft draft(StrictNode node, Address sender) {
    if (payment.isComplete() && unsigned != null) {
      return payment.draft(sender, Optional.empty(), 0);
    }
    StrictNode.ChainTip tip = node.tip();
    long next = payment.nonce == null ? node.turn(sender).nonce() : 0;
    return payment.draft(sender, Optional.of(tip), next);
  }

  private void confirm() {
    Optional<Terminal> terminal = yes ? Optional.empty() : Surroundings.here().terminal().get();
    if (terminal.isPresent()) {
      String said = terminal.get().ask("Sign and send this? (yes/no) ").map(String::new).orElse("");
      if (!said.strip().equalsIgnoreCase("yes") && !said.strip().equalsIgnoreCase("y")) {
        throw CommandException.badInput("nothing was signed");
      }
    }
  }

  private void deliver(StrictTransaction transaction) {
    StrictNode node = new StrictNode(nodes.client());
    output.tell(Draft.words(transaction.content()));
    node.tip(); // a node with other rules says so by itself
    deliver(transaction, node, "repeat the command, and it is paid once");
  }

  private void deliver(StrictTransaction transaction, StrictNode node, String repeat) {
    Delivery delivery = new Delivery(node, output);
    String entry = delivery.post(transaction, repeat);
    delivery.report(transaction, entry, waiting.blocks(), waiting.timeout());
  }
}
