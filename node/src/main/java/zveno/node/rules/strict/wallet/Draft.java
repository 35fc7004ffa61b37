package zveno.node.rules.strict.wallet;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.OneLine;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.strict.RefusedException;
import zveno.kernel.rules.strict.StrictJson;
import zveno.kernel.rules.strict.StrictTransaction;
import zveno.kernel.rules.strict.UnsignedTransaction;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.keys.Scheme;
import zveno.node.config.CommandException;
import zveno.node.wallet.WalletKey;

/**
 * A transaction that is to be signed, with the chain that it is for. As a document, for a machine
 * that signs without a network: {@code {"genesis": "64 digits", "transaction": {…}, "unsigned":
 * "zveno-1"}}, where the transaction has all members but {@code signature}, and under scheme 1 no
 * {@code key} either, which the signer adds.
 *
 * @param genesis hash of the chain's first block
 */
record Draft(BlockId genesis, UnsignedTransaction content) {

  private static final String FORM = "zveno-1";
  private static final int MAX_BYTES = StrictTransaction.MAX_BYTES + 256;
  private static final int MAX_SHOWN = 200;

  /** The document. */
  byte[] document() {
    return new JsonWriter()
        .beginObject()
        .name("genesis")
        .string(genesis.hex())
        .name("transaction")
        .raw(content.canonical())
        .name("unsigned")
        .string(FORM)
        .endObject()
        .toBytes();
  }

  /** Is this a document of this kind, right or not? */
  static boolean isOne(byte[] document) {
    return NodeAnswer.JsonLine.read(document)
        .filter(json -> json.kind() == JsonKind.OBJECT)
        .flatMap(json -> json.member("unsigned"))
        .isPresent();
  }

  /**
   * Reads a document.
   *
   * @throws CommandException if it is none
   */
  static Draft read(String place, byte[] document) {
    try {
      JsonValue json = JsonValue.parse(document, StrictJson.limits(MAX_BYTES));
      List<String> members =
          json.kind() == JsonKind.OBJECT
              ? StreamSupport.stream(json.members().spliterator(), false)
                  .map(JsonValue.Member::name)
                  .toList()
              : List.of();
      if (!members.equals(List.of("genesis", "transaction", "unsigned"))
          || !json.member("unsigned").orElseThrow().isWritten("\"" + FORM + "\"")) {
        throw wrong(place, "it must have genesis, transaction and \"unsigned\": \"zveno-1\"");
      }
      JsonValue hash = json.member("genesis").orElseThrow();
      BlockId genesis =
          hash.kind() == JsonKind.STRING
              ? Hash.parse(hash.text()).map(BlockId::new).orElse(null)
              : null;
      if (genesis == null) {
        throw wrong(place, "genesis must be 64 lowercase hexadecimal digits");
      }
      return new Draft(genesis, content(json.member("transaction").orElseThrow()));
    } catch (DecodeException | RefusedException e) {
      throw wrong(place, String.valueOf(e.getMessage()));
    }
  }

  /** Read as a signed one would be: with a key and a signature of nothing but zeros. */
  private static UnsignedTransaction content(JsonValue transaction) throws RefusedException {
    boolean large =
        transaction.kind() == JsonKind.OBJECT
            && transaction
                .member("sender")
                .filter(sender -> sender.kind() == JsonKind.STRING)
                .flatMap(sender -> Address.parse(sender.text()))
                .filter(sender -> sender.scheme() == Scheme.ML_DSA_44)
                .isPresent();
    Scheme scheme = large ? Scheme.ML_DSA_44 : Scheme.ED25519;
    boolean keyed = transaction.kind() == JsonKind.OBJECT && transaction.member("key").isPresent();
    JsonWriter filled = new JsonWriter().beginObject();
    if (transaction.kind() == JsonKind.OBJECT) {
      for (JsonValue.Member member : transaction.members()) {
        if (large && !keyed && member.name().compareTo("key") > 0) {
          keyed = true;
          filled.name("key").string("0".repeat(2 * scheme.keyLength()));
        }
        filled.name(member.name()).value(member.value());
      }
    }
    filled.name("signature").string("0".repeat(2 * scheme.signatureLength())).endObject();
    UnsignedTransaction read =
        StrictTransaction.decode(JsonValue.ofCanonical(filled.toBytes())).content();
    return withKey(read, Optional.empty());
  }

  private static CommandException wrong(String place, String why) {
    return CommandException.badInput(place + " holds no unsigned transaction: " + why);
  }

  private static UnsignedTransaction withKey(UnsignedTransaction content, Optional<String> key) {
    return new UnsignedTransaction(
        content.sender(),
        content.recipient(),
        content.amount(),
        content.fee(),
        content.nonce(),
        content.expires(),
        content.data(),
        key);
  }

  /**
   * Signs it.
   *
   * @throws CommandException if this is not the sender's key
   */
  StrictTransaction signed(WalletKey signer) {
    if (!signer.address().equals(content.sender())) {
      throw CommandException.badInput(
          "the transaction is from "
              + content.sender()
              + ", and the key is of "
              + signer.address());
    }
    UnsignedTransaction whole = withKey(content, signer.publicKey());
    try {
      return StrictTransaction.signed(whole, signer.sign(whole.signedText(genesis)));
    } catch (RefusedException e) {
      throw CommandException.badInput(String.valueOf(e.getMessage()));
    }
  }

  /** What a person ought to see before signing. */
  String words() {
    return words(content) + "\nchain " + genesis.hex();
  }

  /** A transaction in words, one thing on a line. */
  static String words(UnsignedTransaction content) {
    StringBuilder text = new StringBuilder();
    text.append("from ").append(content.sender());
    text.append("\nto ").append(content.recipient());
    if (content.recipient().equals(content.sender())) {
      text.append(" (itself)");
    }
    text.append(
        String.format(
            Locale.ROOT,
            "%namount %d, fee %d, nonce %d, in a block up to %d",
            content.amount().units(),
            content.fee().units(),
            content.nonce(),
            content.expires()));
    content
        .data()
        .ifPresent(data -> {
          int bytes = data.getBytes(StandardCharsets.UTF_8).length;
          text.append("\ndata (").append(bytes).append(bytes == 1 ? " byte) " : " bytes) ");
          text.append(OneLine.of(data, MAX_SHOWN));
        });
    return text.toString();
  }

  /** The text that is signed, as a signer of this key would sign it. */
  String signedText(Optional<String> key) {
    byte[] text = withKey(content, key).signedText(genesis);
    return new String(text, StandardCharsets.US_ASCII)
        .lines()
        .map(line -> "  " + line)
        .collect(Collectors.joining("\n"));
  }
}
