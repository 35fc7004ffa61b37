package zveno.kernel.rules.strict;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.Hex;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.TxId;
import zveno.kernel.rules.strict.keys.Address;

/**
 * A transaction as far as its sender decides on it: all but the signature.
 *
 * @param sender who pays
 * @param recipient who is paid, perhaps the sender
 * @param amount what the recipient gets, perhaps nothing
 * @param fee what the miner gets on top
 * @param nonce how many transactions of the sender stand before it in the chain, 0 to 2^53 − 1
 * @param expires the last block that may carry it, 1 to 2^53 − 1
 * @param data a text to be recorded, 1 to 16,384 bytes of UTF-8
 * @param key the sender's public key in hexadecimal digits, with an address of scheme 1
 */
public record UnsignedTransaction(
    Address sender,
    Address recipient,
    Coins amount,
    Coins fee,
    long nonce,
    long expires,
    Optional<String> data,
    Optional<String> key) {

  private static final byte[] PURPOSE =
      "zveno strict transaction\n".getBytes(StandardCharsets.US_ASCII);

  /** The canonical text, without a signature: what the id is the hash of. */
  public byte[] canonical() {
    return written(new JsonWriter().beginObject()).endObject().toBytes();
  }

  /** The text that the sender signs on the chain of this genesis. */
  public byte[] signedText(BlockId genesis) {
    return signedText(genesis, canonical());
  }

  /** The purpose and the chain keep a signature from meaning anything elsewhere. */
  static byte[] signedText(BlockId genesis, byte[] canonical) {
    byte[] chain = (genesis.hex() + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] text = new byte[PURPOSE.length + chain.length + canonical.length];
    System.arraycopy(PURPOSE, 0, text, 0, PURPOSE.length);
    System.arraycopy(chain, 0, text, PURPOSE.length, chain.length);
    System.arraycopy(canonical, 0, text, PURPOSE.length + chain.length, canonical.length);
    return text;
  }

  /** The id, which does not depend on the signature. */
  public TxId id() {
    return new TxId(Hash.of(canonical()));
  }

  /** The canonical text with this signature: that of the whole transaction. */
  byte[] canonical(byte[] signature) {
    return written(new JsonWriter().beginObject())
        .name("signature")
        .string(Hex.of(signature))
        .endObject()
        .toBytes();
  }

  /** The members in their order, in an object that is left open: a signature would come last. */
  private JsonWriter written(JsonWriter json) {
    json.name("amount").integer(amount.units());
    data.ifPresent(text -> json.name("data").string(text));
    json.name("expires").integer(expires);
    json.name("fee").integer(fee.units());
    key.ifPresent(digits -> json.name("key").string(digits));
    return json.name("nonce")
        .integer(nonce)
        .name("recipient")
        .string(recipient.text())
        .name("sender")
        .string(sender.text());
  }
}
