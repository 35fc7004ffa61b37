package zveno.kernel.rules.strict;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import zveno.kernel.bytes.Hash;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.Transaction;
import zveno.kernel.model.TxId;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.work.Digests;
import zveno.kernel.rules.strict.work.Header;

/**
 * What the miner of a block gets, the last of its transactions. Real miners' programs read it as a
 * Bitcoin coinbase transaction ({@link #coinbase}), whose hash stands beside the body's root.
 *
 * @param amount subsidy and fees
 * @param count how many other transactions the block has
 * @param extra the miner's own 8 bytes, big-endian
 * @param height of the block, 2 to 2^32 − 1
 * @param history the root over the digests of all blocks before this one
 * @param recipient who is paid
 */
public record Reward(
    Coins amount, long count, long extra, long height, Hash history, Address recipient)
    implements Transaction {

  /** Length of the coinbase transaction in bytes. */
  static final int COINBASE_LENGTH = 108;

  /** Where the miner's own bytes begin in it. */
  static final int EXTRA_AT = 48;

  private static final String NOBODY = "0";

  private static final Members.Shape SHAPE =
      Members.Shape.of(
          "a reward", "amount", "count", "extra", "height", "history", "recipient", "sender");

  /**
   * Reads canonical JSON.
   *
   * @throws RefusedException with {@link StrictReason#FORM}, {@link StrictReason#ADDRESS}, or
   *     {@link StrictReason#REWARD} if it is from somebody
   */
  public static Reward decode(JsonValue json) throws RefusedException {
    Members members = Members.read(json, SHAPE);
    if (!members.text("sender").equals(NOBODY)) {
      throw new RefusedException(
          new Refusal(StrictReason.REWARD, "the sender of a reward must be \"0\""));
    }
    return new Reward(
        members.coins("amount"),
        members.integer("count", 0, Coins.MAX_UNITS),
        ByteBuffer.wrap(members.hex("extra", Long.BYTES)).getLong(),
        members.integer("height", 0, Header.MAX_WORD),
        members.hash("history"),
        members.address("recipient"));
  }

  /** The canonical text. */
  public byte[] canonical() {
    return canonical(true);
  }

  private byte[] canonical(boolean withExtra) {
    JsonWriter json = new JsonWriter().beginObject();
    json.name("amount").integer(amount.units()).name("count").integer(count);
    if (withExtra) {
      json.name("extra").string(HexFormat.of().toHexDigits(extra));
    }
    return json.name("height")
        .integer(height)
        .name("history")
        .string(history.hex())
        .name("recipient")
        .string(recipient.text())
        .name("sender")
        .string(NOBODY)
        .endObject()
        .toBytes();
  }

  /** Its leaf. */
  @Override
  public TxId id() {
    return new TxId(leaf());
  }

  /** The canonical text. */
  @Override
  public byte[] encoded() {
    return canonical();
  }

  @Override
  public int size() {
    return canonical().length;
  }

  /** The same reward with other bytes of the miner's. */
  public Reward withExtra(long other) {
    return new Reward(amount, count, other, height, history, recipient);
  }

  /** The same reward for another recipient. */
  Reward withRecipient(Address other) {
    return new Reward(amount, count, extra, height, history, other);
  }

  /**
   * The 108 bytes that a miner's program takes for a coinbase transaction: one input from nothing,
   * which holds height and extra, and one output, which commits to all the rest.
   */
  public byte[] coinbase() {
    ByteBuffer out = ByteBuffer.allocate(COINBASE_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(1).put((byte) 1).put(new byte[Hash.LENGTH]).putInt(-1);
    out.put((byte) 14).put((byte) 4).putInt((int) height);
    out.put((byte) 8).putLong(Long.reverseBytes(extra)).putInt(-1);
    out.put((byte) 1).putLong(amount.units());
    out.put((byte) 34).put((byte) 0x6a).put((byte) 32);
    out.put(Hash.of(canonical(false)).toBytes()).putInt(0);
    return out.array();
  }

  /** Its leaf beside the body's root, SHA-256 twice of the coinbase transaction; also its id. */
  public Hash leaf() {
    return Digests.sha256d(coinbase());
  }

  /** The Merkle root of a block with this reward. */
  public Hash merkleRoot(Hash body) {
    byte[] both = new byte[2 * Hash.LENGTH];
    leaf().copyTo(both, 0);
    body.copyTo(both, Hash.LENGTH);
    return Digests.sha256d(both);
  }
}
