package zveno.node.rules.strict.wallet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.OneLine;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.RefusedException;
import zveno.kernel.rules.strict.UnsignedTransaction;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.keys.Address.Reading;
import zveno.node.config.CommandException;
import zveno.node.config.IoErrors;

/** What a transaction is to say. */
final class PaymentOptions {

  /** How many blocks a transaction may wait: who signs no other time gets this one. */
  static final long USUAL_BLOCKS = 1_000;

  @Option(
      names = "--to",
      paramLabel = "ADDRESS",
      description = "Who is paid; default with --data: the sender.")
  @Nullable String to;

  @Option(
      names = "--amount",
      paramLabel = "UNITS",
      description = "How much, 0 to 9007199254740991; default with --data: 0.")
  @Nullable Long amount;

  @Option(
      names = "--fee",
      paramLabel = "UNITS",
      defaultValue = "0",
      description = "What the miner gets on top; default ${DEFAULT-VALUE}.")
  long fee;

  @Option(
      names = "--data",
      paramLabel = "TEXT",
      description = "A text to record, 1 to 16384 bytes of UTF-8. Everybody can read it.")
  @Nullable String data;

  @Option(
      names = "--nonce",
      paramLabel = "N",
      description =
          "How many transactions the sender has before this one; default: asked of the node.")
  @Nullable Long nonce;

  @Option(
      names = "--expires",
      paramLabel = "HEIGHT",
      description =
          "The last block that may carry it; default: " + USUAL_BLOCKS + " blocks from the tip on.")
  @Nullable Long expires;

  @Option(
      names = "--genesis",
      paramLabel = "HASH|FILE",
      description =
          "The chain that it is for: the hash of its first block, or the file of zveno genesis;"
              + " default: the node's.")
  @Nullable String genesis;

  /** Is everything said that a node would be asked for? */
  boolean isComplete() {
    return nonce != null && expires != null && genesis != null;
  }

  /** Is anything said? */
  boolean isEmpty() {
    return to == null
        && amount == null
        && data == null
        && nonce == null
        && expires == null
        && genesis == null
        && fee == 0;
  }

  /**
   * What is to be signed.
   *
   * @param chain the chain, where options do not say it
   * @param next the nonce, where options do not say it
   */
  Draft draft(Address sender, Optional<StrictNode.ChainTip> chain, long next) {
    BlockId first = genesis == null ? chain.orElseThrow().genesis() : chainOf(genesis);
    chain.ifPresent(known -> requireSame(first, known.genesis()));
    long last = expires == null ? chain.orElseThrow().height() + USUAL_BLOCKS : expires;
    return new Draft(
        first,
        new UnsignedTransaction(
            sender,
            recipient(sender),
            coins("--amount", amount()),
            coins("--fee", fee),
            integer("--nonce", nonce == null ? next : nonce, 0),
            integer("--expires", last, 1),
            Optional.ofNullable(data),
            Optional.empty()));
  }

  /** Refuses a node's chain that is not the one that is named. */
  static void requireSame(BlockId named, BlockId theirs) {
    if (!named.equals(theirs)) {
      throw CommandException.badInput(
          "--genesis is " + named.hex() + ", and the node's chain is " + theirs.hex());
    }
  }

  private Address recipient(Address sender) {
    if (to != null) {
      return address("--to", to);
    }
    if (data == null) {
      throw CommandException.badInput("--to must say who is paid (or --data what is recorded)");
    }
    return sender;
  }

  private long amount() {
    if (amount == null && data == null) {
      throw CommandException.badInput("--amount must say how much is paid");
    }
    return amount == null ? 0 : amount;
  }

  /** The address that an option gives. */
  static Address address(String option, String text) {
    return switch (Address.read(text)) {
      case Reading.Valid valid -> valid.address();
      case Reading.Invalid invalid ->
          throw CommandException.badInput(
              option + " " + OneLine.of(text, 70) + ": " + invalid.reason());
    };
  }

  private static Coins coins(String option, long units) {
    return new Coins(integer(option, units, 0));
  }

  private static long integer(String option, long value, long least) {
    if (value < least || value > Coins.MAX_UNITS) {
      throw CommandException.badInput(
          option + " must be " + least + " to " + Coins.MAX_UNITS + ", not " + value);
    }
    return value;
  }

  /** The chain of a hash, or of a file. */
  static BlockId chainOf(String text) {
    Optional<Hash> hash = Hash.parse(text);
    if (hash.isPresent()) {
      return new BlockId(hash.get());
    }
    Path file = Path.of(text);
    try (var in = Files.newInputStream(file)) {
      return Genesis.parse(in.readNBytes(4 * Genesis.MAX_BYTES)).id();
    } catch (IOException e) {
      throw CommandException.badInput(
          "--genesis must be a hash of 64 lowercase hexadecimal digits, or a file; "
              + file
              + ": "
              + IoErrors.of(e));
    } catch (RefusedException e) {
      throw CommandException.badInput("--genesis " + file + ": " + e.getMessage());
    }
  }
}
